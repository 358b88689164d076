using CnnParams.Formats.TensorFlow.Schema;
using CnnParams.Networks;
using Google.Protobuf;

namespace CnnParams.Formats.TensorFlow;

/// <summary>
/// Which variables training changes: the objects of a SavedModel say it of each, a graph of TensorFlow 1 lists them.
/// </summary>
/// <param name="isTrained">Of each variable, by its name.</param>
internal sealed class TrainedVariables(IReadOnlyDictionary<string, bool> isTrained)
{
    private const string Listed = "trainable_variables";

    /// <summary>Those of a graph.</summary>
    internal static TrainedVariables Of(MetaGraphDef graph)
    {
        var isTrained = new Dictionary<string, bool>(StringComparer.Ordinal);
        foreach (
            var variable in graph.ObjectGraphDef?.Nodes.Select(node => node.Variable).OfType<SavedVariable>() ?? []
        )
            isTrained[variable.Name] =
                variable.Trainable || (isTrained.TryGetValue(variable.Name, out bool same) && same);
        if (
            isTrained.Count == 0
            && graph.GraphDef is { Node: var nodes }
            && graph.CollectionDef.TryGetValue(Listed, out var list)
            && list.BytesList is { } bytes
        )
        {
            var trained = new HashSet<string>(bytes.Value.Select(NameOf), StringComparer.Ordinal);
            foreach (var node in nodes.Where(node => StoredConstants.IsVariable(node.Op)))
                isTrained[StoredConstants.NameOf(node, node.Name)] = trained.Contains(node.Name);
        }

        return new(isTrained);
    }

    /// <summary>
    /// Whether an operator reads a constant as a variable is read: freezing a graph of TensorFlow 1 leaves the one in
    /// the place of the variable, and the other where it was.
    /// </summary>
    internal static bool IsReadBy(string name, string constant) => name == constant + "/read";

    /// <summary>Whether a tensor is a variable of which the file says it.</summary>
    internal bool Has(string name) => isTrained.ContainsKey(name);

    /// <summary>The network, with the layers frozen of which no variable is trained.</summary>
    internal Network Mark(Network network) =>
        isTrained.Count == 0
            ? network
            : network.With(
                network.Layers.Select(layer =>
                    WeightLedger.Named(layer).ToArray() is { Length: > 0 } names && Array.TrueForAll(names, IsFrozen)
                        ? layer.With(place => place with { Trainable = false })
                        : layer
                )
            );

    private bool IsFrozen(string name) => isTrained.TryGetValue(name, out bool known) && !known;

    // Of "dense/kernel:0" the output is left out.
    private static string NameOf(ByteString variable)
    {
        try
        {
            return VariableDef.Parser.ParseFrom(variable).VariableName.Split(':')[0];
        }
        catch (InvalidProtocolBufferException)
        {
            return "";
        }
    }
}
