namespace CnnParams.Shell.Tests;

public sealed class ModuleLocatorTests : IDisposable
{
    private readonly TemporaryFolder _root = new();

    public void Dispose() => _root.Dispose();

    [Fact]
    public void Beside_the_program_comes_first()
    {
        _root.Write("CnnParams.psd1");
        _root.Write("bin/module/CnnParams/CnnParams.psd1");
        string beside = _root.Write("bin/CnnParams.psd1");

        Assert.Equal(beside, new ModuleLocator(_root.At("bin")).FindManifest());
    }

    [Fact]
    public void The_packed_module_comes_before_a_folder_above()
    {
        _root.Write("CnnParams.psd1");
        string packed = _root.Write("bin/module/CnnParams/CnnParams.psd1");

        Assert.Equal(packed, new ModuleLocator(_root.At("bin")).FindManifest());
    }

    [Theory]
    [InlineData("")]
    [InlineData("/")]
    public void In_the_repository_the_nearest_folder_above_is_taken(string end)
    {
        _root.Write("CnnParams.psd1");
        string near = _root.Write("src/CnnParams.psd1");
        _root.Write("src/shell/bin/x.txt");

        Assert.Equal(near, new ModuleLocator(_root.At("src/shell/bin") + end).FindManifest());
    }

    [Fact]
    public void None_is_an_error_that_says_where_was_looked()
    {
        _root.Write("bin/x.txt");

        var error = Assert.Throws<FileNotFoundException>(() => new ModuleLocator(_root.At("bin")).FindManifest());
        Assert.Contains(_root.At("bin"), error.Message, StringComparison.Ordinal);
    }
}
