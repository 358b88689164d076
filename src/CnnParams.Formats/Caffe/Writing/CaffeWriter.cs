using CnnParams.Formats.Writing;

namespace CnnParams.Formats.Caffe.Writing;

/// <summary>Writes networks as Caffe's deploy.prototxt: the definition alone, for one image at a time.</summary>
internal sealed class CaffeWriter : IModelWriter
{
    /// <inheritdoc/>
    public string Format => "Caffe";

    /// <inheritdoc/>
    public IReadOnlyList<string> Extensions { get; } = [".prototxt"];

    /// <inheritdoc/>
    public void Write(WritableNetwork network, string fileName, Stream output, CancellationToken cancellation)
    {
        var outline = new CaffeOutline(network.Name);
        LayerRules<CaffeOutline>.WriteAll(network, Format, outline, cancellation);
        output.WriteText(outline.Print());
    }
}
