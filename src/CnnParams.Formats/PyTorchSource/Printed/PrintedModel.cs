using CnnParams.Formats.PythonSource;
using CnnParams.Python.Syntax;

namespace CnnParams.Formats.PyTorchSource.Printed;

/// <summary>What <c>print(model)</c> writes in PyTorch.</summary>
internal sealed class PrintedModel : IPrintedModel
{
    public bool Recognizes(string text) => PrintedModules.IsPrinted(text);

    public SourceText ToSource(string path, string text) => PrintedModules.ToSource(path, text);
}
