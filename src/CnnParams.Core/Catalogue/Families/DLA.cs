using CnnParams.Catalogue.Blocks;

namespace CnnParams.Catalogue.Families;

/// <summary>
/// Deep layer aggregation: blocks as the leaves of trees whose roots join them; table 1 of the paper.
/// </summary>
internal sealed class DLA : IArchitectureFamily
{
    private static readonly Paper Paper = new("Deep Layer Aggregation", 2017, "arXiv:1707.06484");

    private static readonly long[] Wide = [16, 32, 128, 256, 512, 1024];
    private static readonly long[] Compact = [16, 32, 64, 64, 128, 256];

    public string Name => "DLA";

    public IEnumerable<Architecture> Members =>
        [
            Of("dla34", new([16, 32, 64, 128, 256, 512], [1, 2, 2, 1]) { IsBasic = true }),
            Of("dla46_c", new(Compact, [1, 2, 2, 1])),
            Of("dla46x_c", new(Compact, [1, 2, 2, 1]) { Groups = 32, BaseWidth = 4 }),
            Of("dla60x_c", new(Compact, [1, 2, 3, 1]) { Groups = 32, BaseWidth = 4 }),
            Of("dla60", new(Wide, [1, 2, 3, 1])),
            Of("dla60x", new(Wide, [1, 2, 3, 1]) { Groups = 32, BaseWidth = 4 }),
            Of("dla60_res2net", new(Wide, [1, 2, 3, 1]) { Scale = 4, BaseWidth = 28 }),
            Of(
                "dla60_res2next",
                new(Wide, [1, 2, 3, 1])
                {
                    Scale = 4,
                    Groups = 8,
                    BaseWidth = 4,
                }
            ),
            Of("dla102", new(Wide, [1, 3, 4, 1]) { AddsAtRoot = true }),
            Of(
                "dla102x",
                new(Wide, [1, 3, 4, 1])
                {
                    Groups = 32,
                    BaseWidth = 4,
                    AddsAtRoot = true,
                }
            ),
            Of(
                "dla102x2",
                new(Wide, [1, 3, 4, 1])
                {
                    Groups = 64,
                    BaseWidth = 4,
                    AddsAtRoot = true,
                }
            ),
            Of("dla169", new(Wide, [2, 3, 5, 1]) { AddsAtRoot = true }),
        ];

    private static Architecture Of(string name, Form form) =>
        new(
            name,
            Paper,
            Variants.Timm(
                (x, _) => form.Body(x),
                (x, o) => x.AdaptiveAveragePool("global_pool", 1).Conv("fc", o.Classes, 1).Flatten()
            )
        );

    /// <summary>The channels of all levels, and how deep the trees of the last four are.</summary>
    private sealed record Form(long[] Channels, int[] Levels)
    {
        internal bool IsBasic { get; init; }

        internal long Groups { get; init; } = 1;

        internal long BaseWidth { get; init; } = 64;

        /// <summary>The parts of a hierarchy in the middle of a block (Res2Net); 1 for none.</summary>
        internal int Scale { get; init; } = 1;

        /// <summary>Whether roots have a shortcut.</summary>
        internal bool AddsAtRoot { get; init; }

        internal Tensor Body(Tensor x) =>
            Unit(
                    Unit(Unit(x, "base_layer.", Channels[0], 7, 1), "level0.", Channels[0], 3, 1),
                    "level1.",
                    Channels[1],
                    3,
                    2
                )
                .Repeat(
                    Levels.Length,
                    (x, i) => Tree(x, $"level{i + 2}.", Levels[i], Channels[i + 2], 2, [], keepsBottom: i > 0)
                );

        private static Tensor Unit(Tensor x, string scope, long filters, long kernel, long stride) =>
            x.Within(
                scope,
                x => x.Conv("0", filters, kernel, stride, kernel / 2, bias: false).BatchNorm("1").ReLU("2")
            );

        // The children are what the root joins besides its two blocks.
        private Tensor Tree(
            Tensor x,
            string scope,
            int levels,
            long filters,
            long stride,
            List<Tensor> children,
            bool keepsBottom = false
        ) =>
            x.Within(
                scope,
                x =>
                {
                    var bottom = x.If(
                        stride > 1 && (keepsBottom || levels == 1),
                        x => x.MaxPool("downsample", stride, stride)
                    );
                    if (keepsBottom)
                        children.Add(bottom);
                    if (levels > 1)
                    {
                        var first = Tree(x, "tree1.", levels - 1, filters, stride, []);
                        children.Add(first);
                        return Tree(first, "tree2.", levels - 1, filters, 1, children);
                    }

                    var shortcut = bottom.If(
                        x.Channels != filters,
                        x => x.Conv("project.0", filters, 1, bias: false).BatchNorm("project.1")
                    );
                    var left = Block(x, "tree1.", filters, stride, shortcut);
                    var right = Block(left, "tree2.", filters, 1, left);
                    return right
                        .Concatenate("root.cat", [left, .. children])
                        .Conv("root.conv", filters, 1, bias: false)
                        .BatchNorm("root.bn")
                        .If(AddsAtRoot, x => x.Add("root.add", right))
                        .ReLU("root.relu");
                }
            );

        private Tensor Block(Tensor x, string scope, long filters, long stride, Tensor shortcut) =>
            x.Within(
                scope,
                x =>
                {
                    long middle = (filters * BaseWidth / 64 * Groups) / 2;
                    var end = IsBasic
                        ? x.Conv("conv1", filters, 3, stride, 1, bias: false)
                            .BatchNorm("bn1")
                            .ReLU("relu1")
                            .Conv("conv2", filters, 3, 1, 1, bias: false)
                            .BatchNorm("bn2")
                        : Middle(x.Conv("conv1", middle * Scale, 1, bias: false).BatchNorm("bn1").ReLU("relu1"), stride)
                            .Conv("conv3", filters, 1, bias: false)
                            .BatchNorm("bn3");
                    return end.Add("add", shortcut).ReLU("relu");
                }
            );

        private Tensor Middle(Tensor x, long stride) =>
            Scale > 1
                ? x.Hierarchy(Scale, stride, Groups, stride > 1)
                : x.Conv("conv2", x.Channels, 3, stride, 1, Groups, bias: false).BatchNorm("bn2").ReLU("relu2");
    }
}
