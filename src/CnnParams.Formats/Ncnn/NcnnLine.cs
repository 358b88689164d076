namespace CnnParams.Formats.Ncnn;

/// <summary>A layer as it is written, in text or in binary.</summary>
internal sealed record NcnnLine(
    string Type,
    string Name,
    IReadOnlyList<string> Inputs,
    IReadOnlyList<string> Outputs,
    IReadOnlyDictionary<int, NcnnSetting> Settings
)
{
    /// <summary>Whether a setting is given, whatever it is.</summary>
    internal bool Has(int id) => Settings.ContainsKey(id);

    /// <summary>A setting that is a real number. Null where it is not given or no number.</summary>
    internal double? Real(int id) => Settings.TryGetValue(id, out var setting) ? setting.Real : null;

    /// <summary>
    /// A setting that is a whole number. Null where it is not given or no number; a real one is cut off.
    /// </summary>
    internal long? Whole(int id) => Settings.TryGetValue(id, out var setting) ? setting.Whole : null;

    /// <summary>A setting that is a list of whole numbers; none where it is not given.</summary>
    internal IReadOnlyList<long> Wholes(int id) => Settings.TryGetValue(id, out var setting) ? setting.Wholes : [];
}
