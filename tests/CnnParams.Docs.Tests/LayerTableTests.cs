using System.Management.Automation;
using CnnParams.Shell;

namespace CnnParams.Docs.Tests;

/// <summary>The tables of about_CnnLayers list every type and every setting as they are.</summary>
public sealed class LayerTableTests
{
    private static readonly string[] CommonSettings = ["Inputs", "Trainable", "WeightsFrom", "DataType"];

    [Fact]
    public void Tables_list_all_types_and_settings()
    {
        using var session = new EngineSession();
        var types = session.Invoke("Get-CnnLayerType").Output.Select(card => new LayerTypeRow(card)).ToArray();
        var page = Docs.Read("docs/en-US/about_CnnLayers.md");
        var text = new DocumentedText(page.Path);

        text.Hold(
            page,
            "generated: types",
            Table(
                "| Type | Settings | Other names |",
                types.Select(type =>
                    $"| {type.Name} | {string.Join(", ", type.Settings.Where(setting => !CommonSettings.Contains(setting.Name)).Select(setting => setting.Shown))} | {type.Aliases} |"
                )
            )
        );
        text.Hold(
            page,
            "generated: settings",
            Table(
                "| Setting | Types |",
                types
                    .SelectMany(type => type.Settings.Select(setting => (Type: type.Name, Setting: setting.Name)))
                    .Where(pair => !CommonSettings.Contains(pair.Setting))
                    .GroupBy(pair => pair.Setting, pair => pair.Type)
                    .OrderBy(group => group.Key, StringComparer.Ordinal)
                    .Select(group => $"| {group.Key} | {string.Join(", ", group)} |")
            )
        );
        text.Verify();
    }

    private static string Table(string head, IEnumerable<string> rows) =>
        string.Join(
            '\n',
            rows.Prepend(string.Concat(Enumerable.Repeat("|---", head.Count(c => c == '|') - 1)) + "|").Prepend(head)
        );

    // The module's types are loaded by the engine, so they are read by the names of their properties.
    private sealed class LayerTypeRow(PSObject card)
    {
        public string Name { get; } = (string)card.Properties["Name"].Value;

        public string Aliases { get; } = string.Join(", ", (IEnumerable<string>)card.Properties["Aliases"].Value);

        public IReadOnlyList<(string Name, string Shown)> Settings { get; } =
        [
            .. ((System.Collections.IEnumerable)card.Properties["Settings"].Value)
                .Cast<object>()
                .Select(PSObject.AsPSObject)
                .Select(setting =>
                {
                    string name = (string)setting.Properties["Name"].Value;
                    string byDefault = (string)setting.Properties["Default"].Value;
                    bool required = (bool)setting.Properties["IsRequired"].Value;
                    return (
                        name,
                        required ? name
                        : byDefault.Length > 0 ? $"[{name} = {byDefault}]"
                        : $"[{name}]"
                    );
                }),
        ];
    }
}
