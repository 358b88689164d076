using CnnParams.Catalogue.Blocks;
using CnnParams.Layers;

namespace CnnParams.Catalogue.Families;

/// <summary>
/// Dual path networks: some channels are added as in a residual network, others joined as in a dense one; table 1 of
/// the paper.
/// </summary>
internal sealed class DPN : IArchitectureFamily
{
    private static readonly Paper Paper = new("Dual Path Networks", 2017, "arXiv:1707.01629");

    private static readonly Form Small = new(10, 128, 32, [3, 4, 12, 3], [16, 32, 32, 64]) { IsSmall = true };

    public string Name => "DPN";

    public IEnumerable<Architecture> Members =>
        [
            Of("dpn48b", Small with { Depths = [3, 4, 6, 3], IsForked = true, Function = "silu" }),
            Of("dpn68", Small),
            Of("dpn68b", Small with { IsForked = true }),
            Of("dpn92", new(64, 96, 32, [3, 4, 20, 3], [16, 32, 24, 128])),
            Of("dpn98", new(96, 160, 40, [3, 6, 20, 3], [16, 32, 32, 128])),
            Of("dpn131", new(128, 160, 40, [4, 8, 28, 3], [16, 32, 32, 128])),
            Of("dpn107", new(128, 200, 50, [4, 8, 20, 3], [20, 64, 64, 128])),
        ];

    private static Architecture Of(string name, Form form) =>
        new(
            name,
            Paper,
            Variants.Timm(
                (x, _) => form.Body(x),
                (x, o) => x.AdaptiveAveragePool("global_pool", 1).Conv("classifier", o.Classes, 1).Flatten()
            )
        );

    /// <summary>
    /// Filters of the stem, of the first stage's middle, groups, blocks, and by how much the dense path grows.
    /// </summary>
    private sealed record Form(long Stem, long Middle, long Groups, int[] Depths, long[] Growth)
    {
        internal bool IsSmall { get; init; }

        /// <summary>Whether the last convolution of a block is one for each path.</summary>
        internal bool IsForked { get; init; }

        internal string Function { get; init; } = "relu";

        internal Tensor Body(Tensor x)
        {
            x = x.Unit("features.conv1_1.", Stem, IsSmall ? 3 : 7, 2, function: Function)
                .MaxPool("features.conv1_pool", 3, 2, 1);
            Tensor[] paths = [x];
            for (int stage = 0; stage < 4; stage++)
            {
                long filters = (IsSmall ? 64L : 256) << stage,
                    middle = Middle << stage;
                for (int i = 0; i < Depths[stage]; i++)
                    paths = Block(
                        paths,
                        $"features.conv{stage + 2}_{i + 1}.",
                        filters,
                        middle,
                        Growth[stage],
                        i == 0,
                        stage > 0 && i == 0 ? 2 : 1
                    );
            }

            return Joined(paths, "features.cat")
                .BatchNorm("features.conv5_bn_ac.bn")
                .Activation("features.conv5_bn_ac.bn.act", "elu");
        }

        private static Tensor Joined(Tensor[] paths, string name) =>
            paths.Length == 1 ? paths[0] : paths[0].Concatenate(name, paths[1]);

        private Tensor Unit(Tensor x, string scope, long filters, long kernel = 1, long stride = 1, long groups = 1) =>
            Active(x, scope).Conv(scope + "conv", filters, kernel, stride, kernel / 2, groups, bias: false);

        private Tensor Active(Tensor x, string scope) =>
            x.BatchNorm(scope + "bn").Activation(scope + "bn.act", Function);

        private Tensor[] Block(
            Tensor[] paths,
            string scope,
            long filters,
            long middle,
            long growth,
            bool projects,
            long stride
        )
        {
            var x = Joined(paths, scope + "cat_in");
            if (projects)
            {
                paths =
                [
                    .. Unit(x, scope + (stride == 2 ? "c1x1_w_s2." : "c1x1_w_s1."), filters + (2 * growth), 1, stride)
                        .ThenParts(scope + "paths", new Split { Sizes = [filters, 2 * growth] }),
                ];
            }

            x = Unit(Unit(x, scope + "c1x1_a.", middle), scope + "c3x3_b.", middle, 3, stride, Groups);
            IReadOnlyList<Tensor> ends;
            if (IsForked)
            {
                x = Active(x, scope + "c1x1_c.");
                ends =
                [
                    x.Conv(scope + "c1x1_c1", filters, 1, bias: false),
                    x.Conv(scope + "c1x1_c2", growth, 1, bias: false),
                ];
            }
            else
            {
                ends = Unit(x, scope + "c1x1_c.", filters + growth)
                    .ThenParts(scope + "ends", new Split { Sizes = [filters, growth] });
            }

            return [paths[0].Add(scope + "add", ends[0]), paths[1].Concatenate(scope + "cat", ends[1])];
        }
    }
}
