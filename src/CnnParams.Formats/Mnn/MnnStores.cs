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
    private readonly CoveredBytes _covered;

    internal MnnStores(ModelFile file, TensorGraph graph)
    {
        _graph = graph;
        _name = System.IO.Path.GetFileName(file.Path) + ".weight";
        _length = file.Beside(_name) is { } path ? new FileInfo(path).Length : null;
        _covered = new CoveredBytes(_name, _length ?? 0);
    }

    /// <summary>Notes what no operator names.</summary>
    internal void HoldOthers() => _covered.HoldOthers(_graph.File.Weights);

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
        else if (op.ExternalPath.Length == 0)
            CheckEnd(op, place);
    }

    private void CheckEnd(MnnOp op, IReadOnlyList<long> place)
    {
        double end = place.Aggregate(0.0, (sum, number) => sum + number);
        _covered.Cover(place[0], (long)Math.Min(end - place[0], long.MaxValue / 2));
        if (end > _length)
            _graph.Contradict(
                op.Name,
                $"'{op.Name}' ({op.Type}): its weights end at byte {end} of '{_name}', but that file has {_length}"
            );
    }
}
