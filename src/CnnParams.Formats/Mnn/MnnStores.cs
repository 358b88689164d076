using CnnParams.Formats.Graphs;

namespace CnnParams.Formats.Mnn;

/// <summary>
/// Whether weights that are not in the file lie within the file beside it, whose name ends in .weight. Of that one the
/// first numbers of small tensors are read; another that an operator names never is.
/// </summary>
internal sealed class MnnStores
{
    private readonly TensorGraph _graph;
    private readonly string _name;
    private readonly string? _path;
    private readonly long? _length;
    private readonly CoveredBytes _covered;

    internal MnnStores(ModelFile file, TensorGraph graph)
    {
        _graph = graph;
        _name = System.IO.Path.GetFileName(file.Path) + ".weight";
        _path = file.Beside(_name);
        _length = _path is null ? null : new FileInfo(_path).Length;
        _covered = new CoveredBytes(_name, _length ?? 0);
    }

    /// <summary>Notes what no operator names.</summary>
    internal void HoldOthers() => _covered.HoldOthers(_graph.File.Weights);

    /// <summary>Bytes that lie outside; null where they are not there.</summary>
    internal byte[]? Part(MnnOp op, long offset, long count) =>
        _path is null || op.ExternalPath.Length > 0 ? null : PositionReader.Part(_path, offset, count);

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
