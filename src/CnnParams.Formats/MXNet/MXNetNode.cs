using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using CnnParams.Formats.Json;
using CnnParams.Shapes;

namespace CnnParams.Formats.MXNet;

/// <summary>A node of a symbol: an operator, or a variable that data or a weight comes in by.</summary>
internal sealed class MXNetNode
{
    private static readonly Regex WholeNumber = new("-?[0-9]+", RegexOptions.CultureInvariant);

    // By which member the settings go: attrs since 1.0, attr or param before.
    private static readonly string[] SettingNames = ["attrs", "attr", "param"];

    private readonly Dictionary<string, string> _settings = new(StringComparer.Ordinal);

    internal MXNetNode(JsonElement node, int number, ModelFile file)
    {
        Operator = node.Member("op")?.Text() ?? throw file.Damaged($"node {number} of the symbol has no op");
        Name = node.Member("name")?.Text() ?? "";
        foreach (string name in SettingNames)
            AddSettings(node.Member(name));
        Inputs = [.. node.Member("inputs").Items().Select(input => Read(input, number, file))];
    }

    /// <summary>The operator; "null" for a variable.</summary>
    internal string Operator { get; }

    internal string Name { get; }

    /// <summary>Whether it is a variable.</summary>
    internal bool IsVariable => Operator == "null";

    /// <summary>Whether it is a variable of which it is said how it begins, and how fast it is learned.</summary>
    internal bool IsParameter => _settings.ContainsKey("__init__") || _settings.ContainsKey("__lr_mult__");

    /// <summary>Whether it enlarges an image by a learned filter, and not by repeating values.</summary>
    internal bool IsBilinear => Text("sample_type", "nearest") == "bilinear";

    /// <summary>Where it takes the channels to be, where that is not before the others.</summary>
    internal ShapeLayout? Layout =>
        Text("layout", "").EndsWith("C", StringComparison.Ordinal) ? ShapeLayout.ChannelsLast : null;

    /// <summary>What it reads: nodes, and which of their outputs.</summary>
    internal IReadOnlyList<(int Node, int Output)> Inputs { get; }

    internal string Text(string name, string missing) => _settings.TryGetValue(name, out string? text) ? text : missing;

    internal bool Is(string name, bool missing = false) =>
        _settings.TryGetValue(name, out string? text) ? text is "True" or "true" or "1" : missing;

    /// <summary>Whole numbers as Python writes a tuple of them; none where there is no such setting.</summary>
    internal long[] Wholes(string name) =>
        [
            .. WholeNumber
                .Matches(Text(name, ""))
                .Cast<Match>()
                .Select(match =>
                    long.TryParse(
                        match.Value,
                        NumberStyles.AllowLeadingSign,
                        CultureInfo.InvariantCulture,
                        out long value
                    )
                        ? value
                        : 0
                ),
        ];

    /// <summary>
    /// Whole numbers of which some may be left out, as the ends of a cut may be; those are null.
    /// </summary>
    internal long?[] Places(string name) =>
        [
            .. Text(name, "")
                .Split(['(', ')', '[', ']', ',', ' '], StringSplitOptions.RemoveEmptyEntries)
                .Select(part =>
                    long.TryParse(part, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long place)
                        ? (long?)place
                        : null
                ),
        ];

    internal long Whole(string name, long missing) => Wholes(name) is [var value, ..] ? value : missing;

    private void AddSettings(JsonElement? settings)
    {
        if (settings is not { ValueKind: JsonValueKind.Object } all)
            return;
        foreach (var setting in all.EnumerateObject())
            _settings[setting.Name] = setting.Value.Text() ?? setting.Value.GetRawText();
    }

    // [node, output] or [node, output, version].
    private static (int Node, int Output) Read(JsonElement input, int number, ModelFile file)
    {
        var parts = ((JsonElement?)input).Items().ToArray();
        if (
            parts.Length < 2
            || parts[0].Whole() is not { } node
            || parts[1].Whole() is not (>= 0 and < 4096 and var output)
            || node < 0
            || node >= number
        )
            throw file.Damaged($"node {number} of the symbol reads what is no node before it");
        return ((int)node, (int)output);
    }
}
