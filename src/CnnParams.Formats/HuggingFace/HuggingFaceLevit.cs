using CnnParams.Catalogue;
using CnnParams.Catalogue.Blocks;
using CnnParams.Layers;
using CnnParams.Shapes;

namespace CnnParams.Formats.HuggingFace;

/// <summary>LeViT: linear layers with batch norms, narrow keys, and attention that makes the image smaller.</summary>
internal sealed class HuggingFaceLevit : HuggingFaceModels
{
    public HuggingFaceLevit() => Map("levit", Levit);

    private static Tensor Levit(HuggingFaceConfig config, Tensor x)
    {
        bool hasTeacher = config.Is("ForImageClassificationWithTeacher");
        x = x.Within(config.Scope("levit"), x => Body(config, x)).MeanOfRows("mean");
        if (!hasTeacher && !config.Classifies)
            return x;
        var end = Head(x, "classifier");
        return end.If(
            hasTeacher,
            end => end.Then("logits", new Merge { Operation = MergeOperation.Average }, Head(x, "classifier_distill"))
        );

        Tensor Head(Tensor x, string name) =>
            x.If(config.Classes > 0, x => Classes(config, x.BatchNorm(name + ".batch_norm"), name + ".linear"));
    }

    private static Tensor Body(HuggingFaceConfig config, Tensor x)
    {
        long[] widths = config.Numbers("hidden_sizes", 128, 256, 384);
        long[] heads = config.Staged("num_attention_heads", widths.Length, 4, 8, 12);
        long[] depths = config.Depths("depths", widths.Length, 4, 4, 4);
        long[] keys = config.Staged("key_dim", widths.Length, 16, 16, 16);
        long[] ratios = config.Staged("attention_ratio", widths.Length, 2, 2, 2);
        long[] expansions = config.Staged("mlp_ratio", widths.Length, 2, 2, 2);
        // Key size, heads, ratio of values, ratio of the perceptron, stride.
        long[][] downs =
            config.Rows("down_ops")
            ??
            [
                .. Enumerable
                    .Range(0, widths.Length - 1)
                    .Select(i => new[] { keys[i], widths[i] / Math.Max(1, keys[i]), 4, 2, 2 }),
            ];
        if (downs.Count(down => down.Length == 5 && down[4] > 0) < widths.Length - 1)
            throw config.Wrong("down_ops must have five numbers for each stage but the last");

        long kernel = config.Divisor("kernel_size", 3),
            step = config.Divisor("stride", 2),
            padding = config.Number("padding", 1);
        RequireItsSize(config, "levit", x);
        x = x.Repeat(
            4,
            (x, i) =>
                x.Within(
                        $"patch_embeddings.embedding_layer_{i + 1}.",
                        x =>
                            x.Conv("convolution", widths[0] >> (3 - i), kernel, step, padding, bias: false)
                                .BatchNorm("batch_norm")
                    )
                    .If(i < 3, x => x.Activation($"patch_embeddings.activation_layer_{i + 1}", "hard_swish"))
        );
        var (height, width) = (x.Shape.Spatial(0).Value, x.Shape.Spatial(1).Value);
        x = x.Tokens();
        for (int stage = 0; stage < widths.Length; stage++)
        {
            int number = 0,
                at = stage;
            x = x.Repeat(
                depths[stage],
                (x, i) =>
                {
                    x = x.Within(
                            $"encoder.stages.{at}.layers.{number++}.module.",
                            x => Attention(x, heads[at], keys[at], ratios[at])
                        )
                        .Add($"encoder.stages.{at}.layers.{number - 1}.add", x);
                    return Perceptron(x, $"encoder.stages.{at}.layers.{number++}.", expansions[at]);
                }
            );
            if (stage == widths.Length - 1)
                break;
            long[] down = downs[stage];
            x = x.Within($"encoder.stages.{at}.layers.{number++}.", x => Down(x, down, widths[at + 1], height, width));
            (height, width) = (Fewer(height, down[4]), Fewer(width, down[4]));
            x = Perceptron(x, $"encoder.stages.{at}.layers.{number}.", down[3]);
        }

        return x;
    }

    // A linear layer without bias, and a batch norm.
    private static Tensor Linear(Tensor x, string name, long units) =>
        x.Dense(name + ".linear", units, bias: false).Then(name + ".batch_norm", new BatchNormalization { Axis = 2 });

    private static Tensor Perceptron(Tensor x, string scope, long expansion) =>
        x.If(
            expansion > 0,
            x =>
                x.Within(
                        scope + "module.",
                        inner =>
                            Linear(
                                Linear(inner, "linear_up", expansion * inner.Last())
                                    .Activation("activation", "hard_swish"),
                                "linear_down",
                                inner.Last()
                            )
                    )
                    .Add(scope + "add", x)
        );

    private static Tensor Attention(Tensor x, long heads, long key, long ratio)
    {
        long rows = x.Shape[0].Value,
            values = ratio * key;
        var parts = Linear(x, "queries_keys_values", heads * ((2 * key) + values))
            .View("heads", rows, heads, (2 * key) + values)
            .Permute("turned", 2, 1, 3)
            .ThenParts("split", new Split { Axis = 3, Sizes = [key, key, values] });
        return Mixed(parts[0], parts[1], parts[2], heads, x.Last());
    }

    // Queries are every other position in height and width.
    private static Tensor Down(Tensor x, long[] down, long to, long height, long width)
    {
        var (key, heads, values, stride) = (down[0], down[1], down[2] * down[0], down[4]);
        long rows = height * width,
            fewer = Fewer(height, stride) * Fewer(width, stride);
        var parts = Linear(x, "keys_values", heads * (key + values))
            .View("heads", rows, heads, key + values)
            .Permute("turned", 2, 1, 3)
            .ThenParts("split", new Split { Axis = 3, Sizes = [key, values] });
        var some = x.View("image", height, width, x.Last())
            .Then("queries_subsample.rows", new Slice { Axis = 1, Step = stride })
            .Then("queries_subsample.columns", new Slice { Axis = 2, Step = stride })
            .View("queries_subsample", fewer, x.Last());
        var queries = Linear(some, "queries", heads * key)
            .View("queries.heads", fewer, heads, key)
            .Permute("queries.turned", 2, 1, 3);
        return Mixed(queries, parts[0], parts[1], heads, to);
    }

    private static Tensor Mixed(Tensor queries, Tensor keys, Tensor values, long heads, long width)
    {
        long rows = queries.Shape[1].Value,
            positions = keys.Shape[1].Value;
        var bias = queries.Beside(
            "attention_biases",
            new WeightTensors
            {
                Tensors = [new TensorSpec("biases", new TensorShape(heads, positions))],
                OutputShape = new TensorShape(heads, rows, positions),
            }
        );
        return Linear(
            queries
                .Then("scores", new MatMul { TransposeB = true }, keys)
                .Add("bias", bias)
                .Activation("softmax", "softmax")
                .Then("mixture", new MatMul(), values)
                .Permute("joined", 2, 1, 3)
                .View("rows", rows, heads * values.Last())
                .Activation("activation", "hard_swish"),
            "projection",
            width
        );
    }

    private static long Fewer(long size, long stride) => ((size - 1) / stride) + 1;
}
