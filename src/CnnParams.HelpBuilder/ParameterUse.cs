namespace CnnParams.HelpBuilder;

/// <summary>How sets of parameters use a parameter: a <c>yaml</c> block of a page.</summary>
public sealed class ParameterUse
{
    /// <summary>What a block says for a parameter that is in every set.</summary>
    public const string EverySet = "(All)";

    private readonly Dictionary<string, string> _values;

    private ParameterUse(Dictionary<string, string> values) => _values = values;

    /// <summary>The type of its values.</summary>
    public string Type => Value("Type");

    /// <summary>The sets that the block is about.</summary>
    public IReadOnlyList<string> Sets => Value("Parameter Sets").Split(", ");

    /// <summary>Whether it is about all sets.</summary>
    public bool IsInEverySet => Value("Parameter Sets") == EverySet;

    /// <summary>Other names.</summary>
    public string Aliases => Value("Aliases");

    /// <summary>The words that it takes, where it takes only some.</summary>
    public IReadOnlyList<string> AcceptedValues =>
        Value("Accepted values").Split(", ", StringSplitOptions.RemoveEmptyEntries);

    /// <summary>Whether it has to be given.</summary>
    public bool IsRequired => Value("Required") == "True";

    /// <summary>Its position, or <c>Named</c>.</summary>
    public string Position => Value("Position");

    /// <summary>What holds when it is not given.</summary>
    public string DefaultValue => Value("Default value");

    /// <summary>Whether and how the pipeline gives it.</summary>
    public string PipelineInput => Value("Accept pipeline input");

    /// <summary>Whether it takes wildcards.</summary>
    public bool AcceptsWildcards => Value("Accept wildcard characters") == "True";

    internal static ParameterUse Read(CodeBlock block) =>
        new(
            block
                .Lines.Select(line => line.Split(':', 2, StringSplitOptions.TrimEntries))
                .Where(pair => pair.Length == 2)
                .ToDictionary(pair => pair[0], pair => pair[1])
        );

    private string Value(string key) => _values.GetValueOrDefault(key, "");
}
