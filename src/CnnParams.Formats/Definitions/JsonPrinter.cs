using System.Text.Encodings.Web;
using System.Text.Json;

namespace CnnParams.Formats.Definitions;

/// <summary>Prints a definition as JSON.</summary>
internal sealed class JsonPrinter : DefinitionPrinter
{
    /// <summary>Where the JSON Schema is found by which editors complete and check definitions.</summary>
    internal const string SchemaAddress =
        "https://raw.githubusercontent.com/cnnparams/CnnParams/main/module/CnnParams.schema.json";

    /// <inheritdoc/>
    protected override IEnumerable<DefinitionMember> Head => [new("$schema", new DefinitionScalar(SchemaAddress))];

    /// <inheritdoc/>
    protected override string MapStart => "{";

    /// <inheritdoc/>
    protected override string ListStart => "[";

    /// <inheritdoc/>
    protected override char ListEnd => ']';

    /// <inheritdoc/>
    protected override string MemberSeparator => ", ";

    /// <inheritdoc/>
    protected override string LineSeparator => ",";

    /// <inheritdoc/>
    protected override string Name(string name) => Text(name) + ": ";

    /// <inheritdoc/>
    protected override string Text(string text) =>
        $"\"{JsonEncodedText.Encode(text, JavaScriptEncoder.UnsafeRelaxedJsonEscaping)}\"";

    /// <inheritdoc/>
    protected override string Constant(object? value) =>
        value is bool truth
            ? truth
                ? "true"
                : "false"
            : "null";
}
