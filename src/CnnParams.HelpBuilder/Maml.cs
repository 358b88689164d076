using System.Xml.Linq;

namespace CnnParams.HelpBuilder;

/// <summary>MAML, the form of cmdlet help that Get-Help reads.</summary>
internal static class Maml
{
    private static readonly XNamespace Root = "http://msh";
    private static readonly XNamespace Text = "http://schemas.microsoft.com/maml/2004/10";
    private static readonly XNamespace Command = "http://schemas.microsoft.com/maml/dev/command/2004/10";
    private static readonly XNamespace Dev = "http://schemas.microsoft.com/maml/dev/2004/10";

    public static string Write(IEnumerable<CommandPage> commands)
    {
        var root = new XElement(Root + "helpItems", new XAttribute("schema", "maml"), commands.Select(CommandItem));
        return new XDeclaration("1.0", "utf-8", null) + "\n" + root.ToString().ReplaceLineEndings("\n") + "\n";
    }

    private static XElement CommandItem(CommandPage page) =>
        new(
            Command + "command",
            new XAttribute(XNamespace.Xmlns + "maml", Text),
            new XAttribute(XNamespace.Xmlns + "command", Command),
            new XAttribute(XNamespace.Xmlns + "dev", Dev),
            new XElement(
                Command + "details",
                new XElement(Command + "name", page.Name),
                new XElement(Command + "verb", page.Name.Split('-')[0]),
                new XElement(Command + "noun", page.Name.Split('-')[1]),
                Description([page.Synopsis])
            ),
            Description(page.Description),
            new XElement(Command + "syntax", page.ParameterSets.Select(set => SyntaxItem(page, set))),
            new XElement(
                Command + "parameters",
                page.Parameters.OrderBy(parameter => parameter.Name, StringComparer.OrdinalIgnoreCase)
                    .Select(parameter => Parameter(parameter, parameter.Uses[0]))
            ),
            new XElement(
                Command + "inputTypes",
                page.Inputs.Select(input => new XElement(
                    Command + "inputType",
                    TypeOf(input.Name),
                    Description([input.Text])
                ))
            ),
            new XElement(
                Command + "returnValues",
                page.Outputs.Select(output => new XElement(
                    Command + "returnValue",
                    TypeOf(output.Name),
                    Description([output.Text])
                ))
            ),
            new XElement(Text + "alertSet", new XElement(Text + "alert", Paragraphs(page.Notes))),
            new XElement(Command + "examples", page.Examples.Select(Example)),
            new XElement(Command + "relatedLinks", page.Links.Select(Link))
        );

    private static XElement SyntaxItem(CommandPage page, string set) =>
        new(
            Command + "syntaxItem",
            new XElement(Text + "name", page.Name),
            page.Parameters.Select(parameter => (Parameter: parameter, Use: parameter.In(set)))
                .Where(pair => pair.Use is not null)
                .OrderBy(pair => pair.Use!.Position, StringComparer.Ordinal)
                .Select(pair => Parameter(pair.Parameter, pair.Use!))
        );

    private static XElement Parameter(CommandParameter parameter, ParameterUse use)
    {
        bool isSwitch = use.Type == "SwitchParameter";
        return new XElement(
            Command + "parameter",
            new XAttribute("required", Truth(use.IsRequired)),
            new XAttribute("variableLength", "true"),
            new XAttribute("globbing", Truth(use.AcceptsWildcards)),
            new XAttribute("pipelineInput", use.PipelineInput),
            new XAttribute("position", use.Position.ToLowerInvariant()),
            new XAttribute("aliases", use.Aliases.Length > 0 ? use.Aliases : "none"),
            new XElement(Text + "name", parameter.Name),
            Description(parameter.Description),
            isSwitch ? null : Values(use),
            new XElement(Dev + "type", new XElement(Text + "name", use.Type), new XElement(Text + "uri")),
            new XElement(Dev + "defaultValue", use.DefaultValue)
        );
    }

    private static XElement Values(ParameterUse use) =>
        use.AcceptedValues.Count == 0
            ? Value(use.Type)
            : new XElement(Command + "parameterValueGroup", use.AcceptedValues.Select(Value));

    private static XElement Value(string value) =>
        new(
            Command + "parameterValue",
            new XAttribute("required", "true"),
            new XAttribute("variableLength", "false"),
            value
        );

    private static XElement Example(CommandExample example) =>
        new(
            Command + "example",
            new XElement(Text + "title", $"--------- {example.Title} ---------"),
            new XElement(Dev + "code", example.Code),
            new XElement(Dev + "remarks", Paragraphs(example.Remarks))
        );

    private static XElement Link(NamedText link) =>
        new(Text + "navigationLink", new XElement(Text + "linkText", link.Name), new XElement(Text + "uri", link.Text));

    private static XElement TypeOf(string name) => new(Dev + "type", new XElement(Text + "name", name));

    private static XElement Description(IEnumerable<string> paragraphs) =>
        new(Text + "description", Paragraphs(paragraphs));

    private static IEnumerable<XElement> Paragraphs(IEnumerable<string> texts) =>
        texts.Select(text => new XElement(Text + "para", text));

    private static string Truth(bool value) => value ? "true" : "false";
}
