using System.Management.Automation;
using CnnParams.HelpBuilder;

namespace CnnParams.Docs.Tests;

/// <summary>
/// What a page has to say of a parameter, by the declaration of the cmdlet: platyPS's <c>yaml</c> blocks.
/// </summary>
internal sealed class ParameterText(CmdletInfo cmdlet, string name)
{
    private readonly ParameterMetadata _parameter = cmdlet.Parameters[name];

    /// <summary>
    /// A text for each different use, in the order of the sets; the page alone knows what holds by default.
    /// </summary>
    public IReadOnlyList<string> Blocks(IReadOnlyList<ParameterUse> shown)
    {
        var uses = Sets()
            .Select(set => (Set: set.Name, Parameter: set.Parameters.Single(parameter => parameter.Name == name)))
            .GroupBy(pair => Use(pair.Parameter), pair => pair.Set)
            .ToArray();
        return [.. uses.Select((use, i) => Block(use, i < shown.Count ? shown[i].DefaultValue : ""))];
    }

    private IEnumerable<CommandParameterSetInfo> Sets() =>
        cmdlet.ParameterSets.Where(set => set.Parameters.Any(parameter => parameter.Name == name));

    private string Block(IGrouping<string, string> use, string defaultValue)
    {
        string sets = use.Count() == cmdlet.ParameterSets.Count ? ParameterUse.EverySet : string.Join(", ", use);
        string accepted = Type.IsEnum ? $"Accepted values: {string.Join(", ", Enum.GetNames(Type))}\n" : "";
        string parts = use.Key.Replace(
            "{default}",
            defaultValue.Length > 0 ? defaultValue : "None",
            StringComparison.Ordinal
        );
        return $"Type: {Type.Name}\nParameter Sets: {sets}\nAliases: "
            + $"{string.Join(", ", _parameter.Aliases)}\n{accepted}\n{parts}";
    }

    private Type Type => Nullable.GetUnderlyingType(_parameter.ParameterType) ?? _parameter.ParameterType;

    private string Use(CommandParameterInfo parameter) =>
        $"""
            Required: {parameter.IsMandatory}
            Position: {(parameter.Position >= 0 ? parameter.Position : "Named")}
            Default value: {"{default}"}
            Accept pipeline input: {PipelineInput(parameter)}
            Accept wildcard characters: {_parameter.Attributes.OfType<SupportsWildcardsAttribute>().Any()}
            """;

    private static string PipelineInput(CommandParameterInfo parameter) =>
        (parameter.ValueFromPipeline, parameter.ValueFromPipelineByPropertyName) switch
        {
            (true, true) => "True (ByPropertyName, ByValue)",
            (true, false) => "True (ByValue)",
            (false, true) => "True (ByPropertyName)",
            _ => "False",
        };
}
