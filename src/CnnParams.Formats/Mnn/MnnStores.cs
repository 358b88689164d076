using CnnParams.Formats.Graphs;

namespace CnnParams.Formats.Mnn;

/// <summary>
/// Whether weights that are not in the file lie within the file beside it, whose name ends in .weight. That one is
/// never read; nor is another that an operator names.
/// </summary>
internal sealed class MnnStores
{
    private readonly TensorGraph _graph;
    private readonly string _name;
    private readonly long? _length;

    internal MnnStores(ModelFile file, TensorGraph graph)
    {
        _graph = graph;
        _name = System.IO.Path.GetFileName(file.Path) + ".weight";
        _length = file.Beside(_name) is { } path ? new FileInfo(path).Length : null;
    }

    /// <summary>Notes what lies outside.</summary>
    /// <param name="op">Whose weights they are.</param>
    /// <param name="place">The first byte, and how many bytes there are of each of its tensors, one after the
    /// other.</param>
    internal void Check(MnnOp op, IReadOnlyList<long> place)
    {
        if (place.Count < 2)
            return;
        if (place.Any(number => number < 0))
            _graph.Contradict(
                op.Name,
                $"'{op.Name}' ({op.Type}): its weights should lie at {string.Join(", ", place)}; places and sizes are "
                    + "0 or more"
            );
        else if (
            _length is { } length
            && op.ExternalPath.Length == 0
            && place.Aggregate(0.0, (sum, number) => sum + number) is var end
            && end > length
        )
            _graph.Contradict(
                op.Name,
                $"'{op.Name}' ({op.Type}): its weights end at byte {end} of '{_name}', but that file has {length}"
            );
    }
}
