using CnnParams.Formats.TensorFlow.Schema;
using CnnParams.Reading;

namespace CnnParams.Formats.TensorFlow;

/// <summary>
/// A graph of TensorFlow with its functions put in where they are called, as far as its outputs depend on it, in an
/// order in which each node comes after those that it reads.
/// </summary>
internal sealed class TensorFlowGraph
{
    // Calls of functions multiply: a short file could ask for any number of nodes.
    private const int MostNodes = 1_000_000,
        MostCalls = 50_000,
        MostDepth = 64,
        MostSteps = 1000;

    private readonly Dictionary<string, FunctionDef> _functions = new(StringComparer.Ordinal);
    private readonly ModelFile _file;
    private readonly FunctionScope _root;
    private readonly List<NodeReference> _nodes = [];
    private int _calls;

    internal TensorFlowGraph(GraphDef graph, ModelFile file)
    {
        _file = file;
        foreach (var function in graph.Library?.Function ?? [])
            _functions[function.Signature?.Name ?? ""] = function;
        _root = new FunctionScope(graph.Node);
        Collect(_root);
    }

    /// <summary>Whether it computes in loops, of which each node is taken once.</summary>
    internal bool HasLoops { get; private set; }

    /// <summary>The nodes that nobody reads.</summary>
    /// <exception cref="ModelFileException">Nodes wait for each other in a circle, so that none of them is an
    /// end.</exception>
    internal IReadOnlyList<NodeReference> Ends()
    {
        _ = Order(_nodes);
        var read = new HashSet<NodeDef>(_nodes.SelectMany(Reads).Select(input => input.Node));
        return
        [
            .. _nodes.Where(node =>
                !read.Contains(node.Node)
                && node.Node.Op is not ("Const" or "NoOp" or "Assert" or "VarHandleOp" or "Placeholder")
            ),
        ];
    }

    /// <summary>What a tensor's name stands for.</summary>
    internal NodeReference Find(string tensor) => Resolve(_root, tensor);

    /// <summary>What a node reads, in order; nodes that only have to run before are left out.</summary>
    /// <exception cref="ModelFileException">It reads what is not there.</exception>
    internal IEnumerable<NodeReference> Reads(NodeReference node) =>
        node
            .Node.Input.Where(input => !input.StartsWith("^", StringComparison.Ordinal))
            .Select(input => Resolve(node.Scope, input));

    /// <summary>The constants of functions that a node runs under conditions, or in a loop.</summary>
    internal IEnumerable<NodeDef> ConstantsOfBranches(NodeDef node)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var waiting = new Stack<NodeDef>([node]);
        while (waiting.Count > 0)
        {
            foreach (
                var called in waiting.Pop().Attr.Values.Where(value => value.ValueCase == AttrValue.ValueOneofCase.Func)
            )
            {
                if (!seen.Add(called.Func.Name) || !_functions.TryGetValue(called.Func.Name, out var function))
                    continue;
                foreach (var inner in function.NodeDef)
                {
                    if (inner.Op == "Const")
                        yield return inner;
                    else
                        waiting.Push(inner);
                }
            }
        }
    }

    /// <summary>The nodes that outputs depend on, in order; the file's own where it serves.</summary>
    internal IReadOnlyList<NodeReference> Order(IEnumerable<NodeReference> outputs)
    {
        var needed = Needed(outputs);
        NodeReference[] nodes = [.. _nodes.Where(node => needed.Contains((node.Scope, node.Node)))];
        var places = new Dictionary<(FunctionScope, NodeDef), int>(nodes.Length);
        for (int i = 0; i < nodes.Length; i++)
            places[(nodes[i].Scope, nodes[i].Node)] = i;

        int[] waiting = new int[nodes.Length];
        var readers = new List<int>?[nodes.Length];
        for (int i = 0; i < nodes.Length; i++)
        {
            // What a loop passes on to its next round is not waited for.
            if (nodes[i].Node.Op == "Merge")
            {
                HasLoops = true;
                continue;
            }

            foreach (int source in Reads(nodes[i]).Select(read => places[(read.Scope, read.Node)]).Distinct())
            {
                (readers[source] ??= []).Add(i);
                waiting[i]++;
            }
        }

        return Sort(nodes, waiting, readers);
    }

    private List<NodeReference> Sort(NodeReference[] nodes, int[] waiting, List<int>?[] readers)
    {
        var order = new List<NodeReference>(nodes.Length);
        var ready = new SortedSet<int>(Enumerable.Range(0, nodes.Length).Where(i => waiting[i] == 0));
        while (ready.Count > 0)
        {
            int next = ready.Min;
            ready.Remove(next);
            order.Add(nodes[next]);
            foreach (int reader in readers[next] ?? [])
            {
                if (--waiting[reader] == 0)
                    ready.Add(reader);
            }
        }

        return order.Count == nodes.Length
            ? order
            : throw _file.Damaged(
                $"the node '{nodes[Array.FindIndex(waiting, count => count > 0)].Name}' waits for itself in a circle"
            );
    }

    private HashSet<(FunctionScope, NodeDef)> Needed(IEnumerable<NodeReference> outputs)
    {
        var needed = new HashSet<(FunctionScope, NodeDef)>();
        var waiting = new Stack<NodeReference>(outputs);
        while (waiting.Count > 0)
        {
            var node = waiting.Pop();
            if (!needed.Add((node.Scope, node.Node)))
                continue;
            foreach (var read in Reads(node))
                waiting.Push(read);
        }

        return needed;
    }

    private void Collect(FunctionScope scope)
    {
        if (scope.Depth > MostDepth)
            throw _file.Unsupported($"its functions call each other more than {MostDepth} deep");
        // Functions without nodes that call two others each make any number of calls.
        if (++_calls > MostCalls)
            throw _file.Unsupported($"its functions call each other more than {MostCalls} times");
        foreach (var node in scope.Nodes)
        {
            if (_nodes.Count >= MostNodes)
                throw _file.Unsupported($"its functions within functions make more than {MostNodes} nodes");
            _ = _file.NameWithin("", '/', scope.Prefix);
            if (Called(node) is { } function)
                Collect(new FunctionScope(scope, node, function));
            else
                _nodes.Add(new NodeReference(scope, node, 0));
        }
    }

    private FunctionDef? Called(NodeDef node)
    {
        string name =
            node.Op is "PartitionedCall" or "StatefulPartitionedCall"
            && node.Attr.TryGetValue("f", out var called)
            && called.Func is { } function
                ? function.Name
                : node.Op;
        return _functions.TryGetValue(name, out var found) ? found : null;
    }

    // Through arguments to what the caller passes, and through calls to what the function returns.
    private NodeReference Resolve(FunctionScope scope, string text)
    {
        string tensor = text;
        for (int steps = 0; steps < MostSteps; steps++)
        {
            var (name, outputName, output) = NodeReference.Parse(tensor);
            if (scope.Find(name) is not { } node)
            {
                tensor =
                    scope.Argument(name)
                    ?? throw _file.Damaged($"something reads '{scope.Prefix}{name}', but no node has that name");
                scope = scope.Parent!;
            }
            else if (scope.BodyOf(name) is { } body)
            {
                tensor =
                    body.Returned(output)
                    ?? throw _file.Damaged(
                        $"something reads output {output} of '{scope.Prefix}{name}', which its function does not return"
                    );
                scope = body;
            }
            else
            {
                return new NodeReference(scope, node, NodeReference.Number(node, outputName, output));
            }
        }

        throw _file.Damaged($"'{text}' stands for itself");
    }
}
