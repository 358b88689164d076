using CnnParams.Catalogue.Blocks;
using CnnParams.Layers;
using CnnParams.Shapes;

namespace CnnParams.Catalogue.Families;

/// <summary>
/// CoaT: attention that is linear in the positions, with convolutions for positions that all blocks of a scale share,
/// and, but for the lite ones, blocks that see three scales side by side. Table 1 of the paper.
/// </summary>
internal sealed class CoaT : IArchitectureFamily
{
    private static readonly Paper Paper = new("Co-Scale Conv-Attentional Image Transformers", 2021, "arXiv:2104.06399");

    public string Name => "CoaT";

    public IEnumerable<Architecture> Members =>
        [
            Of("coat_tiny", new([152, 152, 152, 152], [2, 2, 2, 2]) { Parallel = 6 }),
            Of("coat_mini", new([152, 216, 216, 216], [2, 2, 2, 2]) { Parallel = 6 }),
            Of("coat_small", new([152, 320, 320, 320], [2, 2, 2, 2]) { Parallel = 6 }),
            Of("coat_lite_tiny", new([64, 128, 256, 320], [2, 2, 2, 2]) { FirstRatio = 8 }),
            Of("coat_lite_mini", new([64, 128, 320, 512], [2, 2, 2, 2]) { FirstRatio = 8 }),
            Of("coat_lite_small", new([64, 128, 320, 512], [3, 4, 6, 3]) { FirstRatio = 8 }),
            Of("coat_lite_medium", new([128, 256, 320, 512], [3, 6, 10, 8])),
            Of("coat_lite_medium_384", new([128, 256, 320, 512], [3, 6, 10, 8])),
        ];

    private static Architecture Of(string name, Form form) =>
        new(name, Paper, Variants.Timm((x, _) => form.Body(x), form.Top, resolution: VisionNames.ImageOf(name)));

    /// <summary>Features and blocks of the scales.</summary>
    private sealed record Form(long[] Widths, int[] Depths)
    {
        private const long Heads = 8;

        // The convolutions for positions: their kernels, and for how many heads each is.
        private static readonly (long Kernel, long Heads)[] Windows = [(3, 2), (5, 3), (7, 3)];

        /// <summary>The blocks that see the last three scales.</summary>
        internal int Parallel { get; init; }

        /// <summary>How many times as wide a perceptron of the first two scales is in its middle.</summary>
        internal long FirstRatio { get; init; } = 4;

        internal Tensor Body(Tensor x)
        {
            var scales = new Scale[Widths.Length];
            for (int i = 0; i < scales.Length; i++)
            {
                int number = i + 1;
                var image = x.Conv($"patch_embed{number}.proj", Widths[i], i == 0 ? 4 : 2, i == 0 ? 4 : 2);
                var scale = new Scale(
                    number,
                    image,
                    image
                        .Tokens($"patch_embed{number}.tokens")
                        .LayerNorm($"patch_embed{number}.norm")
                        .WithTokens($"cls_token{number}", $"sequence{number}")
                );
                for (int block = 0; block < Depths[i]; block++)
                    scale = scale with { Rows = Serial(scale, block, i < 2 ? FirstRatio : 4) };
                scales[i] = scale;
                x = scale.ImageOf(scale.Rows);
            }

            if (Parallel == 0)
                return scales[3].Rows.LayerNorm("norm4");
            for (int block = 0; block < Parallel; block++)
                SideBySide(scales, block);
            // One row of each scale, the class, and their weighed sum.
            var classes = scales
                .Skip(1)
                .Select(scale => scale.Rows.LayerNorm($"norm{scale.Number}").Rows($"class{scale.Number}", 0, 1))
                .ToArray();
            return classes[0]
                .Then("stack", new Concatenate { Axis = 1 }, classes[1], classes[2])
                .Then(
                    "aggregate",
                    new Convolution(1)
                    {
                        Filters = 1,
                        KernelSize = 1,
                        Layout = ShapeLayout.ChannelsFirst,
                    }
                );
        }

        internal Tensor Top(Tensor x, BuildOptions options) =>
            x.If(Parallel == 0, x => x.Rows("class", 0, 1)).Flatten().Dense("head", options.Classes);

        private static Tensor Serial(Scale scale, int block, long ratio)
        {
            string scope = FormattableString.Invariant($"serial_blocks{scale.Number}.{block}.");
            var x = Positioned(scale, block);
            return x.Within(
                scope,
                x =>
                {
                    x = Attention(x.LayerNorm("norm1"), "factoratt_crpe.", scale, block).Add("add1", x);
                    return x.LayerNorm("norm2").Mlp("mlp.", ratio * x.Last()).Add("add2", x);
                }
            );
        }

        private void SideBySide(Scale[] scales, int block)
        {
            string scope = FormattableString.Invariant($"parallel_blocks.{block}.");
            for (int i = 1; i < scales.Length; i++)
                scales[i] = scales[i] with { Rows = Positioned(scales[i], Depths[i] + block) };
            var attended = new Tensor[scales.Length];
            for (int i = 1; i < scales.Length; i++)
            {
                var scale = scales[i];
                attended[i] = scale.Rows.Within(
                    scope,
                    x =>
                        Attention(
                            x.LayerNorm($"norm1{scale.Number}"),
                            $"factoratt_crpe{scale.Number}.",
                            scale,
                            Depths[scale.Number - 1] + block
                        )
                );
            }

            for (int i = 1; i < scales.Length; i++)
            {
                var scale = scales[i];
                scales[i] = scale with
                {
                    Rows = scale.Rows.Within(
                        scope,
                        x =>
                        {
                            var others = Enumerable
                                .Range(1, scales.Length - 1)
                                .Where(other => other != scale.Number - 1)
                                .Select(other => Resized(attended[other].InScopeOf(x), scales[other], scale));
                            x = x.Add($"add{scale.Number}", [attended[scale.Number - 1].InScopeOf(x), .. others]);
                            // One perceptron for all scales.
                            return Perceptron(x.LayerNorm($"norm2{scale.Number}"), isFirst: scale.Number == 2)
                                .Add($"add2{scale.Number}", x);
                        }
                    ),
                };
            }
        }

        private static Tensor Perceptron(Tensor x, bool isFirst)
        {
            Tensor Linear(Tensor x, string name, long units) =>
                x.Then(name, new Dense { Units = units, WeightsFrom = isFirst ? null : x.FullName(name) });

            return Linear(Linear(x, "mlp2.fc1", 4 * x.Last()).Activation("mlp2.act", "gelu"), "mlp2.fc2", x.Last());
        }

        private static Tensor Resized(Tensor x, Scale from, Scale to) =>
            to.Sequence(
                x,
                from.ImageOf(x)
                    .Then(
                        $"interpolate{from.Number}_{to.Number}",
                        new Resize(2)
                        {
                            OutputSize = new Extent(to.Image.Shape.Spatial(0).Value, to.Image.Shape.Spatial(1).Value),
                            Interpolation = Interpolation.Bilinear,
                        }
                    )
            );

        // Each position gets something of its neighbours.
        private static Tensor Positioned(Scale scale, int use)
        {
            var image = scale.ImageOf(scale.Rows);
            return scale.Sequence(
                scale.Rows,
                Depthwise(image, $"cpe{scale.Number}.proj", 3, use).Add($"cpe{scale.Number}.add", image)
            );
        }

        private static Tensor Depthwise(Tensor x, string name, long kernel, int use) =>
            x.Then(
                name,
                new Convolution(2)
                {
                    Filters = x.Channels,
                    KernelSize = kernel,
                    Padding = kernel / 2,
                    Groups = x.Channels,
                    WeightsFrom = use == 0 ? null : name,
                }
            );

        private static Tensor Attention(Tensor x, string scope, Scale scale, int use) =>
            x.Within(
                scope,
                x =>
                {
                    var (rows, width, perHead) = (x.Shape[0].Value, x.Last(), x.PerHead(Heads));
                    var parts = x.Dense("qkv", 3 * width)
                        .View("heads", rows, 3, Heads, perHead)
                        .Permute("parts", 2, 3, 1, 4)
                        .ThenParts("split", new Split { Axis = 1, Sections = 3 });
                    Tensor Part(int i) => parts[i].View("part" + i, Heads, rows, perHead);
                    var (queries, values) = (Part(0), Part(2));
                    var context = Part(1)
                        .Then("softmax", new Activation { Function = "softmax", Axis = 2 })
                        .Permute("turned", 1, 3, 2)
                        .Then("context", new MatMul(), values);
                    return queries
                        .Then("mixture", new MatMul(), context)
                        .Add("positions", RelativePositions(queries, values, scale, use))
                        .Permute("joined", 2, 1, 3)
                        .View("rows", rows, width)
                        .Dense("proj", width);
                }
            );

        private static Tensor RelativePositions(Tensor queries, Tensor values, Scale scale, int use)
        {
            long perHead = queries.Last();
            Tensor Patches(Tensor x, string name) => x.Then(name, new Slice { Axis = 2, Start = 1 });

            var patches = Patches(values, "v_patches");
            long places = patches.Shape[1].Value;
            // The convolutions are of the scale, and not of the block.
            var splits = patches
                .Permute("v_joined", 2, 1, 3)
                .View("v_rows", places, Heads * perHead)
                .ImageLike("v_image", scale.Image)
                .ThenParts("v_split", new Split { Sizes = [.. Windows.Select(window => window.Heads * perHead)] })
                .Select(
                    (part, i) =>
                        Depthwise(
                                part.InScopeOf(scale.Image),
                                $"crpe{scale.Number}.conv_list.{i}",
                                Windows[i].Kernel,
                                use
                            )
                            .InScopeOf(queries)
                )
                .ToArray();
            return splits[0]
                .Concatenate("v_convolved", splits[1], splits[2])
                .Tokens("v_tokens")
                .View("v_heads", places, Heads, perHead)
                .Permute("v_turned", 2, 1, 3)
                .Multiply("multiply", Patches(queries, "q_patches"))
                .Then(
                    "pad",
                    new Operation
                    {
                        OperatorType = "Pad",
                        OutputShape = queries.Shape,
                        Kind = WorkKind.DataMovement,
                    }
                );
        }
    }

    /// <summary>A scale: its number, its image, and the rows of a class token and of its positions.</summary>
    private sealed record Scale(int Number, Tensor Image, Tensor Rows)
    {
        /// <summary>The positions of rows as an image.</summary>
        internal Tensor ImageOf(Tensor rows) =>
            rows.Rows($"patches{Number}", 1).ImageLike($"image{Number}", Image.InScopeOf(rows));

        /// <summary>An image as rows after the class token of others.</summary>
        internal Tensor Sequence(Tensor rows, Tensor image) =>
            rows.Rows($"class{Number}", 0, 1).Before($"sequence{Number}", image.Tokens($"tokens{Number}"));
    }
}
