using System.Text.RegularExpressions;
using CnnParams.Formats.Folding;
using CnnParams.Layers;
using CnnParams.Measuring;

namespace CnnParams.Formats.Onnx.Building;

/// <summary>
/// Tensors that are taken for learned by their form alone: a file does not tell a parameter from a buffer. What proves
/// one is its name, a slot of weights, or its place after a normalisation.
/// </summary>
internal sealed class LearnedByForm
{
    // What the modules of torch.nn and its parametrizations call their parameters.
    private static readonly Regex ParameterName = new(
        @"(^|\.)((in_proj_|[qkv]_proj_)?(weight|bias)(_(ih|hh|hr)(_l\d+(_reverse)?)?|_g|_v|_orig|_k)?|original\d?)$",
        RegexOptions.CultureInvariant,
        TimeSpan.FromSeconds(1)
    );

    private static readonly Dictionary<string, StoredTensor> None = [];

    private readonly LearnedTensors _learned;
    private readonly Dictionary<string, Layer> _layers;
    private readonly Dictionary<string, Layer> _readers = new(StringComparer.Ordinal);

    /// <param name="learned">Tells who has written the file, and what was computed then.</param>
    /// <param name="layers">All layers of the network.</param>
    internal LearnedByForm(LearnedTensors learned, IReadOnlyList<Layer> layers)
    {
        _learned = learned;
        _layers = layers.ToDictionary(layer => layer.Name, StringComparer.Ordinal);
        foreach (var layer in layers)
        {
            foreach (string input in layer.Inputs)
                _readers[input] = layer;
        }
    }

    /// <summary>A layer, with a note where nothing proves that its weights are learned.</summary>
    internal Layer Marked(Layer layer)
    {
        string[] names = layer is TensorLayer row
            ? [.. row.Tensors.Where(tensor => tensor.Role != WeightRole.Constant).Select(tensor => tensor.Name)]
            : [.. (layer.Stored ?? None).Where(pair => !IsStatistic(pair.Key)).Select(pair => pair.Value.Name)];
        // What an operator that is not known reads is its own.
        bool isSlot = layer is not (TensorLayer or Scale) or Operation { Kind: WorkKind.Unknown };
        return Array.Find(names, name => !IsProven(name, isSlot)) is { } open && (isSlot || !IsOfNorm(layer))
            ? layer.WithWeightsAssumed($"'{open}' is taken for learned: its file does not tell parameters from buffers")
            : layer;
    }

    private static bool IsStatistic(string weight) => weight.StartsWith("moving_", StringComparison.Ordinal);

    // Where several tensors are joined, the first tells.
    private bool IsProven(string name, bool isSlot)
    {
        string tensor = name.Split('+', '[')[0];
        return _learned.NamesParameters && !_learned.IsComputed(tensor)
            ? ParameterName.IsMatch(tensor)
            : isSlot || tensor.Contains("ReadVariableOp");
    }

    // A factor or an offset of what has been normalised, as frameworks write norms in single operators.
    private bool IsOfNorm(Layer row)
    {
        var sum = row is WeightTensors ? Reader(row.Name) : row;
        var data = sum is null ? null : Data(sum, row.Name);
        if (data is not null && Of(sum!) == "Add" && Of(data) == "Multiply")
            data = Data(data, null);
        return data switch
        {
            InstanceNormalization or GroupNormalization or LayerNormalization or BatchNormalization => true,
            Merge { Operation: MergeOperation.Divide or MergeOperation.Multiply, Inputs.Count: 2 } => IsRoot(
                data.Inputs[1]
            ),
            _ => false,
        };
    }

    private Layer? Reader(string name) => _readers.TryGetValue(name, out var reader) ? reader : null;

    private static string Of(Layer layer) =>
        layer switch
        {
            Scale => "Multiply",
            Merge { Operation: MergeOperation.Add } or Operation { OperatorType: "Add" } => "Add",
            Merge { Operation: MergeOperation.Multiply } or Operation { OperatorType: "Mul" } => "Multiply",
            _ => "",
        };

    // What else a row reads, before its axes were arranged otherwise.
    private Layer? Data(Layer layer, string? weights)
    {
        string? name = layer.Inputs.FirstOrDefault(input =>
            input != weights && _layers.TryGetValue(input, out var read) && read is not WeightTensors
        );
        while (name is not null && _layers.TryGetValue(name, out var data))
        {
            if (!data.IsView && data is not Permute)
                return data;
            name = data.Inputs.Count > 0 ? data.Inputs[0] : null;
        }

        return null;
    }

    private bool IsRoot(string name) =>
        _layers.TryGetValue(name, out var layer)
        && layer is Operation { OperatorType: "Sqrt" or "Reciprocal" or "Pow" or "Div" };
}
