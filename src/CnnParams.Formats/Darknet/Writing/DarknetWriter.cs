using CnnParams.Formats.Writing;

namespace CnnParams.Formats.Darknet.Writing;

/// <summary>Writes networks as Darknet's .cfg files.</summary>
internal sealed class DarknetWriter() : OutlineWriter<DarknetOutline>("Darknet", ".cfg", network => new(network))
{
    private protected override void Write(DarknetOutline outline, Stream output) => output.WriteText(outline.Print());
}
