using CnnParams.Catalogue;
using CnnParams.Catalogue.Blocks;
using CnnParams.Layers;
using CnnParams.Shapes;

namespace CnnParams.Formats.HuggingFace;

/// <summary>
/// Networks of four stages that embed patches anew: PoolFormer, SegFormer with its decoder, and PVT.
/// </summary>
internal sealed class HuggingFacePyramids : HuggingFaceModels
{
    public HuggingFacePyramids()
    {
        Map("poolformer", PoolFormer);
        Map("segformer", SegFormer);
        Map("pvt", PVT);
    }

    private static Tensor PoolFormer(HuggingFaceConfig config, Tensor x)
    {
        long[] widths = config.Numbers("hidden_sizes", 64, 128, 320, 512);
        long[] depths = config.Depths("depths", widths.Length, 2, 2, 6, 2);
        long[] patches = config.Staged("patch_sizes", widths.Length, 7, 3, 3, 3);
        long[] strides = config.Staged("strides", widths.Length, 4, 2, 2, 2);
        long[] paddings = config.Staged("padding", widths.Length, 2, 1, 1, 1);
        long pool = config.Divisor("pool_size", 3);
        bool scales = config.Flag("use_layer_scale", true);
        string function = config.Function("gelu");
        x = x.Within(
            config.Scope("poolformer"),
            x =>
                x.Repeat(
                    widths.Length,
                    (x, stage) =>
                        x.Conv(
                                $"encoder.patch_embeddings.{stage}.projection",
                                widths[stage],
                                patches[stage],
                                strides[stage],
                                paddings[stage]
                            )
                            .Repeat(depths[stage], (x, i) => x.Within($"encoder.block.{stage}.{i}.", Block))
                )
        );
        return x.If(config.Classifies, x => Classifier(config, Normed(x, "norm").GlobalAveragePool("mean")));

        Tensor Block(Tensor x)
        {
            var pooled = Normed(x, "before_norm");
            pooled = pooled
                .Then(
                    "pooling.pool",
                    new AveragePooling(2)
                    {
                        PoolSize = pool,
                        Stride = Extent.One,
                        Padding = pool / 2,
                        CountIncludePad = false,
                    }
                )
                .Then("pooling.difference", new Merge { Operation = MergeOperation.Subtract }, pooled);
            x = pooled.If(scales, x => x.Then("layer_scale_1", new Scale())).Add("add1", x);
            return Normed(x, "after_norm")
                .Conv("output.conv1", (long)(x.Channels * config.Real("mlp_ratio", 4)), 1)
                .Activation("output.act_fn", function)
                .Conv("output.conv2", x.Channels, 1)
                .If(scales, x => x.Then("layer_scale_2", new Scale()))
                .Add("add2", x);
        }
    }

    private static Tensor SegFormer(HuggingFaceConfig config, Tensor x)
    {
        bool segments = config.Is("ForSemanticSegmentation");
        long[] widths = config.Numbers("hidden_sizes", 32, 64, 160, 256);
        var form = new Form(config, widths.Length, "sr_ratios", "sr");
        long[] patches = config.Staged("patch_sizes", widths.Length, 7, 3, 3, 3);
        long[] strides = config.Staged("strides", widths.Length, 4, 2, 2, 2);
        var images = new List<Tensor>();
        x = x.Within(
            config.Scope("segformer"),
            x =>
                x.Repeat(
                    widths.Length,
                    (x, stage) =>
                    {
                        string embeddings = $"encoder.patch_embeddings.{stage}.";
                        var image = x.Conv(
                            embeddings + "proj",
                            widths[stage],
                            patches[stage],
                            strides[stage],
                            patches[stage] / 2
                        );
                        x = image.Tokens(embeddings + "tokens").LayerNorm(embeddings + "layer_norm");
                        x = x.Repeat(
                                form.Depths[stage],
                                (x, i) =>
                                    x.Within(
                                        $"encoder.block.{stage}.{i}.",
                                        x => form.Block(x, stage, image, hasTokens: false, convolves: true)
                                    )
                            )
                            .LayerNorm($"encoder.layer_norm.{stage}")
                            .ImageLike($"encoder.image.{stage}", image);
                        images.Add(x);
                        return x;
                    }
                )
        );
        return segments ? Decoder(config, x, images) : Classifier(config, x.GlobalAveragePool("mean"));
    }

    // A linear layer for each stage, all at the size of the first, and a 1x1 convolution of them together.
    private static Tensor Decoder(HuggingFaceConfig config, Tensor outer, List<Tensor> images)
    {
        long width = config.Number("decoder_hidden_size", 256);
        var first = images[0];
        Tensor[] parts =
        [
            .. images.Select(
                (image, i) =>
                {
                    var part = image
                        .InScopeOf(outer)
                        .Tokens($"decode_head.tokens.{i}")
                        .Dense($"decode_head.linear_c.{i}.proj", width)
                        .ImageLike($"decode_head.image.{i}", image);
                    return part.Then($"decode_head.resize.{i}", PyramidBlocks.SizeOf(first, Interpolation.Bilinear));
                }
            ),
        ];
        return parts[parts.Length - 1]
            .Concatenate("decode_head.cat", [.. Enumerable.Reverse(parts).Skip(1)])
            .Conv("decode_head.linear_fuse", width, 1, bias: false)
            .BatchNorm("decode_head.batch_norm")
            .ReLU("decode_head.activation")
            .Conv("decode_head.classifier", config.Classes, 1);
    }

    private static Tensor PVT(HuggingFaceConfig config, Tensor x)
    {
        long[] widths = config.Numbers("hidden_sizes", 64, 128, 320, 512);
        var form = new Form(config, widths.Length, "sequence_reduction_ratios", "sequence_reduction");
        long[] patches = config.Staged("patch_sizes", widths.Length, 4, 2, 2, 2);
        long[] strides = config.Staged("strides", widths.Length, 4, 2, 2, 2);
        if (patches.Concat(strides).Any(size => size == 0))
            throw config.Wrong("patch_sizes and strides must be at least 1");
        x = x.Within(
            config.Scope("pvt"),
            x =>
                x.Repeat(
                        widths.Length,
                        (x, stage) =>
                        {
                            bool isLast = stage == widths.Length - 1;
                            string embeddings = $"encoder.patch_embeddings.{stage}.";
                            var image = x.Conv(
                                embeddings + "projection",
                                widths[stage],
                                // The library takes the one for the other.
                                strides[stage],
                                patches[stage]
                            );
                            x = image.Tokens(embeddings + "tokens").LayerNorm(embeddings + "layer_norm");
                            // The last stage has a class token.
                            x = x.If(isLast, x => x.WithTokens(embeddings + "cls_token", embeddings + "cat"));
                            var (height, across) = config.Size("image_size", 224);
                            long part = stage == 0 ? 1 : 2L << stage;
                            long positions =
                                checked(height / part / patches[stage] * (across / part / patches[stage]))
                                + (isLast ? 1 : 0);
                            x = x.Add(
                                embeddings + "add",
                                x.Beside(
                                    embeddings + "position_embeddings",
                                    Constant(new TensorShape(positions, widths[stage]), x.Shape)
                                )
                            );
                            x = x.Repeat(
                                form.Depths[stage],
                                (x, i) =>
                                    x.Within(
                                        $"encoder.block.{stage}.{i}.",
                                        x => form.Block(x, stage, image, isLast, convolves: false)
                                    )
                            );
                            return x.If(!isLast, x => x.ImageLike($"encoder.image.{stage}", image));
                        }
                    )
                    .LayerNorm("encoder.layer_norm")
        );
        return Classifier(config, Row(x, "class"));
    }

    private static Tensor Normed(Tensor x, string name) => x.Then(name, new GroupNormalization { Groups = 1 });

    /// <summary>Blocks whose keys and values are those of a smaller image.</summary>
    private sealed class Form(HuggingFaceConfig config, int stages, string ratios, string reduction)
    {
        private readonly long[] _heads = config.Staged("num_attention_heads", stages, 1, 2, 5, 8);
        private readonly long[] _ratios = config.Staged(ratios, stages, 8, 4, 2, 1);
        private readonly long[] _expansions = config.Staged(
            "mlp_ratios",
            stages,
            reduction == "sr" ? [4, 4, 4, 4] : [8, 8, 4, 4]
        );

        internal long[] Depths { get; } = config.Depths("depths", stages, 2, 2, 2, 2);

        internal Tensor Block(Tensor x, int stage, Tensor image, bool hasTokens, bool convolves)
        {
            long width = x.Last(),
                ratio = _ratios[stage];
            var attention = HuggingFaceAttention.Self with { Bias = config.Flag("qkv_bias", true) };
            var normed = x.LayerNorm("layer_norm_1");
            var others = normed;
            if (ratio > 1)
            {
                others = (hasTokens ? normed.Then("patches", new Slice { Axis = 1, Start = 1 }) : normed)
                    .ImageLike("attention.self.image", image)
                    .Conv("attention.self." + reduction, width, ratio, ratio)
                    .Tokens("attention.self.tokens")
                    .LayerNorm("attention.self.layer_norm");
            }

            x = attention.On(normed, _heads[stage], others).Add("add1", x);
            return x.LayerNorm("layer_norm_2")
                .Dense("mlp.dense1", _expansions[stage] * width)
                .If(
                    convolves,
                    x =>
                        x.ImageLike("mlp.image", image)
                            .Conv("mlp.dwconv.dwconv", x.Last(), 3, 1, 1, x.Last())
                            .Tokens("mlp.tokens")
                )
                .Activation("mlp.act", config.Function("gelu"))
                .Dense("mlp.dense2", width)
                .Add("add2", x);
        }
    }
}
