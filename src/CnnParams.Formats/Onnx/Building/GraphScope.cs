using CnnParams.Formats.Onnx.Graph;
using CnnParams.Formats.Onnx.Inference;

namespace CnnParams.Formats.Onnx.Building;

/// <summary>The values of a graph by name; those of the graphs around it are seen too, as ONNX has it.</summary>
internal sealed class GraphScope
{
    private readonly Dictionary<string, Value> _values = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<Schema.Node?>> _readers = new(StringComparer.Ordinal);
    private readonly GraphScope? _outer;
    private readonly IReadOnlyDictionary<string, long> _versions;

    private GraphScope(
        string path,
        string tensorPath,
        int depth,
        GraphScope? outer,
        IReadOnlyDictionary<string, long> versions,
        IReadOnlyDictionary<string, Schema.Attribute>? caller
    )
    {
        Path = path;
        TensorPath = tensorPath;
        Depth = depth;
        Caller = caller;
        _outer = outer;
        _versions = versions;
    }

    /// <summary>The scope of the main graph.</summary>
    internal static GraphScope Main(OnnxModel model) => new("", "", 0, null, model.Versions, null);

    /// <summary>What stands before the names of its nodes.</summary>
    internal string Path { get; }

    /// <summary>
    /// What stands before the names of its tensors: those of a function are the same in each of its calls.
    /// </summary>
    internal string TensorPath { get; }

    /// <summary>How deep it is nested.</summary>
    internal int Depth { get; }

    /// <summary>Within a function, the attributes of its call.</summary>
    internal IReadOnlyDictionary<string, Schema.Attribute>? Caller { get; }

    /// <summary>What the file states of its values.</summary>
    internal Dictionary<string, Value> Stated { get; } = new(StringComparer.Ordinal);

    /// <summary>The scope of a graph within this one.</summary>
    internal GraphScope Inner(string name) =>
        new($"{Path}{name}/", $"{TensorPath}{name}/", Depth + 1, this, _versions, Caller);

    /// <summary>The scope of a function that is called here; it sees its parameters alone.</summary>
    internal GraphScope Called(
        string name,
        string function,
        IReadOnlyDictionary<string, long> versions,
        IReadOnlyDictionary<string, Schema.Attribute> caller
    ) => new($"{Path}{name}/", $"{function}/", Depth + 1, null, versions, caller);

    /// <summary>The version of a domain's operators.</summary>
    internal long Version(string domain) =>
        _versions.TryGetValue(OnnxNode.DomainOf(domain), out long version) ? version : 1;

    internal Value? Find(string name)
    {
        for (var scope = this; scope is not null; scope = scope._outer)
        {
            if (scope._values.TryGetValue(name, out var value))
                return value;
        }

        return null;
    }

    internal void Set(string name, Value value)
    {
        if (name.Length > 0)
            _values[name] = value;
    }

    /// <summary>Notes that a value is read once more; by an output where no node is given.</summary>
    internal void NoteReader(string name, Schema.Node? node = null)
    {
        if (!_readers.TryGetValue(name, out var readers))
            _readers[name] = readers = [];
        readers.Add(node);
    }

    /// <summary>The nodes that read a value of this graph.</summary>
    internal IEnumerable<Schema.Node> Readers(string name) =>
        _readers.TryGetValue(name, out var readers)
            ? readers.Where(node => node is not null).Select(node => node!)
            : [];

    /// <summary>Whether any node or output reads a value of this graph.</summary>
    internal bool IsRead(string name) => _readers.ContainsKey(name);

    /// <summary>Whether a value is of this graph itself, and one node or output alone reads it.</summary>
    internal bool IsReadOnce(string name) =>
        _values.ContainsKey(name) && _readers.TryGetValue(name, out var readers) && readers.Count == 1;
}
