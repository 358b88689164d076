using CnnParams.Formats.Writing;

namespace CnnParams.Formats.Caffe.Writing;

/// <summary>Writes networks as Caffe's deploy.prototxt: the definition alone, for one image at a time.</summary>
internal sealed class CaffeWriter() : OutlineWriter<CaffeOutline>("Caffe", ".prototxt", network => new(network.Name))
{
    private protected override void Write(CaffeOutline outline, Stream output) => output.WriteText(outline.Print());
}
