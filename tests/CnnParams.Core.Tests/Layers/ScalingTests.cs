using FsCheck;
using FsCheck.Xunit;

namespace CnnParams.Core.Tests.Layers;

/// <summary>How counts grow with the settings, whatever these are.</summary>
public sealed class ScalingTests
{
    // Twice the filters, twice the parameters and products; twice the channels, twice the kernel but no more biases.
    [Property]
    public bool A_convolution_grows_with_its_filters_and_channels(
        PositiveInt channels,
        PositiveInt filters,
        PositiveInt kernel
    )
    {
        string shape = $"{kernel.Get + 3}x{kernel.Get + 3}x";
        var one = Single.Measure($"{shape}{channels.Get}", "Conv2D", $"Filters={filters.Get}; KernelSize={kernel.Get}");
        var wide = Single.Measure(
            $"{shape}{channels.Get}",
            "Conv2D",
            $"Filters={2 * filters.Get}; KernelSize={kernel.Get}"
        );
        var deep = Single.Measure(
            $"{shape}{2 * channels.Get}",
            "Conv2D",
            $"Filters={filters.Get}; KernelSize={kernel.Get}"
        );
        return wide.Parameters == 2 * one.Parameters
            && wide.Macs == 2 * one.Macs
            && deep.Parameters - filters.Get == 2 * (one.Parameters - filters.Get)
            && deep.Macs == 2 * one.Macs;
    }

    // g groups have a g-th of the weights and products, and with as many groups as channels it is depthwise.
    [Property]
    public bool Groups_divide_a_convolution(PositiveInt groups, PositiveInt size, PositiveInt kernel)
    {
        int channels = groups.Get * size.Get;
        string shape = $"{kernel.Get + 2}x{kernel.Get + 2}x{channels}";
        string settings = $"Filters={channels}; KernelSize={kernel.Get}; UseBias=false";
        var whole = Single.Measure(shape, "Conv2D", settings);
        var grouped = Single.Measure(shape, "Conv2D", $"{settings}; Groups={groups.Get}");
        var single = Single.Measure(shape, "Conv2D", $"{settings}; Groups={channels}");
        var depthwise = Single.Measure(shape, "DepthwiseConv2D", $"KernelSize={kernel.Get}; UseBias=false");
        return whole.Parameters == groups.Get * grouped.Parameters
            && whole.Macs == groups.Get * grouped.Macs
            && (single.Parameters, single.Macs) == (depthwise.Parameters, depthwise.Macs);
    }

    // Twice as large on each side with same padding: four times the products, the same parameters.
    [Property]
    public bool Products_grow_with_the_image(PositiveInt size, PositiveInt kernel)
    {
        string settings = $"Filters=4; KernelSize={kernel.Get}; Padding=same";
        var one = Single.Measure($"{size.Get}x{size.Get}x3", "Conv2D", settings);
        var two = Single.Measure($"{2 * size.Get}x{2 * size.Get}x3", "Conv2D", settings);
        return two.Parameters == one.Parameters
            && two.Macs == 4 * one.Macs
            && two.ActivationSize == 4 * one.ActivationSize;
    }

    // Dilation changes what is seen and no count.
    [Property]
    public bool Dilation_is_free(PositiveInt dilation, PositiveInt kernel)
    {
        int reach = (dilation.Get * (kernel.Get - 1)) + 1;
        string settings = $"Filters=4; KernelSize={kernel.Get}; Padding=same";
        var plain = Single.Measure("9x9x3", "Conv2D", settings);
        var wide = Single.Measure("9x9x3", "Conv2D", $"{settings}; Dilation={dilation.Get}");
        return (plain.Parameters, plain.Macs, plain.ActivationSize) == (wide.Parameters, wide.Macs, wide.ActivationSize)
            && wide.ReceptiveField!.Size == reach;
    }

    // A convolution and the one turned round have as many weights, and one undoes what the other does to the size.
    [Property]
    public bool Turned_round_a_convolution_has_its_weights(
        PositiveInt kernel,
        PositiveInt stride,
        PositiveInt positions
    )
    {
        long output = ((long)(positions.Get - 1) * stride.Get) + kernel.Get;
        string settings = $"KernelSize={kernel.Get}; Stride={stride.Get}; UseBias=false";
        var forward = Single.Measure($"{output}x{output}x3", "Conv2D", $"Filters=5; {settings}");
        var back = Single.Measure(
            $"{positions.Get}x{positions.Get}x5",
            "TransposedConv2D",
            $"Filters=3; {settings}; Padding=0"
        );
        return forward.OutputShape.ToString() == $"({positions.Get},{positions.Get},5)"
            && back.OutputShape.ToString() == $"({output},{output},3)"
            && (forward.Parameters, forward.Macs) == (back.Parameters, back.Macs);
    }

    // A fully connected layer is a convolution with a window as large as the image.
    [Property]
    public bool Fully_connected_is_a_convolution_of_everything(
        PositiveInt height,
        PositiveInt width,
        PositiveInt channels,
        PositiveInt units
    )
    {
        string shape = $"{height.Get}x{width.Get}x{channels.Get}";
        var whole = Single.Measure(shape, "FullyConnected", $"Units={units.Get}");
        var filters = Single.Measure(shape, "Conv2D", $"Filters={units.Get}; KernelSize={height.Get}x{width.Get}");
        return (whole.Parameters, whole.Macs, whole.ActivationSize)
            == (filters.Parameters, filters.Macs, filters.ActivationSize);
    }
}
