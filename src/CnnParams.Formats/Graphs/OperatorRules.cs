namespace CnnParams.Formats.Graphs;

/// <summary>
/// What the operators of a family are here. A family is a class that is found by itself; a new operator is one line in
/// one of them. TensorFlow Lite's operators, in capitals, are TensorFlow's own, and most share their rule.
/// </summary>
internal abstract class OperatorRules
{
    private static readonly Lazy<Dictionary<string, Func<OperatorCall, OperatorResult>>> All = new(Gather);

    private readonly Dictionary<string, Func<OperatorCall, OperatorResult>> _rules = new(StringComparer.Ordinal);

    /// <summary>The rule of an operator; null for one that is not known.</summary>
    internal static Func<OperatorCall, OperatorResult>? Find(string name) => All.Value.TryGetValue(name, out var rule) ? rule : null;

    /// <summary>Gives operators their rule.</summary>
    /// <param name="names">The names of the operators, separated by spaces.</param>
    /// <param name="rule">What they are.</param>
    protected void Map(string names, Func<OperatorCall, OperatorResult> rule)
    {
        foreach (string name in names.Split(' '))
            _rules.Add(name, rule);
    }

    private static Dictionary<string, Func<OperatorCall, OperatorResult>> Gather() => typeof(OperatorRules).Assembly.GetTypes()
        .Where(type => type.IsSubclassOf(typeof(OperatorRules)))
        .SelectMany(type => ((OperatorRules)Activator.CreateInstance(type)!)._rules)
        .ToDictionary(rule => rule.Key, rule => rule.Value, StringComparer.Ordinal);
}
