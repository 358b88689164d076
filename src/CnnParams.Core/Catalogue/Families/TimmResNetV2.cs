using CnnParams.Catalogue.Blocks;
using CnnParams.Layers;
using CnnParams.Shapes;

namespace CnnParams.Catalogue.Families;

/// <summary>ResNet v2, with norm and activation first, as timm builds it; d and t as those of ResNet.</summary>
internal sealed class TimmResNetV2 : IArchitectureFamily
{
    private static readonly Paper Paper = new("Identity Mappings in Deep Residual Networks", 2016, "arXiv:1603.05027");

    private static readonly int[] Depths18 = [2, 2, 2, 2];
    private static readonly int[] Depths50 = [3, 4, 6, 3];
    private static readonly int[] Depths101 = [3, 4, 23, 3];
    private static readonly int[] Depths152 = [3, 8, 36, 3];

    private static readonly long[] Plain = [64];
    private static readonly long[] Deep = [32, 32, 64];

    public string Name => "ResNet";

    public IEnumerable<Architecture> Members =>
        [
            Of("resnetv2_18", Plain, Depths18, isBasic: true),
            Of("resnetv2_18d", Deep, Depths18, isBasic: true),
            Of("resnetv2_34", Plain, Depths50, isBasic: true),
            Of("resnetv2_34d", Deep, Depths50, isBasic: true),
            Of("resnetv2_50", Plain, Depths50),
            Of("resnetv2_50d", Deep, Depths50),
            Of("resnetv2_50t", [24, 32, 64], Depths50),
            Of(
                "resnetv2_50d_gn",
                Deep,
                Depths50,
                norm: (x, name) => x.Then(name, new GroupNormalization { Groups = 32 })
            ),
            Of("resnetv2_101", Plain, Depths101),
            Of("resnetv2_101d", Deep, Depths101),
            Of("resnetv2_152", Plain, Depths152),
            Of("resnetv2_152d", Deep, Depths152),
        ];

    private static Architecture Of(
        string name,
        long[] stem,
        int[] depths,
        bool isBasic = false,
        Func<Tensor, string, Tensor>? norm = null
    )
    {
        Tensor Normed(Tensor x, string name) => (norm is null ? x.BatchNorm(name) : norm(x, name)).ReLU(name + ".act");

        return new(
            name,
            Paper,
            Variants.Timm(
                (x, _) =>
                {
                    x =
                        stem.Length == 1
                            ? x.Conv("stem.conv", stem[0], 7, 2, 3, bias: false)
                            : x.Repeat(
                                    2,
                                    (x, i) =>
                                        Normed(
                                            x.Conv($"stem.conv{i + 1}", stem[i], 3, i == 0 ? 2 : 1, 1, bias: false),
                                            $"stem.norm{i + 1}"
                                        )
                                )
                                .Conv("stem.conv3", stem[2], 3, 1, 1, bias: false);
                    x = x.MaxPool("stem.pool", 3, 2, 1)
                        .Repeat(
                            4,
                            (x, stage) =>
                                x.Repeat(
                                    depths[stage],
                                    (x, i) =>
                                        Block(
                                            x,
                                            $"stages.{stage}.blocks.{i}.",
                                            (isBasic ? 64L : 256) << stage,
                                            stage > 0 && i == 0 ? 2 : 1,
                                            i == 0,
                                            isBasic,
                                            stem.Length > 1,
                                            Normed
                                        )
                                )
                        );
                    return Normed(x, "norm");
                },
                (x, o) => x.AdaptiveAveragePool("head.global_pool", 1).Conv("head.fc", o.Classes, 1).Flatten()
            )
        );
    }

    private static Tensor Block(
        Tensor x,
        string scope,
        long filters,
        long stride,
        bool isFirst,
        bool isBasic,
        bool averages,
        Func<Tensor, string, Tensor> normed
    ) =>
        x.Within(
            scope,
            begin =>
            {
                var active = normed(begin, "norm1");
                bool projects = isFirst && (!isBasic || stride > 1 || begin.Channels != filters);
                var shortcut = !projects
                    ? begin
                    : active
                        .If(
                            averages && stride > 1,
                            x =>
                                x.Then(
                                    "downsample.pool",
                                    new AveragePooling(2)
                                    {
                                        PoolSize = 2,
                                        Stride = stride,
                                        CeilMode = WindowRounding.Ceil,
                                        CountIncludePad = false,
                                    }
                                )
                        )
                        .Conv("downsample.conv", filters, 1, averages ? 1 : stride, bias: false);
                var end = isBasic
                    ? normed(active.Conv("conv1", filters, 3, stride, 1, bias: false), "norm2")
                        .Conv("conv2", filters, 3, 1, 1, bias: false)
                    : normed(
                            normed(active.Conv("conv1", filters / 4, 1, bias: false), "norm2")
                                .Conv("conv2", filters / 4, 3, stride, 1, bias: false),
                            "norm3"
                        )
                        .Conv("conv3", filters, 1, bias: false);
                return end.Add("add", shortcut);
            }
        );
}
