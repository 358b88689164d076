using CnnParams.Layers;
using CnnParams.Shapes;

namespace CnnParams.Catalogue.Blocks;

/// <summary>The cells of NASNet-A (arXiv:1707.07012, figure 4). A cell reads the two cells before it.</summary>
public static class NasNetBlocks
{
    /// <summary>The cell that keeps the size.</summary>
    /// <param name="x">The cell before.</param>
    /// <param name="scope">What is put before the names.</param>
    /// <param name="filters">The filters; the output has six times as many channels.</param>
    /// <param name="before">The cell before that one; none at the beginning.</param>
    [Block(
        "NasNetNormalCell",
        "The cell of NASNet-A that keeps the size; it reads the two cells before it.",
        Paper = "arXiv:1707.07012",
        Example = "Filters=44",
        ExampleInput = "28x28x88"
    )]
    public static Tensor NormalCell(
        this Tensor x,
        string scope,
        [Setting("The filters; the output has six times as many channels.")] long filters,
        [Setting("The cell before the last, by name; none at the beginning.")] Tensor? before = null
    ) =>
        x.Within(
            scope,
            x =>
            {
                var p = before is null
                    ? x.If(x.Channels != filters, x => Project(x, filters, "adjust"))
                    : Adjust(before, x, filters);
                var h = Project(x, filters, "conv_1");
                var sums = new[]
                {
                    Separable(h, "left1", filters, 5).Add("add_1", Separable(p, "right1", filters, 3)),
                    Separable(p, "left2", filters, 5).Add("add_2", Separable(p, "right2", filters, 3)),
                    h.AveragePool("left3", 3, 1, Padding.Same).Add("add_3", p),
                    p.AveragePool("left4", 3, 1, Padding.Same)
                        .Add("add_4", p.AveragePool("right4", 3, 1, Padding.Same)),
                    Separable(h, "left5", filters, 3).Add("add_5", h),
                };
                return p.Concatenate("concat", sums);
            }
        );

    /// <summary>The cell that halves the size.</summary>
    /// <param name="x">The cell before.</param>
    /// <param name="scope">What is put before the names.</param>
    /// <param name="filters">The filters; the output has four times as many channels.</param>
    /// <param name="before">The cell before that one; none at the beginning.</param>
    [Block(
        "NasNetReductionCell",
        "The cell of NASNet-A that halves the size; it reads the two cells before it.",
        Paper = "arXiv:1707.07012",
        Example = "Filters=88",
        ExampleInput = "28x28x88"
    )]
    public static Tensor ReductionCell(
        this Tensor x,
        string scope,
        [Setting("The filters; the output has four times as many channels.")] long filters,
        [Setting("The cell before the last, by name; none at the beginning.")] Tensor? before = null
    ) =>
        x.Within(
            scope,
            x =>
            {
                var p = Adjust(before, x, filters);
                var h = Project(x, filters, "conv_1");
                var padded = h.CorrectPad("pad_1", 3);
                var first = Separable(h, "left1", filters, 5, 2).Add("add_1", Separable(p, "right1", filters, 7, 2));
                var second = padded.MaxPool("left2", 3, 2).Add("add_2", Separable(p, "right2", filters, 7, 2));
                var third = padded.AveragePool("left3", 3, 2).Add("add_3", Separable(p, "right3", filters, 5, 2));
                var fourth = first.AveragePool("left4", 3, 1, Padding.Same).Add("add_4", second);
                var fifth = Separable(first, "left5", filters, 3).Add("add_5", padded.MaxPool("right5", 3, 2));
                return second.Concatenate("concat", third, fourth, fifth);
            }
        );

    // ReLU, separable convolution, batch norm; and the same again at stride 1.
    private static Tensor Separable(Tensor x, string name, long filters, long kernel, long stride = 1) =>
        x.Within(
            name + "_",
            x =>
                x.ReLU("relu_1")
                    .If(stride > 1, x => x.CorrectPad("pad", kernel))
                    .SeparableConv(
                        "conv_1",
                        filters,
                        kernel,
                        stride,
                        stride > 1 ? Padding.Valid : Padding.Same,
                        bias: false
                    )
                    .BatchNorm("bn_1")
                    .ReLU("relu_2")
                    .SeparableConv("conv_2", filters, kernel, padding: Padding.Same, bias: false)
                    .BatchNorm("bn_2")
        );

    private static Tensor Project(Tensor x, long filters, string name) =>
        x.ReLU(name + "_relu").Conv(name, filters, 1, bias: false).BatchNorm(name + "_bn");

    // The cell before the last, brought to the size and the filters of the last: where it is larger, every other
    // position of it, and of it moved by one.
    private static Tensor Adjust(Tensor? before, Tensor x, long filters)
    {
        if (before is null)
            return x;
        var p = before.InScopeOf(x);
        if (p.Shape.Spatial(0) == x.Shape.Spatial(0))
            return p.If(p.Channels != filters, p => Project(p, filters, "adjust"));

        return p.ReLU("adjust_relu")
            .Branches(
                "adjust_concat",
                p => p.AveragePool("adjust_pool_1", 1, 2).Conv("adjust_conv_1", filters / 2, 1, bias: false),
                p =>
                    p.Pad("adjust_pad", Padding.Sides((0, 1), (0, 1)))
                        .Then("adjust_crop", new CroppingLayer(2) { Cropping = Padding.Sides((1, 0), (1, 0)) })
                        .AveragePool("adjust_pool_2", 1, 2)
                        .Conv("adjust_conv_2", filters / 2, 1, bias: false)
            )
            .BatchNorm("adjust_bn");
    }
}
