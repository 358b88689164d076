using System.Collections;

namespace CnnParams.PowerShell.Reading;

/// <summary>What a class or a function of a source is called with.</summary>
internal static class SourceArguments
{
    internal static IReadOnlyDictionary<string, object?> Of(Hashtable? table)
    {
        var arguments = new Dictionary<string, object?>(StringComparer.Ordinal);
        foreach (DictionaryEntry pair in table ?? [])
            arguments[pair.Key.ToString()!] = PipelineValue.Plain(pair.Value!);
        return arguments;
    }
}
