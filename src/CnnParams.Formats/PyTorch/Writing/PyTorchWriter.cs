using CnnParams.Formats.Writing;

namespace CnnParams.Formats.PyTorch.Writing;

/// <summary>Writes a network as a Python file with an <c>nn.Module</c> that PyTorch runs.</summary>
internal sealed class PyTorchWriter() : OutlineWriter<PyTorchOutline>("PyTorch", ".py", network => new(network))
{
    private protected override void Write(PyTorchOutline outline, Stream output) => output.WriteText(outline.Print());
}
