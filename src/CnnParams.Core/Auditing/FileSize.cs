using CnnParams.Layers;
using CnnParams.Measuring;
using CnnParams.Words;

namespace CnnParams.Auditing;

/// <summary>
/// What a file of a network's weights takes, as download pages give it: 44.7 MB for ResNet-18, whose parameters take
/// 44.6. It has what batch norms keep beside the parameters, and says what each tensor is called and where it lies.
/// </summary>
internal sealed class FileSize
{
    // PyTorch's archives take about 300 bytes for a tensor, its older files 180; Keras's HDF5 files 1150 to 2160.
    private const int MostBytes = 400,
        MostBytesOfHdf5 = 2200;

    private readonly long _kept,
        _auxiliary;
    private readonly bool _hasNames,
        _isHalf;

    private FileSize(long kept, long auxiliary, bool hasNames, bool isHalf) =>
        (_kept, _auxiliary, _hasNames, _isHalf) = (kept, auxiliary, hasNames, isHalf);

    /// <summary>The size that a figure gives; null where it is none of a file of these weights.</summary>
    internal static FileSize? Of(NetworkMeasurement truth, Figure figure)
    {
        var totals = truth.Totals;
        if (
            totals.ParametersTrust != Trust.Exact
            || totals.Parameters <= 0
            || totals.WeightBytes % totals.Parameters != 0
        )
            return null;
        long width = totals.WeightBytes / totals.Parameters,
            bytes = totals.WeightBytes,
            kept = 0,
            saved = 0,
            tensors = 0;
        foreach (var row in truth.Rows.Where(row => row.SharedParameters == 0))
        {
            long all = row.Weights.Sum(weight => weight.Count);
            long uncounted = all - row.CountedWeights.Sum(weight => weight.Count);
            tensors += row.Weights.Count;
            kept += uncounted;
            bytes += uncounted * width;
            // Files of half precision keep norms in full: torchvision's first one of Wide ResNet-50-2, 131.8 MB.
            saved += row.Layer is NormalizationLayer ? 0 : all * width / 2;
        }

        long places = truth.Rows.Sum(PlacesOf);

        long most = truth.View == ParameterView.Keras ? MostBytesOfHdf5 : MostBytes;
        // What training alone has is in the files of the networks that have it.
        long[] beside = Mistakes.AuxiliaryCounted.Beside(truth) is > 0 and var auxiliary ? [0, auxiliary] : [0];
        return beside
            .Select(more => Found(0, more, isHalf: false))
            .Append(Found(places, 0, isHalf: false))
            .Append(width == FullWidth && !figure.Fits(totals.WeightBytes / 2) ? Found(0, 0, isHalf: true) : null)
            .FirstOrDefault(found => found is not null);

        FileSize? Found(long tables, long more, bool isHalf)
        {
            long size = bytes + (more * width) + (tables * PlaceBytes) - (isHalf ? saved : 0);
            for (long each = 0; each <= most; each++)
            {
                if (figure.Fits(size + (each * tensors)))
                    return new FileSize(kept + tables, more, each > 0, isHalf);
            }

            return null;
        }
    }

    // Attention within windows keeps which distance each pair of positions has, in whole numbers of 64 bits.
    private static long PlacesOf(LayerMeasurement row) =>
        (
            row.Name.EndsWith("relative_position_bias_table", StringComparison.Ordinal)
            || row.Name.EndsWith("relative_position_index", StringComparison.Ordinal)
        ) && row.OutputShape is { IsKnown: true, Rank: 3 } shape
            ? shape.Part(1, 2).ElementCount ?? 0
            : 0;

    private const int PlaceBytes = 8,
        FullWidth = 4;

    /// <summary>What the file has beside the parameters.</summary>
    internal string Text(Wording words)
    {
        string[] parts =
        [
            .. _auxiliary > 0 ? new[] { words.Format("note.FileAuxiliary", _auxiliary) } : [],
            .. _kept > 0 ? new[] { words.Format("note.FileKeeps", _kept) } : [],
            .. _isHalf ? new[] { words["note.FileHalf"] } : [],
            .. _hasNames ? new[] { words["note.FileNames"] } : [],
        ];
        return words.Format(
            "note.File",
            parts.Aggregate((first, second) => words.Format("note.FileBoth", first, second))
        );
    }
}
