using CnnParams.Formats.Onnx.Schema;

namespace CnnParams.Formats.Onnx.Graph;

/// <summary>An operator with its attributes, as the file has it.</summary>
internal sealed class OnnxNode
{
    private readonly Dictionary<string, Schema.Attribute> _attributes = new(StringComparer.Ordinal);

    /// <param name="node">The node.</param>
    /// <param name="version">The version of its domain's operators.</param>
    /// <param name="caller">Within a function, the attributes of its call.</param>
    internal OnnxNode(Node node, long version, IReadOnlyDictionary<string, Schema.Attribute>? caller)
    {
        Operator = node.Operator;
        Domain = DomainOf(node.Domain);
        Name = node.Name;
        Inputs = node.Inputs;
        Outputs = node.Outputs;
        Version = version;
        foreach (var attribute in node.Attributes)
        {
            if (attribute.OfCaller.Length == 0)
                _attributes[attribute.Name] = attribute;
            else if (caller is not null && caller.TryGetValue(attribute.OfCaller, out var given))
                _attributes[attribute.Name] = given;
        }
    }

    internal string Operator { get; }

    /// <summary>Who defined the operator; empty for the standard.</summary>
    internal string Domain { get; }

    internal string Name { get; }

    /// <summary>The values that it reads; empty for one that is left out.</summary>
    internal IReadOnlyList<string> Inputs { get; }

    internal IReadOnlyList<string> Outputs { get; }

    internal long Version { get; }

    internal IReadOnlyDictionary<string, Schema.Attribute> Attributes => _attributes;

    /// <summary>The standard's domain has two names.</summary>
    internal static string DomainOf(string domain) => domain == "ai.onnx" ? "" : domain;

    internal Schema.Attribute? Attribute(string name) =>
        _attributes.TryGetValue(name, out var attribute) ? attribute : null;

    internal bool Has(string attribute) => _attributes.ContainsKey(attribute);

    internal long Number(string attribute, long otherwise) => Attribute(attribute)?.I ?? otherwise;

    internal float Real(string attribute, float otherwise) => Attribute(attribute)?.F ?? otherwise;

    internal string Text(string attribute, string otherwise = "") =>
        Attribute(attribute)?.S.ToStringUtf8() ?? otherwise;

    /// <summary>A list of numbers; null where it is left out.</summary>
    internal long[]? Numbers(string attribute) => Attribute(attribute)?.Ints.ToArray();
}
