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
    // PyTorch's archives take about 300 bytes for a tensor, its older files 180.
    private const int MostBytes = 400;

    private readonly long _kept;
    private readonly bool _hasNames;

    private FileSize(long kept, bool hasNames) => (_kept, _hasNames) = (kept, hasNames);

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
            long beside = row.Weights.Sum(weight => weight.Count) - row.CountedWeights.Sum(weight => weight.Count);
            tensors += row.Weights.Count;
            kept += beside;
            bytes += beside * width;
        }

        for (long each = 0; each <= MostBytes; each++)
        {
            if (figure.Fits(bytes + (each * tensors)))
                return new FileSize(kept, each > 0);
        }

        return null;
    }

    /// <summary>What the file has beside the parameters.</summary>
    internal string Text(Wording words)
    {
        string[] parts =
        [
            .. _kept > 0 ? new[] { words.Format("note.FileKeeps", _kept) } : [],
            .. _hasNames ? new[] { words["note.FileNames"] } : [],
        ];
        return words.Format(
            "note.File",
            parts.Length == 2 ? words.Format("note.FileBoth", parts[0], parts[1]) : parts[0]
        );
    }
}
