using CnnParams.Layers;
using CnnParams.Shapes;

namespace CnnParams.Catalogue.Blocks;

/// <summary>The parts of U-Net (arXiv:1505.04597).</summary>
public static class UNetBlocks
{
    /// <summary>Two 3x3 convolutions with ReLU; with batch norm in place of biases where wanted.</summary>
    /// <param name="x">The input.</param>
    /// <param name="scope">What is put before the names.</param>
    /// <param name="filters">The filters of both.</param>
    /// <param name="padding">Zeros around: 0 in the paper, 1 to keep the size.</param>
    /// <param name="norm">Whether each has a batch norm and no bias.</param>
    [Block(
        "DoubleConv",
        "Two 3x3 convolutions with ReLU (U-Net).",
        Paper = "arXiv:1505.04597",
        Example = "Filters=128"
    )]
    public static Tensor DoubleConv(
        this Tensor x,
        string scope,
        [Setting("The filters of both.")] long filters,
        [Setting("Zeros around: none in the paper, 1 to keep the size.")] long padding = 0,
        [Setting("Whether each has a batch norm and no bias.")] bool norm = false
    ) =>
        x.Within(
            scope,
            x =>
                x.Repeat(
                    2,
                    (x, i) =>
                        x.Conv($"conv{i + 1}", filters, 3, 1, padding, bias: !norm)
                            .If(norm, x => x.BatchNorm($"bn{i + 1}"))
                            .ReLU($"relu{i + 1}")
                )
        );

    /// <summary>
    /// A 2x2 transposed convolution to half the channels, joined with the middle of what the way down left.
    /// </summary>
    /// <param name="x">The input.</param>
    /// <param name="scope">What is put before the names.</param>
    /// <param name="skip">What the way down left; cut to the size that meets it.</param>
    [Block(
        "UpJoin",
        "A 2x2 transposed convolution to half the channels, joined with the middle of an earlier layer (U-Net).",
        Paper = "arXiv:1505.04597",
        Example = "Skip=down1"
    )]
    public static Tensor UpJoin(
        this Tensor x,
        string scope,
        [Setting("The earlier layer, by name; cut to the size that meets it.")] Tensor skip
    ) =>
        x.Within(
            scope,
            x =>
            {
                var up = x.Then(
                    "up",
                    new TransposedConvolution(2)
                    {
                        Filters = x.Channels / 2,
                        KernelSize = 2,
                        Stride = 2,
                    }
                );
                var sides = new (long Begin, long End)[2];
                for (int i = 0; i < sides.Length; i++)
                {
                    long surplus = skip.Shape.Spatial(i).Value - up.Shape.Spatial(i).Value;
                    sides[i] = (surplus / 2, surplus - (surplus / 2));
                }

                bool fits = Array.TrueForAll(sides, side => side is (0, 0));
                var middle = fits
                    ? skip
                    : skip.InScopeOf(x).Then("crop", new CroppingLayer(2) { Cropping = Padding.Sides(sides) });
                return middle.InScopeOf(x).Concatenate("concat", up);
            }
        );
}
