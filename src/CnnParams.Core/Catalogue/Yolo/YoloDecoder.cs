using CnnParams.Layers;
using CnnParams.Shapes;

namespace CnnParams.Catalogue.Yolo;

/// <summary>
/// RT-DETR's head: the best positions become queries, and six layers of a decoder make boxes of them.
/// </summary>
internal sealed class YoloDecoder : YoloModules
{
    public YoloDecoder() => Map("RTDETRDecoder", Decode);

    // RTDETRDecoder(nc, hd, nq, ndp, nh, ndl, d_ffn), after which the levels are put in.
    private static Tensor Decode(YoloCall call, Tensor x)
    {
        long classes = call.Values.Whole(0),
            width = call.Values.Whole(1, 256),
            queries = call.Values.Whole(2, 300);
        long points = call.Values.Whole(3, 4),
            heads = call.Values.Whole(4, 8),
            units = call.Values.Whole(6, 1024);
        int layers = call.Values.Small(5, 6);
        var levels = call
            .Inputs.Select(
                (level, i) =>
                    YoloAttention.Tokens(
                        level
                            .InScopeOf(x)
                            .Within(
                                FormattableString.Invariant($"input_proj.{i}."),
                                level => level.Conv("0", width, 1, bias: false).BatchNorm("1")
                            )
                    )
            )
            .ToArray();
        var memory = levels[0].Then("memory", new Concatenate { Axis = 1 }, [.. levels.Skip(1)]);
        long positions = memory.Shape[0].Value;

        var encoded = memory.Dense("enc_output.0", width).LayerNorm("enc_output.1");
        _ = encoded.Dense("enc_score_head", classes);
        var query = encoded.Then("topk", new Slice { Axis = 1, End = Math.Min(queries, positions) });
        var box = Perceptron(query, "enc_bbox_head.", width, 4, 3).Activation("enc_sigmoid", "sigmoid");

        // The noise of training, and the scores of all layers but the last, are not looked at afterwards.
        TrainingOnly(x, "denoising_class_embed", ("weight", [classes, width]));
        for (int i = 0; i < layers; i++)
        {
            query = Layer(
                query,
                memory,
                Perceptron(box, "query_pos_head.", 2 * width, width, 2, i),
                FormattableString.Invariant($"decoder.layers.{i}."),
                heads,
                levels.Length * points,
                units
            );
            box = Perceptron(query, FormattableString.Invariant($"dec_bbox_head.{i}."), width, 4, 3)
                .Add("refine", box)
                .Activation("sigmoid", "sigmoid");
            if (i < layers - 1)
                TrainingOnly(
                    x,
                    FormattableString.Invariant($"dec_score_head.{i}"),
                    ("weight", [classes, width]),
                    ("bias", [classes])
                );
        }

        var scores = query
            .Dense(FormattableString.Invariant($"dec_score_head.{layers - 1}"), classes)
            .Activation("scores", "sigmoid");
        return box.Then("output", new Concatenate { Axis = 2 }, scores);
    }

    // Attention among queries, then to a few points of the image each, then two linear layers.
    private static Tensor Layer(
        Tensor x,
        Tensor memory,
        Tensor place,
        string scope,
        long heads,
        long points,
        long units
    ) =>
        x.Within(
            scope,
            x =>
            {
                long width = x.Channels;
                var placed = x.Add("with_pos", place.InScopeOf(x));
                x = placed
                    .Then("self_attn", new MultiHeadAttention { Heads = heads, KeySize = width / heads }, x, placed)
                    .Add("add1", x)
                    .LayerNorm("norm1");
                placed = x.Add("with_pos", place.InScopeOf(x));
                var offsets = placed.Dense("cross_attn.sampling_offsets", 2 * heads * points);
                var weights = placed
                    .Dense("cross_attn.attention_weights", heads * points)
                    .Activation("cross_attn.softmax", "softmax");
                var values = memory.InScopeOf(x).Dense("cross_attn.value_proj", width);
                var sampled = values.Then(
                    "cross_attn.sample",
                    new Operation
                    {
                        OperatorType = "grid_sample",
                        OutputShape = x.Shape,
                        Kind = WorkKind.ElementWise,
                    },
                    offsets,
                    weights
                );
                x = sampled.Dense("cross_attn.output_proj", width).Add("add2", x).LayerNorm("norm2");
                return x.Dense("linear1", units).ReLU("act").Dense("linear2", width).Add("add3", x).LayerNorm("norm3");
            }
        );

    // Linear layers with ReLU between; those of the places are one for all layers of the decoder.
    private static Tensor Perceptron(Tensor x, string scope, long hidden, long values, int layers, int? turn = null) =>
        x.Within(
            scope,
            x =>
            {
                for (int i = 0; i < layers; i++)
                {
                    string name = FormattableString.Invariant($"layers.{i}");
                    bool isShared = turn > 0;
                    var dense = new Dense
                    {
                        Units = i == layers - 1 ? values : hidden,
                        WeightsFrom = isShared ? x.FullName(name) : null,
                    };
                    x = x.Then(isShared ? FormattableString.Invariant($"{name}.call{turn}") : name, dense);
                    if (i < layers - 1)
                        x = x.ReLU("relu");
                }

                return x;
            }
        );

    private static void TrainingOnly(Tensor x, string name, params (string Name, long[] Shape)[] weights) =>
        x.Beside(
            name,
            new WeightTensors
            {
                Tensors = [.. weights.Select(weight => new TensorSpec(weight.Name, new TensorShape(weight.Shape)))],
            }
        );
}
