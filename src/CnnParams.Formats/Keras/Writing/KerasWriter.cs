using CnnParams.Formats.Writing;

namespace CnnParams.Formats.Keras.Writing;

/// <summary>Writes models as Keras's <c>to_json</c> does: Keras and TensorFlow.js load them.</summary>
internal sealed class KerasWriter() : OutlineWriter<KerasOutline>("Keras", ".keras.json", network => new(network))
{
    private protected override void Write(KerasOutline outline, Stream output) => output.WriteText(outline.Print());
}
