using CnnParams.Formats.Writing;

namespace CnnParams.Formats.Keras.Writing;

/// <summary>Writes models as Keras's <c>to_json</c> does: Keras and TensorFlow.js load them.</summary>
internal sealed class KerasWriter : IModelWriter
{
    /// <inheritdoc/>
    public string Format => "Keras";

    /// <inheritdoc/>
    public IReadOnlyList<string> Extensions { get; } = [".keras.json"];

    /// <inheritdoc/>
    public void Write(WritableNetwork network, string fileName, Stream output, CancellationToken cancellation)
    {
        var outline = new KerasOutline(network);
        LayerRules<KerasOutline>.WriteAll(network, Format, outline, cancellation);
        output.WriteText(outline.Print());
    }
}
