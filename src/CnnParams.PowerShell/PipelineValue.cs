using System.Collections;
using System.Management.Automation;

namespace CnnParams.PowerShell;

/// <summary>Values as the engine hands them over, made plain.</summary>
internal static class PipelineValue
{
    /// <summary>A value without the wrapping of the engine, and so those of a list.</summary>
    internal static object? Plain(object? value)
    {
        if (value is PSObject wrapped)
            value = wrapped.BaseObject;
        return value is object[] list ? Array.ConvertAll(list, Plain) : value;
    }

    /// <summary>The names and values of an object's properties, or of a hashtable's entries.</summary>
    internal static IEnumerable<KeyValuePair<string, object?>> Properties(PSObject row)
    {
        if (row.BaseObject is IDictionary entries)
        {
            foreach (DictionaryEntry entry in entries)
                yield return new KeyValuePair<string, object?>(entry.Key.ToString() ?? "", Inner(entry.Value));
            yield break;
        }

        foreach (var property in row.Properties)
        {
            if (property.IsGettable)
                yield return new KeyValuePair<string, object?>(property.Name, Inner(property.Value));
        }
    }

    // Unwrapped, an object of properties would have none.
    private static object? Inner(object? value) =>
        value is PSObject { BaseObject: PSCustomObject } ? value : Plain(value);
}
