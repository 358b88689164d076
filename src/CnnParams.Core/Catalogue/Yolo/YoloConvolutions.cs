using CnnParams.Layers;
using CnnParams.Shapes;

namespace CnnParams.Catalogue.Yolo;

/// <summary>Single convolutions and what is made of a few of them; and what moves values.</summary>
internal sealed class YoloConvolutions : YoloModules
{
    public YoloConvolutions()
    {
        Map(
            "Conv",
            (call, x) =>
                call.Unit.Conv(
                    x,
                    "",
                    call.Filters,
                    call.Values.Kernel(1, 1),
                    call.Values.Whole(2, 1),
                    call.Values.Whole(4, 1),
                    IsActive(call, 6),
                    call.Values.Whole(5, 1),
                    PaddingOf(call, 3)
                )
        );
        Map(
            "DWConv",
            (call, x) =>
                call.Unit.Depthwise(
                    x,
                    "",
                    call.Filters,
                    call.Values.Whole(1, 1),
                    call.Values.Whole(2, 1),
                    IsActive(call, 4),
                    call.Values.Whole(3, 1)
                )
        );
        Map(
            "Focus",
            (call, x) =>
                call.Unit.Conv(
                    x.Then("focus", new PixelUnshuffle { Factor = 2 }),
                    "conv.",
                    call.Filters,
                    call.Values.Whole(1, 1),
                    call.Values.Whole(2, 1),
                    call.Values.Whole(4, 1),
                    IsActive(call, 5),
                    padding: PaddingOf(call, 3)
                )
        );
        Map(
            "GhostConv",
            (call, x) =>
                Ghost(
                    call.Unit,
                    x,
                    "",
                    call.Filters,
                    call.Values.Whole(1, 1),
                    call.Values.Whole(2, 1),
                    IsActive(call, 4),
                    call.Values.Whole(3, 1)
                )
        );
        Map(
            "GhostBottleneck",
            (call, x) => GhostBottleneck(call.Unit, x, call.Filters, call.Values.Whole(1, 3), call.Values.Whole(2, 1))
        );
        Map(
            "RepConv",
            (call, x) =>
                Reparameterized(call.Unit, x, "", call.Filters, call.Values.Whole(1, 3), call.Values.Whole(2, 1))
        );
        Map(
            "SCDown",
            (call, x) =>
                call.Unit.Conv(
                    call.Unit.Conv(x, "cv1.", call.Filters),
                    "cv2.",
                    call.Filters,
                    call.Values.Whole(1),
                    call.Values.Whole(2),
                    call.Filters,
                    active: false
                )
        );
        Map("ConvTranspose", (call, x) => Transposed(call, x));
        Map(
            "Concat",
            (call, x) =>
                call.Values.Whole(0, 1) == 1
                    ? x.Concatenate("concat", [.. call.Inputs.Skip(1)])
                    : throw new LayerException(
                        ErrorId.InvalidSetting,
                        "argument 1 must be 1, the axis of the channels: other axes are not joined in these models"
                    )
        );
        Map("Silence", (call, x) => x);
    }

    /// <summary>Half of the channels by a convolution, and the others of these by a depthwise one (GhostNet).</summary>
    internal static Tensor Ghost(
        YoloUnit unit,
        Tensor x,
        string scope,
        long filters,
        long kernel = 1,
        long stride = 1,
        bool active = true,
        long groups = 1
    ) =>
        x.Within(
            scope,
            x =>
            {
                x = unit.Conv(x, "cv1.", filters / 2, kernel, stride, groups, active);
                return x.Concatenate("concat", unit.Conv(x, "cv2.", filters / 2, 5, 1, x.Channels, active));
            }
        );

    internal static Tensor GhostBottleneck(YoloUnit unit, Tensor x, long filters, long kernel = 3, long stride = 1)
    {
        var end = Ghost(unit, x, "conv.0.", filters / 2);
        end = end.If(stride == 2, end => unit.Depthwise(end, "conv.1.", end.Channels, kernel, stride, active: false));
        var shortcut = x.If(
            stride == 2,
            x =>
                unit.Conv(
                    unit.Depthwise(x, "shortcut.0.", x.Channels, kernel, stride, active: false),
                    "shortcut.1.",
                    filters,
                    active: false
                )
        );
        return Ghost(unit, end, "conv.2.", filters, active: false).Add("add", shortcut);
    }

    /// <summary>A convolution that is the sum of two in training, kxk and 1x1 (RepVGG).</summary>
    internal static Tensor Reparameterized(
        YoloUnit unit,
        Tensor x,
        string scope,
        long filters,
        long kernel = 3,
        long stride = 1
    ) =>
        x.Within(
            scope,
            x =>
                unit.Conv(x, "conv1.", filters, kernel, stride, active: false)
                    .Add(
                        "add",
                        x.ForTraining(x => unit.Conv(x, "conv2.", filters, 1, stride, active: false, padding: 0))
                    )
                    .If(unit.Function is not null, x => x.Activation("act", unit.Function!))
        );

    // False as well as nn.Identity() and None are no activation; True is the network's.
    private static bool IsActive(YoloCall call, int index) =>
        index >= call.Values.Count || (call.Values.Has(index) && call.Values.Flag(index, true));

    private static Padding? PaddingOf(YoloCall call, int index) =>
        call.Values.Has(index) ? call.Values.Whole(index) : null;

    private static Tensor Transposed(YoloCall call, Tensor x)
    {
        bool normalizes = call.Values.Flag(4, true);
        return x.Then(
                "conv_transpose",
                Upwards(
                    call.Filters,
                    call.Values.Whole(1, 2),
                    call.Values.Whole(2, 2),
                    bias: !normalizes,
                    call.Values.Whole(3, 0)
                )
            )
            .If(normalizes, x => x.BatchNorm("bn"))
            .If(IsActive(call, 5) && call.Unit.Function is not null, x => x.Activation("act", call.Unit.Function!));
    }

    /// <summary>A transposed convolution.</summary>
    internal static TransposedConvolution Upwards(
        long filters,
        long kernel,
        long stride,
        bool bias,
        long padding = 0
    ) =>
        new(2)
        {
            Filters = filters,
            KernelSize = kernel,
            Stride = stride,
            Padding = padding,
            UseBias = bias,
        };
}
