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
    // PyTorch's archives take about 300 bytes for a tensor, its older files 180; Keras's HDF5 files 1150 to 1900.
    private const int MostBytes = 400,
        MostBytesOfHdf5 = 2000;

    private readonly long _kept,
        _auxiliary;
    private readonly bool _hasNames;

    private FileSize(long kept, long auxiliary, bool hasNames) =>
        (_kept, _auxiliary, _hasNames) = (kept, auxiliary, hasNames);

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
            tensors = 0;
        foreach (var row in truth.Rows.Where(row => row.SharedParameters == 0))
        {
            long uncounted = row.Weights.Sum(weight => weight.Count) - row.CountedWeights.Sum(weight => weight.Count);
            tensors += row.Weights.Count;
            kept += uncounted;
            bytes += uncounted * width;
        }

        long most = truth.View == ParameterView.Keras ? MostBytesOfHdf5 : MostBytes;
        // What training alone has is in the files of the networks that have it.
        long[] beside = Mistakes.AuxiliaryCounted.Beside(truth) is > 0 and var auxiliary ? [0, auxiliary] : [0];
        foreach (long more in beside)
        {
            for (long each = 0; each <= most; each++)
            {
                if (figure.Fits(bytes + (more * width) + (each * tensors)))
                    return new FileSize(kept, more, each > 0);
            }
        }

        return null;
    }

    /// <summary>What the file has beside the parameters.</summary>
    internal string Text(Wording words)
    {
        string[] parts =
        [
            .. _auxiliary > 0 ? new[] { words.Format("note.FileAuxiliary", _auxiliary) } : [],
            .. _kept > 0 ? new[] { words.Format("note.FileKeeps", _kept) } : [],
            .. _hasNames ? new[] { words["note.FileNames"] } : [],
        ];
        return words.Format(
            "note.File",
            parts.Aggregate((first, second) => words.Format("note.FileBoth", first, second))
        );
    }
}
