using CnnParams.Layers;

namespace CnnParams.Catalogue.Blocks;

/// <summary>The block of RegNet (arXiv:2003.13678).</summary>
public static class RegNetBlocks
{
    /// <summary>
    /// 1x1, grouped 3x3 and 1x1 convolution of one width, with squeeze-and-excitation in Y, and a shortcut.
    /// </summary>
    /// <param name="x">The input.</param>
    /// <param name="scope">What is put before the names.</param>
    /// <param name="width">The filters of all convolutions.</param>
    /// <param name="groupWidth">The channels of a group.</param>
    /// <param name="stride">The stride of the 3x3 convolution.</param>
    /// <param name="squeezes">Whether there is squeeze-and-excitation, to a quarter of the input channels.</param>
    [Block(
        "RegNetBlock",
        "1x1, grouped 3x3 and 1x1 convolution of one width and a shortcut; squeeze-and-excitation in RegNetY.",
        Paper = "arXiv:2003.13678",
        Example = "Width=96; Stride=2; GroupWidth=16"
    )]
    public static Tensor RegNetBlock(
        this Tensor x,
        string scope,
        [Setting("The filters of all convolutions.")] long width,
        [Setting("The channels of a group.")] long groupWidth,
        [Setting("The stride of the 3x3 convolution.")] long stride = 1,
        [Setting("Whether there is squeeze-and-excitation, to a quarter of the input channels.")] bool squeezes = false
    ) =>
        x.Within(
            scope,
            x =>
            {
                var shortcut = x.If(
                    stride != 1 || x.Channels != width,
                    x => x.ConvNorm("proj.", width, 1, stride, function: null)
                );
                long squeeze = checked((long)Math.Round(0.25 * x.Channels));
                var end = x.Within(
                    "f.",
                    x =>
                        x.ConvNorm("a.", width, 1)
                            .ConvNorm("b.", width, 3, stride, groups: width / groupWidth)
                            .If(squeezes, x => x.SqueezeExcite("se.", squeeze))
                            .ConvNorm("c.", width, 1, function: null)
                );
                return shortcut.Add("add", end).ReLU("activation");
            }
        );
}
