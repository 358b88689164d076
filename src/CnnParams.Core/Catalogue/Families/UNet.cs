using CnnParams.Catalogue.Blocks;
using CnnParams.Layers;

namespace CnnParams.Catalogue.Families;

/// <summary>U-Net: figure 1 of the paper.</summary>
internal sealed class UNet : IArchitectureFamily
{
    private const int Depth = 4;

    private static readonly Paper Paper = new(
        "U-Net: Convolutional Networks for Biomedical Image Segmentation",
        2015,
        "arXiv:1505.04597"
    );

    public string Name => "UNet";

    public IEnumerable<Architecture> Members =>
        [
            new(
                "UNet",
                Paper,
                new DefinedVariant("original", (x, o) => Body(x, o, 0, norm: false))
                {
                    Note =
                        "No padding: 572 becomes 388, and what the way down left is cut. Ports with padding keep the "
                        + "size and have the same parameters.",
                    Resolution = 572,
                    Channels = 1,
                    Classes = 2,
                    HasWidth = true,
                },
                new DefinedVariant("padded", (x, o) => Body(x, o, 1, norm: true))
                {
                    Note = "As most ports: padding keeps the size, batch norm in place of biases.",
                    View = Layers.ParameterView.PyTorch,
                    Resolution = 512,
                    Classes = 2,
                    HasWidth = true,
                }
            ),
        ];

    private static Tensor Body(Tensor x, BuildOptions options, long padding, bool norm)
    {
        var skips = new Stack<Tensor>();
        long Filters(int level) => options.Filters(64L << level, divisor: 2);
        x = x.Repeat(
            Depth,
            (x, level) =>
            {
                x = x.DoubleConv($"down{level + 1}.", Filters(level), padding, norm);
                skips.Push(x);
                return x.MaxPool($"pool{level + 1}", 2);
            }
        );
        return x.DoubleConv("bottom.", Filters(Depth), padding, norm)
            .Repeat(
                Depth,
                (x, i) =>
                    x.UpJoin($"up{Depth - i}.", skips.Pop())
                        .DoubleConv($"up{Depth - i}.", Filters(Depth - 1 - i), padding, norm)
            )
            .Conv("output", options.Classes, 1);
    }
}
