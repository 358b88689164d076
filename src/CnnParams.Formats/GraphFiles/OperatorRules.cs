namespace CnnParams.Formats.GraphFiles;

/// <summary>
/// What the operators of a format are here. A family of them is a class that is found by itself; a new operator is one
/// line in one of them.
/// </summary>
/// <typeparam name="TOperator">An operator as the format writes it, with the graph that it is to be added to.</typeparam>
internal abstract class OperatorRules<TOperator>
{
    private static readonly Lazy<Dictionary<string, Action<TOperator>>> All = new(Gather);

    private readonly Dictionary<string, Action<TOperator>> _rules = new(StringComparer.Ordinal);

    /// <summary>The rule of an operator by its name; null for one that is not known.</summary>
    internal static Action<TOperator>? Find(string type) => All.Value.TryGetValue(type, out var rule) ? rule : null;

    /// <summary>Says what operators become.</summary>
    /// <param name="types">Their names, separated by spaces.</param>
    /// <param name="rule">Adds the layers of one to the graph.</param>
    protected void Map(string types, Action<TOperator> rule)
    {
        foreach (string type in types.Split(' '))
            _rules.Add(type, rule);
    }

    private static Dictionary<string, Action<TOperator>> Gather() => typeof(OperatorRules<TOperator>).Assembly.GetTypes()
        .Where(type => type.IsSubclassOf(typeof(OperatorRules<TOperator>)))
        .SelectMany(type => ((OperatorRules<TOperator>)Activator.CreateInstance(type)!)._rules)
        .ToDictionary(rule => rule.Key, rule => rule.Value, StringComparer.Ordinal);
}
