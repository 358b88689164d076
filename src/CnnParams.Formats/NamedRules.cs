namespace CnnParams.Formats;

/// <summary>
/// What the operators of a format are here, by their names. A family of them is a class that is found by itself; a new
/// operator is one line in one of them.
/// </summary>
/// <typeparam name="TFamily">The base class of the families.</typeparam>
/// <typeparam name="TRule">What makes layers of an operator.</typeparam>
internal abstract class NamedRules<TFamily, TRule>
    where TFamily : NamedRules<TFamily, TRule>
    where TRule : Delegate
{
    private static readonly Lazy<Dictionary<string, TRule>> All = new(() =>
        Implementations
            .Of<TFamily>()
            .SelectMany(family => family._rules)
            .ToDictionary(rule => rule.Key, rule => rule.Value, StringComparer.Ordinal)
    );

    private readonly Dictionary<string, TRule> _rules = new(StringComparer.Ordinal);

    /// <summary>The rule of an operator; null for one that is not known.</summary>
    internal static TRule? Find(string name) => All.Value.TryGetValue(name, out var rule) ? rule : null;

    /// <summary>The names of all operators that have a rule.</summary>
    internal static IEnumerable<string> Names => All.Value.Keys;

    /// <summary>Gives operators their rule.</summary>
    /// <param name="names">The names of the operators, separated by spaces.</param>
    /// <param name="rule">What they are.</param>
    protected void Map(string names, TRule rule)
    {
        foreach (string name in names.Split(' '))
            _rules.Add(name, rule);
    }
}
