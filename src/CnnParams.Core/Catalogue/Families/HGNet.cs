using CnnParams.Catalogue.Blocks;
using CnnParams.Layers;
using CnnParams.Shapes;

namespace CnnParams.Catalogue.Families;

/// <summary>
/// PP-HGNet and its second version, as timm builds them: blocks that join the outputs of several convolutions; v2 has
/// light ones with depthwise convolutions, and the smaller of it a learned factor and offset after each activation.
/// </summary>
internal sealed class HGNet : IArchitectureFamily
{
    private static readonly Paper First = new("PP-HGNet, of PaddleClas", 2022);

    private static readonly Paper Second = new(
        "DETRs Beat YOLOs on Real-time Object Detection",
        2023,
        "arXiv:2304.08069"
    );

    public string Name => "HGNet";

    public IEnumerable<Architecture> Members =>
        [
            Of(
                "hgnet_tiny",
                First,
                new([48, 48, 96], 5, [new(96, 224), new(128, 448), new(160, 512, 2), new(192, 768)])
            ),
            Of(
                "hgnet_small",
                First,
                new([64, 64, 128], 6, [new(128, 256), new(160, 512), new(192, 768, 2), new(224, 1024)])
            ),
            Of(
                "hgnet_base",
                First,
                new([96, 96, 160], 7, [new(192, 320), new(224, 640, 2), new(256, 960, 3), new(288, 1280, 2)])
            ),
            Of(
                "hgnetv2_b0",
                Second,
                new([16, 16], 3, [new(16, 64), new(32, 256), new(64, 512, 2), new(128, 1024)]) { HasAffine = true }
            ),
            Of(
                "hgnetv2_b1",
                Second,
                new([24, 32], 3, [new(32, 64), new(48, 256), new(96, 512, 2), new(192, 1024)]) { HasAffine = true }
            ),
            Of(
                "hgnetv2_b2",
                Second,
                new([24, 32], 4, [new(32, 96), new(64, 384), new(128, 768, 3), new(256, 1536)]) { HasAffine = true }
            ),
            Of(
                "hgnetv2_b3",
                Second,
                new([24, 32], 5, [new(32, 128), new(64, 512), new(128, 1024, 3), new(256, 2048)]) { HasAffine = true }
            ),
            Of("hgnetv2_b4", Second, new([32, 48], 6, [new(48, 128), new(96, 512), new(192, 1024, 3), new(384, 2048)])),
            Of(
                "hgnetv2_b5",
                Second,
                new([32, 64], 6, [new(64, 128), new(128, 512, 2), new(256, 1024, 5), new(512, 2048, 2)])
            ),
            Of(
                "hgnetv2_b6",
                Second,
                new([48, 96], 6, [new(96, 192, 2), new(192, 512, 3), new(384, 1024, 6), new(768, 2048, 3)])
            ),
        ];

    private static Architecture Of(string name, Paper paper, Form form) =>
        new(name, paper, Variants.Timm((x, _) => form.Body(x), form.Top));

    /// <summary>A stage: the filters of the convolutions of a block, those of its output, how many blocks.</summary>
    private sealed record Stage(long Middle, long Width, int Blocks = 1);

    /// <param name="Stem">The filters of the stem's three convolutions; in v2 in its middle and at its end.</param>
    /// <param name="Layers">The convolutions of a block.</param>
    /// <param name="Stages">The stages.</param>
    private sealed record Form(long[] Stem, int Layers, Stage[] Stages)
    {
        /// <summary>Whether activations are followed by a learned factor and offset.</summary>
        internal bool HasAffine { get; init; }

        private bool IsSecond => Stem.Length == 2;

        internal Tensor Body(Tensor x) =>
            (IsSecond ? x.Within("stem.", BeginSecond) : x.Within("stem.", Begin)).Stages(
                [.. Stages.Select(stage => stage.Blocks)],
                (x, stage, i) =>
                    x.Within(
                        $"stages.{stage}.",
                        x =>
                            x.If(stage > 0 && i == 0, x => x.DepthwiseUnit("downsample.", 3, 2, function: null))
                                .Within($"blocks.{i}.", x => Block(x, Stages[stage], i > 0, IsSecond && stage > 1))
                    )
            );

        internal Tensor Top(Tensor x, BuildOptions options) =>
            Affine(
                    x.AdaptiveAveragePool("head.global_pool", 1)
                        .Conv("head.last_conv.0", 2048, 1, bias: false)
                        .ReLU("head.last_conv.1"),
                    "head.last_conv.2"
                )
                .Flatten()
                .Dense("head.fc", options.Classes);

        private Tensor Begin(Tensor x) =>
            x.Repeat(Stem.Length, (x, i) => x.Unit($"stem.{i}.", Stem[i], 3, i == 0 ? 2 : 1)).MaxPool("pool", 3, 2, 1);

        private Tensor BeginSecond(Tensor x)
        {
            var atEnd = Padding.Sides((0, 1), (0, 1));
            x = Unit(x, "stem1.", Stem[0], 3, 2).Pad("pad", atEnd);
            var end = Unit(
                Unit(x, "stem2a.", Stem[0] / 2, 2, padding: 0).Pad("pad_2", atEnd),
                "stem2b.",
                Stem[0],
                2,
                padding: 0
            );
            var both = x.MaxPool("pool", 2, 1, rounding: WindowRounding.Ceil).Concatenate("cat", end);
            return Unit(Unit(both, "stem3.", Stem[0], 3, 2), "stem4.", Stem[1]);
        }

        private Tensor Block(Tensor x, Stage stage, bool hasShortcut, bool isLight)
        {
            List<Tensor> all = [x];
            for (int i = 0; i < Layers; i++)
            {
                var last = all[i];
                all.Add(
                    isLight
                        ? Unit(
                            last.Unit($"layers.{i}.conv1.", stage.Middle, function: null),
                            $"layers.{i}.conv2.",
                            stage.Middle,
                            5,
                            groups: stage.Middle
                        )
                        : Unit(last, $"layers.{i}.", stage.Middle, 3)
                );
            }

            var joined = x.Concatenate("cat", [.. all.Skip(1)]);
            return (
                IsSecond
                    ? Unit(Unit(joined, "aggregation.0.", stage.Width / 2), "aggregation.1.", stage.Width)
                    : Weighed(Unit(joined, "aggregation.0.", stage.Width), "aggregation.1.")
            ).If(hasShortcut, end => end.Add("add", x));
        }

        // Effective squeeze-and-excitation: one convolution alone.
        private static Tensor Weighed(Tensor x, string scope) =>
            x.Within(
                scope,
                x => x.Multiply("mul", x.Mean("mean").Conv("conv", x.Channels, 1).Activation("sigmoid", "sigmoid"))
            );

        private Tensor Unit(
            Tensor x,
            string scope,
            long filters,
            long kernel = 1,
            long stride = 1,
            long groups = 1,
            Padding? padding = null
        ) => Affine(x.Unit(scope, filters, kernel, stride, groups, padding: padding), scope + "lab");

        private Tensor Affine(Tensor x, string name) =>
            x.If(
                HasAffine,
                x =>
                    x.Multiply(name + ".mul", x.Learned(name + ".scale", 1))
                        .Add(name + ".add", x.Learned(name + ".bias", 1))
            );
    }
}
