using CnnParams.Measuring;
using CnnParams.Reading;

namespace CnnParams.Formats.Tests.PythonSource;

/// <summary>
/// A file finds what its repository has, in whatever way it imports it: a convolution of 3 to 8 channels, with
/// 3 * 3 * 3 * 8 + 8 parameters.
/// </summary>
public sealed class PackageTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("cnnparams").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("net/__init__.py", "net/blocks.py", "net/model.py", "from .blocks import Block")]
    [InlineData("my-net/__init__.py", "my-net/blocks.py", "my-net/model.py", "from .blocks import Block")]
    [InlineData("net-1.0/__init__.py", "net-1.0/blocks.py", "net-1.0/model.py", "from blocks import Block")]
    // Run where it lies, as many repositories want it.
    [InlineData("net/__init__.py", "net/blocks.py", "net/model.py", "from blocks import Block")]
    [InlineData("net/__init__.py", "net/parts/blocks.py", "net/model.py", "from parts.blocks import Block")]
    // A folder of a package that is none itself.
    [InlineData("net/__init__.py", "net/parts/blocks.py", "net/parts/model.py", "from net.parts.blocks import Block")]
    [InlineData("net/__init__.py", "net/parts/blocks.py", "net/parts/model.py", "from .blocks import Block")]
    [InlineData("net/__init__.py", "net/blocks.py", "net/parts/model.py", "from ..blocks import Block")]
    public void What_lies_in_the_package_is_found(string initial, string blocks, string model, string import)
    {
        Write(initial, "");
        Write(blocks, "from torch import nn\nclass Block(nn.Conv2d):\n    pass\n");
        Write(model, $"{import}\ndef net():\n    return Block(3, 8, 3)\n");

        var network = TestFiles.Read(Path.Combine(_folder, model), new ReadOptions { Entry = "net" });

        Assert.Equal((3 * 3 * 3 * 8) + 8, Measurer.Measure(network).Totals.Parameters);
    }

    private void Write(string path, string text)
    {
        string full = Path.Combine(_folder, path);
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        File.WriteAllText(full, text);
    }
}
