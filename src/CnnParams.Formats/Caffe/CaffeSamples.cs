namespace CnnParams.Formats.Caffe;

/// <summary>
/// How many samples each blob has, where that is known, and which hold others than one for each of the input: layers
/// along the first axis join samples or cut them apart.
/// </summary>
internal sealed class CaffeSamples
{
    private readonly Dictionary<string, long> _counts = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _mixed = new(StringComparer.Ordinal);

    /// <summary>How many samples a blob has; null where that is not known.</summary>
    internal long? CountOf(string blob) => _counts.TryGetValue(blob, out long count) ? count : null;

    /// <summary>The layer before a blob that joins samples or cuts them; null where there is none.</summary>
    internal string? MixedBy(string blob) => _mixed.TryGetValue(blob, out string? layer) ? layer : null;

    /// <summary>Notes how many samples an output has, and by which layer they are mixed.</summary>
    internal void Note(string blob, long? count, string? mixedBy)
    {
        _counts.Remove(blob);
        _mixed.Remove(blob);
        if (mixedBy is not null)
            _mixed[blob] = mixedBy;
        else if (count is { } known)
            _counts[blob] = known;
    }
}
