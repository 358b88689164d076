using CnnParams.Formats.Writing;

namespace CnnParams.Formats.PyTorch.Writing;

/// <summary>Writes a network as a Python file with an <c>nn.Module</c> that PyTorch runs.</summary>
internal sealed class PyTorchWriter : IModelWriter
{
    /// <inheritdoc/>
    public string Format => "PyTorch";

    /// <inheritdoc/>
    public IReadOnlyList<string> Extensions { get; } = [".py"];

    /// <inheritdoc/>
    public void Write(WritableNetwork network, string fileName, Stream output, CancellationToken cancellation)
    {
        var outline = new PyTorchOutline(network);
        LayerRules<PyTorchOutline>.WriteAll(network, Format, outline, cancellation);
        output.WriteText(outline.Print());
    }
}
