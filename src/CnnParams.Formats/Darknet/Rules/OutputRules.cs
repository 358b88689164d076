using CnnParams.Formats.GraphFiles;
using CnnParams.Layers;
using CnnParams.Shapes;

namespace CnnParams.Formats.Darknet;

/// <summary>Sections that read boxes out of the last map, or compute a loss: as many values leave as arrive.</summary>
internal sealed class OutputRules : OperatorRules<DarknetLayer>
{
    public OutputRules()
    {
        Map("yolo region detection Gaussian_yolo", layer => layer.AddOperation(layer.Section.Type, WorkKind.ElementWise, layer.Shape));
        Map("cost contrastive empty silence iseg", layer => layer.AddOperation(layer.Section.Type, WorkKind.DataMovement, layer.Shape));
    }
}

/// <summary>
/// Recurrent sections, of connected parts that each have a bias (make_rnn_layer, make_gru_layer, make_lstm_layer). The
/// weights are known; the arithmetic goes by the steps of a sequence, which a .cfg does not tell.
/// </summary>
internal sealed class RecurrentRules : OperatorRules<DarknetLayer>
{
    private static readonly string[] Vectors = ["scales", "rolling_mean", "rolling_variance"];

    public RecurrentRules()
    {
        Map("rnn", layer =>
        {
            long hidden = layer.Section.Whole("hidden", 1), output = layer.Section.Whole("output", 1);
            AddParts(layer, output, ("input", Arriving(layer), hidden), ("self", hidden, hidden), ("output", hidden, output));
        });
        Map("gru", layer => AddGates(layer, "z", "r", "h"));
        Map("lstm", layer => AddGates(layer, "f", "i", "g", "o"));
    }

    private static void AddGates(DarknetLayer layer, params string[] gates)
    {
        long output = layer.Section.Whole("output", 1), arriving = Arriving(layer);
        AddParts(layer, output, [.. gates.SelectMany(gate => new[] { ("u" + gate, arriving, output), ("w" + gate, output, output) })]);
    }

    private static void AddParts(DarknetLayer layer, long output, params (string Name, long From, long To)[] parts)
    {
        bool normalized = layer.Section.Is("batch_normalize");
        layer.Add(layer.Section.Type, place => new Operation
        {
            Name = place.Name,
            Inputs = place.Inputs,
            OperatorType = layer.Section.Type,
            OutputShape = new TensorShape(output),
            Tensors = [.. parts.SelectMany(part => Tensors(part.Name, part.From, part.To, normalized))],
        });
        layer.Warn("its multiply-accumulates are not known: they go by the steps of a sequence");
    }

    private static IEnumerable<TensorSpec> Tensors(string name, long from, long to, bool normalized)
    {
        yield return new TensorSpec(name + ".weights", new TensorShape(to, from));
        yield return new TensorSpec(name + ".biases", new TensorShape(to), normalized ? WeightRole.Offset : WeightRole.Bias);
        foreach (string vector in normalized ? Vectors : [])
            yield return new TensorSpec($"{name}.{vector}", new TensorShape(to), vector == "scales" ? WeightRole.Scale : WeightRole.Statistic);
    }

    private static long Arriving(DarknetLayer layer) => layer.Shape.ElementCount
        ?? throw layer.Wrong("reads values whose number is not known");
}
