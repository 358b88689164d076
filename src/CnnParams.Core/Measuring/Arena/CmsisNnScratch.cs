using CnnParams.Layers;
using CnnParams.Shapes;

namespace CnnParams.Measuring.Arena;

/// <summary>
/// What the int8 kernels of CMSIS-NN ask for while they run: its functions arm_..._s8_get_buffer_size (version of July
/// 2026, 99f736a), as TensorFlow Lite Micro calls them. A convolution copies what its windows see (im2col); how much of
/// it depends on the instructions of the processor.
/// </summary>
internal sealed class CmsisNnScratch
{
    // arm_nnsupportfunctions.h: channels that a depthwise convolution works on at once, and the channels from which a
    // transposed convolution is computed as a convolution.
    private const long ChannelBlock = 124;
    private const long ReverseThreshold = 16;

    private readonly ScratchKernels _kernels;

    private CmsisNnScratch(ScratchKernels kernels) => _kernels = kernels;

    private bool HasVectors => _kernels == ScratchKernels.CmsisNnMve;

    private bool HasDsp => _kernels == ScratchKernels.CmsisNnDsp;

    /// <summary>
    /// The bytes of each buffer that an operator asks for; null where CMSIS-NN has no kernel for it.
    /// </summary>
    internal static IReadOnlyList<long>? Bytes(OperatorStep step, ScratchKernels kernels, long batch) =>
        new CmsisNnScratch(kernels).Of(step, batch)?.Where(bytes => bytes > 0).ToArray();

    private IReadOnlyList<long>? Of(OperatorStep step, long batch)
    {
        var row = step.Row;
        return row.Layer switch
        {
            FilterLayer { SpatialRank: 3 } or AveragePooling { SpatialRank: 3 } => null,
            ConvolutionalLSTM or DeformableConvolution or ConditionalConvolution or BlurPooling => null,
            SeparableConvolution separable when step.Part == 1 =>
            [
                Convolution(Window.Pointwise(row, separable), Channels(row) * separable.DepthMultiplier),
            ],
            SeparableConvolution or DepthwiseConvolution => [Depthwise(Window.Of(row), batch)],
            GroupedFilterLayer convolution and (Layers.Convolution or StandardizedConvolution) =>
            [
                convolution.Groups > 1 && convolution.Groups == Channels(row)
                    ? Depthwise(Window.Of(row), batch)
                    : Convolution(Window.Of(row), Channels(row) / convolution.Groups),
            ],
            TransposedConvolution => Transposed(Window.Of(row)),
            UnitLayer units => [Connected(row, units)],
            AveragePooling or GlobalAveragePooling or AdaptiveAveragePooling =>
            [
                HasDsp ? checked(Channels(row) * sizeof(int)) : 0,
            ],
            _ => [],
        };
    }

    private static long Channels(LayerMeasurement row) => row.SeenInputs.First.Channels.Value;

    // arm_convolve_wrapper_s8_get_buffer_size
    private long Convolution(Window window, long filterChannels)
    {
        bool seesAll = window.Channels == filterChannels;
        if (window.IsUnpadded && window is { Height: 1, Width: 1, IsDilated: false } && seesAll)
            return 0;
        bool isRow =
            window is { InputHeight: 1, Height: 1, DilationX: 1 }
            && window.StrideX * window.Channels % 4 == 0
            && seesAll;
        return isRow && HasVectors ? Row(window) : Columns(window);
    }

    // arm_convolve_s8_get_buffer_size: values of 16 bits for two columns, or of 8 bits for four.
    private long Columns(Window window)
    {
        long values = checked(window.Width * window.Height * window.Channels);
        return HasVectors
            ? checked(4 * ArenaDraft.Align(values, 16))
            : checked(2 * ArenaDraft.Align(values, 4) * sizeof(short));
    }

    // arm_convolve_1_x_n_s8_get_buffer_size_mve
    private long Row(Window window)
    {
        long odd = (((window.OutputWidth - 1) * window.StrideX) + window.Width - window.InputWidth) % 2;
        long right =
            window.PadX + odd != 0 ? Math.Max(1, (window.PadX + odd + window.StrideX - 1) / window.StrideX) : 0;
        long left = window.PadX != 0 ? Math.Max(1, (window.PadX + window.StrideX - 1) / window.StrideX) : 0;
        if (right + Math.Max(window.OutputWidth - (right + left), 0) + left != window.OutputWidth)
            return Columns(window);
        long leftZeros = window.PadX * window.Channels;
        long rightZeros = odd != 0 ? right * window.Channels : leftZeros;
        long values = window.Width * window.Channels;
        return checked(Math.Max(values + leftZeros, values - window.Channels + rightZeros));
    }

    // arm_depthwise_conv_wrapper_s8_get_buffer_size
    private long Depthwise(Window window, long batch)
    {
        long values = checked(window.Width * window.Height);
        // With vectors, filters over a single channel are a convolution with its filters turned.
        if (HasVectors && window.Channels == 1 && window.OutputChannels > 1)
            return checked(Convolution(window, 1) + (values * window.OutputChannels));
        if (window.Channels != window.OutputChannels || batch != 1 || window.IsDilated)
            return 0;
        if (HasVectors)
            return checked(4 * ChannelBlock * values);
        bool isSmall = window is { Height: 3, Width: 3, PadY: <= 1, PadX: <= 1 };
        return HasDsp && !isSmall ? checked(window.Channels * values * sizeof(short)) : 0;
    }

    // arm_transpose_conv_s8_get_buffer_size, and ..._get_reverse_conv_buffer_size
    private long[] Transposed(Window window)
    {
        if (window is { StrideX: <= 2, StrideY: <= 2, Channels: > ReverseThreshold })
            return [Columns(window), checked(window.Channels * window.Width * window.Height * window.OutputChannels)];
        long width = checked(((window.InputWidth - 1) * window.StrideX) + Math.Max(window.Width, window.StrideY));
        return [checked(width * window.OutputChannels * Math.Max(window.Height, window.StrideY) * sizeof(int))];
    }

    // arm_fully_connected_s8_get_buffer_size; units on the rows of a table are a 1x1 convolution where their inputs are
    // a multiple of 4 (tensorflow/lite/micro/kernels/cmsis_nn/fully_connected.cc).
    private long Connected(LayerMeasurement row, UnitLayer units)
    {
        var input = row.SeenInputs.First;
        bool isPointwise = row.OutputShape.Rank > 1 && input[input.Rank - 1].Value % 4 == 0;
        return HasVectors && !isPointwise ? checked(units.Units * sizeof(int)) : 0;
    }

    /// <summary>A window in numbers; one over a sequence is one over a row.</summary>
    private readonly record struct Window(
        long InputHeight,
        long InputWidth,
        long Channels,
        long OutputWidth,
        long OutputChannels,
        long Height,
        long Width
    )
    {
        internal long StrideX { get; private init; } = 1;

        internal long StrideY { get; private init; } = 1;

        internal long DilationX { get; private init; } = 1;

        internal long PadX { get; private init; }

        internal long PadY { get; private init; }

        internal bool IsDilated { get; private init; }

        internal bool IsUnpadded => PadX == 0 && PadY == 0;

        internal static Window Of(LayerMeasurement row)
        {
            var layer = (FilterLayer)row.Layer;
            var image = row.SeenInputs.First;
            int x = layer.SpatialRank - 1;
            // What is before the image; a transposed convolution has none that its buffers depend on.
            var zeros = layer is TransposedConvolution ? [] : layer.Zeros(row.SeenInputs) ?? [];
            long Axis(int axis, Func<int, long> value) => axis < 0 ? 1 : value(axis);
            return Sized(row, image, Axis(x - 1, axis => layer.KernelSize[axis]), layer.KernelSize[x]) with
            {
                StrideX = layer.Stride[x],
                StrideY = Axis(x - 1, axis => layer.Stride[axis]),
                DilationX = layer.Dilation[x],
                PadX = zeros.Count > 0 ? zeros[x].Begin : 0,
                PadY = zeros.Count > 0 && x > 0 ? zeros[0].Begin : 0,
                IsDilated = layer.Dilation[x] > 1 || Axis(x - 1, axis => layer.Dilation[axis]) > 1,
            };
        }

        /// <summary>The second step of a separable convolution.</summary>
        internal static Window Pointwise(LayerMeasurement row, SeparableConvolution layer) =>
            Sized(row, row.OutputShape, 1, 1) with
            {
                Channels = CmsisNnScratch.Channels(row) * layer.DepthMultiplier,
            };

        private static Window Sized(LayerMeasurement row, TensorShape image, long height, long width)
        {
            int x = image.SpatialRank - 1;
            return new Window(
                x > 0 ? image.Spatial(0).Value : 1,
                image.Spatial(x).Value,
                image.Channels.Value,
                row.OutputShape.Spatial(x).Value,
                row.OutputShape.Channels.Value,
                height,
                width
            );
        }
    }
}
