namespace CnnParams.HelpBuilder;

/// <summary>The help of a cmdlet, read from a page in platyPS's form (schema 2.0.0).</summary>
public sealed record CommandPage
{
    /// <summary>The file that the help goes into.</summary>
    public required string HelpFile { get; init; }

    /// <summary>The address of the page.</summary>
    public required string OnlineVersion { get; init; }

    /// <summary>The cmdlet.</summary>
    public required string Name { get; init; }

    /// <summary>What it does, in a line.</summary>
    public required string Synopsis { get; init; }

    /// <summary>What it does, in paragraphs.</summary>
    public required IReadOnlyList<string> Description { get; init; }

    /// <summary>The names of its parameter sets, in order; one without a name where there is only one.</summary>
    public required IReadOnlyList<string> ParameterSets { get; init; }

    /// <summary>The examples.</summary>
    public required IReadOnlyList<CommandExample> Examples { get; init; }

    /// <summary>The parameters.</summary>
    public required IReadOnlyList<CommandParameter> Parameters { get; init; }

    /// <summary>What it takes from the pipeline.</summary>
    public required IReadOnlyList<NamedText> Inputs { get; init; }

    /// <summary>What it gives.</summary>
    public required IReadOnlyList<NamedText> Outputs { get; init; }

    /// <summary>Remarks.</summary>
    public required IReadOnlyList<string> Notes { get; init; }

    /// <summary>What to read next: a text, and an address or none.</summary>
    public required IReadOnlyList<NamedText> Links { get; init; }

    /// <summary>Reads a page.</summary>
    /// <exception cref="PageException">The page lacks something, and where.</exception>
    public static CommandPage Read(string path) => new Reader(MarkdownPage.Read(path)).Read();

    private sealed class Reader(MarkdownPage page)
    {
        private readonly MarkdownSection _body = page.Body;

        public CommandPage Read() =>
            new()
            {
                HelpFile = Key("external help file"),
                OnlineVersion = Key("online version"),
                Name = _body.Title,
                Synopsis = string.Join(' ', Texts("SYNOPSIS")),
                Description = Texts("DESCRIPTION"),
                ParameterSets =
                [
                    .. Section("SYNTAX")
                        .Sections(3)
                        .Select(set => set.Title.Replace(" (Default)", "", StringComparison.Ordinal))
                        .DefaultIfEmpty(""),
                ],
                Examples = [.. Section("EXAMPLES").Sections(3).Select(Example)],
                Parameters =
                [
                    .. Section("PARAMETERS")
                        .Sections(3)
                        .Where(section => section.Title.StartsWith('-'))
                        .Select(Parameter),
                ],
                Inputs = Named("INPUTS"),
                Outputs = Named("OUTPUTS"),
                Notes = Section("NOTES").Text,
                Links = Links(),
            };

        private CommandExample Example(MarkdownSection section)
        {
            var blocks = section.Lead.OfType<CodeBlock>().ToArray();
            if (!blocks.Any(block => block.Language == "powershell"))
                throw new PageException(page.Path, section.Line, "an example needs a code block ```powershell");
            return new CommandExample(
                section.Title,
                string.Join("\n\n", blocks.Select(block => block.Text)),
                section.Text
            );
        }

        private CommandParameter Parameter(MarkdownSection section)
        {
            var settings = section.Lead.OfType<CodeBlock>().Where(block => block.Language == "yaml").ToArray();
            if (settings.Length == 0 || section.Text.Count == 0)
                throw new PageException(
                    page.Path,
                    section.Line,
                    $"parameter {section.Title} needs a text and a block ```yaml"
                );
            return new CommandParameter(section.Title[1..], section.Text, [.. settings.Select(ParameterUse.Read)]);
        }

        private IReadOnlyList<NamedText> Named(string title) =>
            [
                .. Section(title)
                    .Sections(3)
                    .Select(section => new NamedText(PlainText.Of(section.Title), string.Join(' ', section.Text))),
            ];

        private IReadOnlyList<NamedText> Links() =>
            [
                new("Online Version:", Key("online version")),
                .. Section("RELATED LINKS").Text.Select(text => new NamedText(text.TrimStart('-', ' '), "")),
            ];

        private IReadOnlyList<string> Texts(string title) =>
            Section(title) is { Text.Count: > 0 } section
                ? section.Text
                : throw new PageException(page.Path, Section(title).Line, $"{title} is empty");

        private MarkdownSection Section(string title) =>
            _body.Sections(2).FirstOrDefault(section => section.Title == title)
            ?? throw new PageException(page.Path, _body.Line, $"the section '## {title}' is missing");

        private string Key(string key) =>
            page.Header.TryGetValue(key, out string? value)
                ? value
                : throw new PageException(page.Path, 1, $"the header has no '{key}'");
    }
}

/// <summary>An example: code with its output, and what to say about it.</summary>
public sealed record CommandExample(string Title, string Code, IReadOnlyList<string> Remarks);

/// <summary>A name with a text.</summary>
public sealed record NamedText(string Name, string Text);

/// <summary>A parameter, and how each set of parameters uses it.</summary>
public sealed record CommandParameter(string Name, IReadOnlyList<string> Description, IReadOnlyList<ParameterUse> Uses)
{
    /// <summary>How a set uses it; null when it does not.</summary>
    public ParameterUse? In(string set) =>
        Uses.FirstOrDefault(use => set.Length == 0 || use.IsInEverySet || use.Sets.Contains(set));
}
