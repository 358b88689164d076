using System.Management.Automation;
using CnnParams.PowerShell.Completion;

namespace CnnParams.PowerShell.Commands;

/// <summary>
/// The settings of all blocks as New-CnnBlock declares them. They take any value: the block says what is right. A test
/// holds them to the blocks.
/// </summary>
internal sealed class BlockSettingParameters
{
    /// <summary>Whether ReLU follows: not in the last block of Inception-ResNet.</summary>
    [Parameter]
    [ValueCompletions("$true", "$false")]
    public object? Activates { get; set; }

    /// <summary>The width of a group for 64 filters: 4 in ResNeXt-50, 128 in Wide ResNet-50.</summary>
    [Parameter]
    public object? BaseWidth { get; set; }

    /// <summary>The cell before the last, by name; none at the beginning.</summary>
    [Parameter]
    public object? Before { get; set; }

    /// <summary>Positions from one value of a filter to the next.</summary>
    [Parameter]
    public object? Dilation { get; set; }

    /// <summary>The filters of each of the two convolutions side by side.</summary>
    [Parameter]
    public object? Expand { get; set; }

    /// <summary>The channels in the middle.</summary>
    [Parameter]
    public object? Expanded { get; set; }

    /// <summary>The filters; in a bottleneck a quarter of the output channels.</summary>
    [Parameter]
    public object? Filters { get; set; }

    /// <summary>The activation.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(ActivationFunctionCompleter))]
    public object? Function { get; set; }

    /// <summary>The activation of a gate.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(ActivationFunctionCompleter))]
    public object? Gate { get; set; }

    /// <summary>Groups of channels that do not see each other.</summary>
    [Parameter]
    public object? Groups { get; set; }

    /// <summary>The channels of a group.</summary>
    [Parameter]
    public object? GroupWidth { get; set; }

    /// <summary>The channels that each dense layer adds.</summary>
    [Parameter]
    public object? Growth { get; set; }

    /// <summary>The heads of an attention.</summary>
    [Parameter]
    public object? Heads { get; set; }

    /// <summary>Whether the windows lie half a window further.</summary>
    [Parameter]
    [ValueCompletions("$true", "$false")]
    public object? IsShifted { get; set; }

    /// <summary>The 1x1 filters of Inception's reduction.</summary>
    [Parameter]
    public object? K { get; set; }

    /// <summary>The size of a filter.</summary>
    [Parameter]
    [Alias("KernelSize")]
    public object? Kernel { get; set; }

    /// <summary>The 3x3 filters of Inception's reduction.</summary>
    [Parameter]
    public object? L { get; set; }

    /// <summary>The 5x5 filters of an Inception module.</summary>
    [Parameter]
    public object? Large { get; set; }

    /// <summary>The 1x1 filters before the 5x5 ones.</summary>
    [Parameter]
    public object? LargeReduce { get; set; }

    /// <summary>The number of dense layers.</summary>
    [Parameter]
    public object? Layers { get; set; }

    /// <summary>The 3x3 filters of Inception's reduction with the stride, after others.</summary>
    [Parameter]
    public object? M { get; set; }

    /// <summary>The 3x3 filters of an Inception module.</summary>
    [Parameter]
    public object? Medium { get; set; }

    /// <summary>The 1x1 filters before the 3x3 ones.</summary>
    [Parameter]
    public object? MediumReduce { get; set; }

    /// <summary>The filters inside of the branches.</summary>
    [Parameter]
    public object? Middle { get; set; }

    /// <summary>Whether each convolution has a batch norm and no bias.</summary>
    [Parameter]
    [ValueCompletions("$true", "$false")]
    public object? Norm { get; set; }

    /// <summary>Zeros around.</summary>
    [Parameter]
    public object? Padding { get; set; }

    /// <summary>The 1x1 filters of an Inception module.</summary>
    [Parameter]
    public object? Point { get; set; }

    /// <summary>The 1x1 filters after the pooling of an Inception module.</summary>
    [Parameter]
    public object? Pool { get; set; }

    /// <summary>The filters after the pooling of Inception v3.</summary>
    [Parameter]
    public object? Pooled { get; set; }

    /// <summary>Whether the shortcut has a 1x1 convolution.</summary>
    [Parameter]
    [ValueCompletions("$true", "$false")]
    public object? Project { get; set; }

    /// <summary>The earlier layer that is joined, by name.</summary>
    [Parameter]
    public object? Skip { get; set; }

    /// <summary>
    /// The channels in the middle of squeeze-and-excitation, or the filters of a fire module's first convolution.
    /// </summary>
    [Parameter]
    public object? Squeeze { get; set; }

    /// <summary>Whether there is squeeze-and-excitation.</summary>
    [Parameter]
    [ValueCompletions("$true", "$false")]
    public object? Squeezes { get; set; }

    /// <summary>Positions from one window to the next.</summary>
    [Parameter]
    [Alias("Strides")]
    public object? Stride { get; set; }

    /// <summary>The units between two linear layers.</summary>
    [Parameter]
    public object? Units { get; set; }

    /// <summary>The filters of all convolutions of the block.</summary>
    [Parameter]
    public object? Width { get; set; }

    /// <summary>The height and width of a window.</summary>
    [Parameter]
    public object? Window { get; set; }
}
