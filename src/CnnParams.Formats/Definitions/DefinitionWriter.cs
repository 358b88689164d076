using CnnParams.Formats.Writing;

namespace CnnParams.Formats.Definitions;

/// <summary>
/// Writes definitions, without loss: JSON, or a PowerShell data file where the name of the file says so.
/// </summary>
internal sealed class DefinitionWriter : IModelWriter
{
    /// <inheritdoc/>
    public string Format => DefinitionReader.FormatName;

    /// <inheritdoc/>
    public IReadOnlyList<string> Extensions { get; } = [".cnn.json", ".json", DefinitionReader.Psd1Extension];

    /// <inheritdoc/>
    public void Write(WritableNetwork network, string fileName, Stream output, CancellationToken cancellation)
    {
        var outline = DefinitionOutline.Of(network);
        DefinitionPrinter printer = fileName.EndsWith(
            DefinitionReader.Psd1Extension,
            StringComparison.OrdinalIgnoreCase
        )
            ? new Psd1Printer()
            : new JsonPrinter();
        output.WriteText(printer.Print(outline));
    }
}
