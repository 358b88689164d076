using CnnParams.Formats.Onnx.Schema;
using CnnParams.Formats.Protobuf;
using CnnParams.Reading;

namespace CnnParams.Formats.Onnx.Graph;

/// <summary>A model as the file has it, without its weights.</summary>
internal sealed class OnnxModel
{
    private static readonly Lazy<WireSchema> Wire = WireSchema.Of(
        "onnx",
        "Tensor.raw_data",
        "Tensor.float_data",
        "Tensor.double_data",
        "Tensor.int32_data",
        "Tensor.int64_data",
        "Tensor.uint64_data"
    );

    private readonly Dictionary<(string Domain, string Name, string Overload), Function> _functions = [];

    private OnnxModel(Model model)
    {
        Graph = model.Graph;
        Producer = $"{model.ProducerName} {model.ProducerVersion}".Trim();
        Versions = VersionsOf(model.OperatorSets);
        foreach (var function in model.Functions)
            _functions[(OnnxNode.DomainOf(function.Domain), function.Name, function.Overload)] = function;
    }

    /// <summary>The main graph.</summary>
    internal Schema.Graph Graph { get; }

    /// <summary>The program that wrote the file.</summary>
    internal string Producer { get; }

    /// <summary>The version of the operators of each domain.</summary>
    internal IReadOnlyDictionary<string, long> Versions { get; }

    /// <summary>Reads a file; payloads of more than some KB are sought over.</summary>
    /// <exception cref="ModelFileException">It is damaged, or no ONNX model.</exception>
    internal static OnnxModel Read(ModelFile file, ReadOptions options, CancellationToken cancellation)
    {
        var model = PayloadPruner.Read(file, Model.Parser, Wire.Value.Message("Model"), options, cancellation);
        return model.Graph is null
            ? throw file.Damaged("it has no graph, as an ONNX model must")
            : new OnnxModel(model);
    }

    /// <summary>The function that an operator is in this model; null for an operator of a standard.</summary>
    internal Function? Function(Node node)
    {
        if (_functions.Count == 0)
            return null;
        string domain = OnnxNode.DomainOf(node.Domain);
        return _functions.TryGetValue((domain, node.Operator, node.Overload), out var function) ? function : null;
    }

    internal static IReadOnlyDictionary<string, long> VersionsOf(IEnumerable<OperatorSet> sets)
    {
        var versions = new Dictionary<string, long>(StringComparer.Ordinal);
        foreach (var set in sets)
            versions[OnnxNode.DomainOf(set.Domain)] = set.Version;
        return versions;
    }
}
