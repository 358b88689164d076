using System.Collections.Concurrent;
using CnnParams.Explaining;
using CnnParams.Formulas;
using CnnParams.Words;

namespace CnnParams.Auditing;

/// <summary>Formulas by their text: there are few forms, and a search puts numbers into each of them many times.</summary>
internal static class FormulaCache
{
    // Forms are made of the layers' own and of the mistakes; a layer of many tensors has one of its own, and is not kept.
    private const int MostKept = 4096;

    private const int LongestKept = 200;

    private static readonly ConcurrentDictionary<string, Formula> Kept = new(StringComparer.Ordinal);

    internal static Formula Get(string text)
    {
        if (text.Length > LongestKept || Kept.Count >= MostKept)
            return Kept.TryGetValue(text, out var kept) ? kept : new Formula(text);
        return Kept.GetOrAdd(text, form => new Formula(form));
    }
}
