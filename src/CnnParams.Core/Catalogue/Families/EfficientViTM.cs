using CnnParams.Catalogue.Blocks;
using CnnParams.Layers;
using CnnParams.Shapes;

namespace CnnParams.Catalogue.Families;

/// <summary>
/// EfficientViT of Microsoft: one attention between perceptrons, whose heads see a part of the channels each, and what
/// the head before made of its part; table 1 of the paper.
/// </summary>
internal sealed class EfficientViTM : IArchitectureFamily
{
    private static readonly Paper Paper = new(
        "EfficientViT: Memory Efficient Vision Transformer with Cascaded Group Attention",
        2023,
        "arXiv:2305.07027"
    );

    public string Name => "EfficientViT-M";

    public IEnumerable<Architecture> Members =>
        [
            Of("efficientvit_m0", new([64, 128, 192], [1, 2, 3], [4, 4, 4], [5, 5, 5, 5])),
            Of("efficientvit_m1", new([128, 144, 192], [1, 2, 3], [2, 3, 3], [7, 5, 3, 3])),
            Of("efficientvit_m2", new([128, 192, 224], [1, 2, 3], [4, 3, 2], [7, 5, 3, 3])),
            Of("efficientvit_m3", new([128, 240, 320], [1, 2, 3], [4, 3, 4], [5, 5, 5, 5])),
            Of("efficientvit_m4", new([128, 256, 384], [1, 2, 3], [4, 4, 4], [7, 5, 3, 3])),
            Of("efficientvit_m5", new([192, 288, 384], [1, 3, 4], [3, 3, 4], [7, 5, 3, 3])),
        ];

    private static Architecture Of(string name, Form form) =>
        new(name, Paper, Variants.Timm((x, _) => form.Body(x), Form.Top));

    /// <summary>Channels, blocks and heads of the stages, and the kernels of the heads' queries.</summary>
    private sealed record Form(long[] Widths, int[] Depths, long[] Heads, long[] Kernels)
    {
        private const long KeySize = 16;
        private const long Window = 7;

        internal Tensor Body(Tensor x) =>
            x.Repeat(
                    4,
                    (x, i) =>
                        Unit(x, $"patch_embed.conv{i + 1}", Widths[0] >> (3 - i), 3, 2)
                            .If(i < 3, x => x.ReLU($"patch_embed.relu{i + 1}"))
                )
                .TimmStages(Depths, (x, stage) => Down(x, Widths[stage]), (x, stage) => Block(x, Heads[stage]));

        internal static Tensor Top(Tensor x, BuildOptions options) =>
            x.AdaptiveAveragePool("global_pool", 1)
                .Flatten()
                .BatchNorm("head.bn")
                .Dense("head.linear", options.Classes);

        private static Tensor Down(Tensor x, long width)
        {
            x = Mixed(Neighbours(x, "res1.0"), "res1.1");
            long middle = 4 * x.Channels;
            x = Unit(x, "patchmerge.conv1", middle).ReLU("patchmerge.act");
            x = Unit(x, "patchmerge.conv2", middle, 3, 2, middle)
                .ReLU("patchmerge.act_1")
                .TimmSqueezeExcite("patchmerge.se.", 0.25);
            return Mixed(Neighbours(Unit(x, "patchmerge.conv3", width), "res2.0"), "res2.1");
        }

        private Tensor Block(Tensor x, long heads)
        {
            x = Mixed(Neighbours(x, "dw0"), "ffn0");
            x = Residual(x, "mixer", x => x.Within("attn.", x => Attention(x, heads)));
            return Mixed(Neighbours(x, "dw1"), "ffn1");
        }

        private static Tensor Residual(Tensor x, string scope, Func<Tensor, Tensor> what) =>
            x.Within(scope + ".m.", what).Add(scope + ".add", x);

        private static Tensor Neighbours(Tensor x, string scope) =>
            Residual(x, scope, x => x.DepthwiseUnit("", 3, function: null));

        private static Tensor Mixed(Tensor x, string scope) =>
            Residual(x, scope, x => Unit(Unit(x, "pw1", 2 * x.Channels).ReLU("act"), "pw2", x.Channels));

        private Tensor Attention(Tensor x, long heads)
        {
            long values = x.Channels / heads,
                side = Math.Min(Window, x.Shape.Spatial(0).Value),
                positions = side * side;
            var parts = x.ThenParts("chunk", new Split { Sections = heads });
            var biases = x.Beside(
                    "attention_biases",
                    new WeightTensors
                    {
                        Tensors = [new TensorSpec("biases", new TensorShape(heads, positions))],
                        OutputShape = new TensorShape(heads, positions, positions),
                    }
                )
                .ThenParts("biases", new Split { Axis = 1, Sections = heads });
            var ends = new Tensor[heads];
            for (int head = 0; head < heads; head++)
            {
                string own = FormattableString.Invariant($"{head}");
                var part = head == 0 ? parts[0] : ends[head - 1].Add("cascade." + own, parts[head]);
                // timm cuts the image into windows before these convolutions, which changes none of their numbers.
                var packed = Unit(part, "qkvs." + own, (2 * KeySize) + values)
                    .ThenParts("split." + own, new Split { Sizes = [KeySize, KeySize, values] });
                var queries = Unit(packed[0], "dws." + own, KeySize, Kernels[head], 1, KeySize);
                var mixed = InWindows(queries, "q." + own)
                    .Then("scores." + own, new MatMul { TransposeB = true }, InWindows(packed[1], "k." + own))
                    .Add("biased." + own, biases[head].View("bias." + own, positions, positions))
                    .Activation("softmax." + own, "softmax")
                    .Then("mixture." + own, new MatMul(), InWindows(packed[2], "v." + own));
                ends[head] = FromWindows(mixed, packed[2], own);
            }

            return Unit(ends[0].Concatenate("cat", [.. ends.Skip(1)]).ReLU("proj.0"), "proj.1", x.Channels);
        }

        // An image that is no larger than a window is one.
        private static bool IsOneWindow(Tensor image) => image.Shape.Spatial(0).Value <= Window;

        private static Tensor InWindows(Tensor image, string name) =>
            IsOneWindow(image)
                ? image.Tokens(name)
                : image.ToChannelsLast(name + ".last").ToWindows((Window, Window), name + ".");

        private static Tensor FromWindows(Tensor x, Tensor image, string head)
        {
            if (IsOneWindow(image))
                return x.ImageLike("image." + head, image);
            var size = (image.Shape.Spatial(0).Value, image.Shape.Spatial(1).Value);
            x = x.FromWindows((Window, Window), size, head + ".");
            return image.Shape.Layout == ShapeLayout.ChannelsFirst ? x.Permute(head + ".first", 3, 1, 2) : x;
        }

        private static Tensor Unit(
            Tensor x,
            string scope,
            long filters,
            long kernel = 1,
            long stride = 1,
            long groups = 1
        ) => x.Unit(scope + ".", filters, kernel, stride, groups, function: null);
    }
}
