using CnnParams.Catalogue.Blocks;
using CnnParams.Layers;

namespace CnnParams.Catalogue.Families;

/// <summary>
/// FocalNet: what surrounds a position is gathered level by level, gated, and multiplied with it; tables 2 and 3 of the
/// paper.
/// </summary>
internal sealed class FocalNet : IArchitectureFamily
{
    private static readonly Paper Paper = new("Focal Modulation Networks", 2022, "arXiv:2203.11926");

    private static readonly Form Large = new(192, [2, 2, 18, 2], 3) { Window = 5, NormsAfter = true };

    public string Name => "FocalNet";

    public IEnumerable<Architecture> Members =>
        [
            Of("focalnet_tiny_srf", new(96, [2, 2, 6, 2], 2)),
            Of("focalnet_small_srf", new(96, [2, 2, 18, 2], 2)),
            Of("focalnet_base_srf", new(128, [2, 2, 18, 2], 2)),
            Of("focalnet_tiny_lrf", new(96, [2, 2, 6, 2], 3)),
            Of("focalnet_small_lrf", new(96, [2, 2, 18, 2], 3)),
            Of("focalnet_base_lrf", new(128, [2, 2, 18, 2], 3)),
            Of("focalnet_large_fl3", Large, 384, 21842),
            Of("focalnet_large_fl4", Large with { Levels = 4, Window = 3 }, 384, 21842),
            Of("focalnet_xlarge_fl3", Large with { Width = 256 }, 384, 21842),
            Of("focalnet_xlarge_fl4", Large with { Width = 256, Levels = 4, Window = 3 }, 384, 21842),
            Of("focalnet_huge_fl3", Large with { Width = 352, Window = 3, NormsModulation = true }, 224, 21842),
            Of("focalnet_huge_fl4", Large with { Width = 352, Levels = 4, Window = 3, NormsModulation = true }, 224, 0),
        ];

    private static Architecture Of(string name, Form form, long resolution = 224, long classes = 1000) =>
        new(
            name,
            Paper,
            classes > 0
                ? Variants.Timm((x, _) => form.Body(x), TimmUnits.Head, resolution: resolution, classes: classes)
                : Variants.Timm(
                    (x, _) => form.Body(x).AdaptiveAveragePool("head.global_pool", 1).Flatten(),
                    null,
                    "timm has weights without a classifier.",
                    resolution,
                    0
                )
        );

    private sealed record Form(long Width, int[] Depths, int Levels)
    {
        /// <summary>The size of the first level's window; each further level has two more.</summary>
        internal long Window { get; init; } = 3;

        /// <summary>
        /// Whether norms follow, windows overlap where the image is made smaller, and factors are learned.
        /// </summary>
        internal bool NormsAfter { get; init; }

        /// <summary>Whether the modulation itself is normalised, too.</summary>
        internal bool NormsModulation { get; init; }

        internal Tensor Body(Tensor x) =>
            Down(x, "stem.", Width, 4)
                .Repeat(
                    Depths.Length,
                    (x, stage) =>
                        x.Within(
                            $"layers.{stage}.",
                            x =>
                                x.If(stage > 0, x => Down(x, "downsample.", 2 * x.Channels, 2))
                                    .Repeat(Depths[stage], (x, i) => Block(x, $"blocks.{i}."))
                        )
                )
                .LayerNorm("norm", channels: true);

        private Tensor Down(Tensor x, string scope, long width, long stride)
        {
            var (kernel, padding) = NormsAfter
                ? stride == 4
                    ? (7L, 2L)
                    : (3, 1)
                : (stride, 0);
            return x.Within(
                scope,
                x => x.Conv("proj", width, kernel, stride, padding).LayerNorm("norm", channels: true)
            );
        }

        private Tensor Block(Tensor x, string scope) =>
            x.Within(
                scope,
                x =>
                {
                    x = Half(x, 1, x => x.Within("modulation.", Modulated));
                    return Half(
                        x,
                        2,
                        x =>
                            x.Conv("mlp.fc1", 4 * x.Channels, 1)
                                .Activation("mlp.act", "gelu")
                                .Conv("mlp.fc2", x.Channels, 1)
                    );
                }
            );

        private Tensor Half(Tensor x, int number, Func<Tensor, Tensor> what) =>
            what(x.If(!NormsAfter, x => x.LayerNorm($"norm{number}", channels: true)))
                .If(NormsAfter, x => x.LayerNorm($"norm{number}_post", channels: true).Then($"ls{number}", new Scale()))
                .Add($"add{number}", x);

        private Tensor Modulated(Tensor x)
        {
            long width = x.Channels;
            var parts = x.Conv("f", (2 * width) + Levels + 1, 1)
                .ThenParts("split", new Split { Sizes = [width, width, .. Enumerable.Repeat(1L, Levels + 1)] });
            var context = parts[1];
            Tensor? sum = null;
            for (int level = 0; level < Levels; level++)
            {
                long window = Window + (2 * level);
                context = context
                    .Conv($"focal_layers.{level}.0", width, window, 1, window / 2, width, bias: false)
                    .Activation($"focal_layers.{level}.1", "gelu");
                var gated = context.Multiply($"gate{level}", parts[2 + level]);
                sum = sum is null ? gated : sum.Add($"sum{level}", gated);
            }

            var whole = context.Mean("mean").Activation("act", "gelu").Multiply("gate", parts[2 + Levels]);
            return parts[0]
                .Multiply("modulate", sum!.Add("sum", whole).Conv("h", width, 1))
                .If(NormsModulation, x => x.LayerNorm("norm", channels: true))
                .Conv("proj", width, 1);
        }
    }
}
