using CnnParams.Formats.TensorFlow.Schema;

namespace CnnParams.Formats.TensorFlow;

/// <summary>The nodes of a graph, or of one call of a function within it.</summary>
internal sealed class FunctionScope
{
    private readonly Dictionary<string, NodeDef> _nodes = new(StringComparer.Ordinal);
    private readonly Dictionary<string, FunctionScope> _calls = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _arguments = new(StringComparer.Ordinal);
    private readonly string[] _passed = [];

    /// <summary>The graph itself.</summary>
    internal FunctionScope(IEnumerable<NodeDef> nodes)
        : this("", nodes) { }

    /// <summary>A call of a function.</summary>
    internal FunctionScope(FunctionScope parent, NodeDef call, FunctionDef function)
        : this(parent.Prefix + call.Name + "/", function.NodeDef)
    {
        Parent = parent;
        Call = call;
        Function = function;
        Depth = parent.Depth + 1;
        _passed = [.. call.Input.Where(input => !input.StartsWith("^", StringComparison.Ordinal))];
        foreach (var argument in function.Signature?.InputArg ?? [])
            _arguments[argument.Name] = _arguments.Count;
        parent._calls[call.Name] = this;
    }

    private FunctionScope(string prefix, IEnumerable<NodeDef> nodes)
    {
        Prefix = prefix;
        foreach (var node in nodes)
            _nodes[node.Name] = node;
    }

    /// <summary>What stands before the names of its nodes.</summary>
    internal string Prefix { get; }

    /// <summary>How many calls it is within.</summary>
    internal int Depth { get; }

    /// <summary>Where the function is called; null for the graph itself.</summary>
    internal FunctionScope? Parent { get; }

    /// <summary>The node that calls the function.</summary>
    internal NodeDef? Call { get; }

    /// <summary>The function that is called.</summary>
    internal FunctionDef? Function { get; }

    /// <summary>The nodes in the order of the file.</summary>
    internal IEnumerable<NodeDef> Nodes => _nodes.Values;

    /// <summary>A node by its name.</summary>
    internal NodeDef? Find(string name) => _nodes.TryGetValue(name, out var node) ? node : null;

    /// <summary>The body of the function that a node calls; null for any other node.</summary>
    internal FunctionScope? BodyOf(string call) => _calls.TryGetValue(call, out var body) ? body : null;

    /// <summary>
    /// What the caller passes for an argument of the function, in the caller's words; null for what is no argument.
    /// </summary>
    internal string? Argument(string name) =>
        _arguments.TryGetValue(name, out int place) && place < _passed.Length ? _passed[place] : null;

    /// <summary>What an output of the function is, in the body's words.</summary>
    internal string? Returned(int output) =>
        Function?.Signature?.OutputArg.ElementAtOrDefault(output) is { } named
        && Function.Ret.TryGetValue(named.Name, out string? tensor)
            ? tensor
            : null;
}
