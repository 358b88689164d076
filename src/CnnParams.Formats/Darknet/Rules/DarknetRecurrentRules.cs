using CnnParams.Formats.Graphs;
using CnnParams.Layers;
using CnnParams.Shapes;

namespace CnnParams.Formats.Darknet;

/// <summary>
/// Recurrent sections, of connected parts that each have a bias (make_rnn_layer, make_gru_layer, make_lstm_layer). The
/// weights are known; the arithmetic goes by the steps of a sequence, which a .cfg does not tell.
/// </summary>
internal sealed class DarknetRecurrentRules : OperatorRules<DarknetLayer>
{
    private static readonly string[] Vectors = ["scales", "rolling_mean", "rolling_variance"];

    public DarknetRecurrentRules()
    {
        Map(
            "rnn",
            layer =>
            {
                long hidden = layer.Section.Whole("hidden", 1),
                    output = layer.Section.Whole("output", 1);
                AddParts(
                    layer,
                    output,
                    ("input", Incoming(layer), hidden),
                    ("self", hidden, hidden),
                    ("output", hidden, output)
                );
            }
        );
        Map("crnn", Convolve);
        Map("gru", layer => AddGates(layer, "z", "r", "h"));
        Map("lstm", layer => AddGates(layer, "f", "i", "g", "o"));
    }

    // Its parts are convolutions that keep the size; their numbers have longer names in pjreddie/darknet.
    private static void Convolve(DarknetLayer layer)
    {
        long hidden = layer.Section.Whole("hidden_filters") ?? layer.Section.Whole("hidden", 1);
        long output = layer.Section.Whole("output_filters") ?? layer.Section.Whole("output", 1);
        long groups = layer.Section.Whole("groups", 1),
            size = layer.Section.Whole("size", 3);
        if (layer.Shape is not { Rank: 3, IsKnown: true } image || groups < 1)
            throw layer.Wrong("needs an image of known size, and groups of 1 or more");
        long window = checked(size * size);
        Add(
            layer,
            new TensorShape([output, .. image.Dimensions.Skip(1)], image.Layout),
            ("input", checked(image.Sizes[0]!.Value / groups * window), hidden),
            ("self", checked(hidden / groups * window), hidden),
            ("output", checked(hidden / groups * window), output)
        );
    }

    private static void AddGates(DarknetLayer layer, params string[] gates)
    {
        long output = layer.Section.Whole("output", 1),
            incoming = Incoming(layer);
        AddParts(
            layer,
            output,
            [.. gates.SelectMany(gate => new[] { ("u" + gate, incoming, output), ("w" + gate, output, output) })]
        );
    }

    private static void AddParts(DarknetLayer layer, long output, params (string Name, long From, long To)[] parts) =>
        Add(layer, new TensorShape(output), parts);

    private static void Add(DarknetLayer layer, TensorShape outgoing, params (string Name, long From, long To)[] parts)
    {
        bool normalized = layer.Section.Is("batch_normalize");
        layer.Add(
            layer.Section.Type,
            new Operation
            {
                OperatorType = layer.Section.Type,
                OutputShape = outgoing,
                Tensors = [.. parts.SelectMany(part => Tensors(part.Name, part.From, part.To, normalized))],
            }
        );
        layer.Warn("its multiply-accumulates are not known: they go by the steps of a sequence");
    }

    private static IEnumerable<TensorSpec> Tensors(string name, long from, long to, bool normalized)
    {
        yield return new TensorSpec(name + ".weights", new TensorShape(to, from));
        yield return new TensorSpec(
            name + ".biases",
            new TensorShape(to),
            normalized ? WeightRole.Offset : WeightRole.Bias
        );
        foreach (string vector in normalized ? Vectors : [])
            yield return new TensorSpec(
                $"{name}.{vector}",
                new TensorShape(to),
                vector == "scales" ? WeightRole.Scale : WeightRole.Statistic
            );
    }

    private static long Incoming(DarknetLayer layer) =>
        layer.Shape.ElementCount ?? throw layer.Wrong("reads values whose number is not known");
}
