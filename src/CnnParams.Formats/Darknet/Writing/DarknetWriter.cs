using CnnParams.Formats.Writing;

namespace CnnParams.Formats.Darknet.Writing;

/// <summary>Writes networks as Darknet's .cfg files.</summary>
internal sealed class DarknetWriter : IModelWriter
{
    /// <inheritdoc/>
    public string Format => "Darknet";

    /// <inheritdoc/>
    public IReadOnlyList<string> Extensions { get; } = [".cfg"];

    /// <inheritdoc/>
    public void Write(WritableNetwork network, string fileName, Stream output, CancellationToken cancellation)
    {
        var outline = new DarknetOutline(network);
        LayerRules<DarknetOutline>.WriteAll(network, Format, outline, cancellation);
        output.WriteText(outline.Print());
    }
}
