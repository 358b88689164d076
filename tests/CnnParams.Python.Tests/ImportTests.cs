using CnnParams.Python.Importing;
using CnnParams.Python.Running;

namespace CnnParams.Python.Tests;

public sealed class ImportTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("cnnparams-python-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_package_is_imported_by_relative_and_absolute_names()
    {
        Write("pkg/__init__.py", "from .a import *\nfrom . import b\nname = 'pkg'");
        Write("pkg/a.py", "__all__ = ['f']\nfrom ..pkg.sub.c import g\ndef f(): return 'f' + g()\nhidden = 1");
        Write("pkg/b.py", "from .sub import c as again\nx = again.g()");
        Write("pkg/sub/__init__.py", "");
        Write("pkg/sub/c.py", "def g(): return 'g'");
        string printed = Print(
            "import pkg\nimport pkg.sub.c as c\nfrom pkg import f, name\nprint(f(), name, pkg.b.x, c.g(), hasattr(pkg, "
                + "'hidden'))"
        );
        Assert.Equal("fg pkg g g False\n", printed);
    }

    // A folder is called as its owner liked; what lies in it imports by dots alone, and no name leads out of it.
    [Theory]
    [InlineData("my-net")]
    [InlineData("3 nets + more")]
    public void A_package_may_have_a_name_that_no_statement_can_say(string name)
    {
        Write($"{name}/blocks.py", "x = 7");
        Write("secret.py", "x = 8");
        var sources = new FolderSources(_folder, name, Path.Combine(_folder, name));
        Assert.Equal("x = 7", sources.Find($"{name}.blocks", out _)?.Text);
        Assert.Equal("x = 7", sources.Find("blocks", out _)?.Text);
        Assert.Null(sources.Find("secret", out _));
        Assert.Null(sources.Find($"{name}.../secret", out _));
        Assert.Null(sources.Find("../secret", out _));
    }

    [Fact]
    public void A_module_below_a_package_does_not_run_the_package()
    {
        Write("pkg/__init__.py", "raise RuntimeError('not needed')");
        Write("pkg/a.py", "x = 1");
        Assert.Equal("1\n", Print("from pkg.a import x\nprint(x)"));
    }

    [Fact]
    public void What_the_package_binds_hides_a_module_of_the_same_name()
    {
        Write("pkg/__init__.py", "from .swish import swish");
        Write("pkg/swish.py", "def swish(): return 'function'");
        Assert.Equal("function\n", Print("from pkg import swish\nprint(swish())"));
    }

    [Fact]
    public void A_module_that_is_not_here_is_missed_where_the_source_asks_whether_it_is()
    {
        Assert.Equal(
            "none\n",
            Print("try:\n    import nowhere\nexcept ImportError:\n    nowhere = 'none'\nprint(nowhere)")
        );
        Assert.Equal(
            "went on\n",
            Print("import nowhere.sub as n\nfrom elsewhere import thing\nx = n.f(1).g\nprint('went on')")
        );
        var error = Assert.Throws<RaisedException>(() =>
            Print("import numpy as np\nx = np.sqrt(4)\nfor i in range(x): pass")
        );
        Assert.Equal("UnknownValueError", error.Error.Type.Name);
        Assert.Contains("numpy.sqrt()", error.Message, StringComparison.Ordinal);
        Assert.Equal(3, error.Trace[0].Line);
    }

    [Fact]
    public void Nothing_outside_of_the_folder_is_read()
    {
        Write("outside.py", "x = 'outside'");
        Write("in/a.py", "");
        File.CreateSymbolicLink(Path.Combine(_folder, "in", "link.py"), Path.Combine(_folder, "outside.py"));
        Directory.CreateSymbolicLink(Path.Combine(_folder, "in", "folder"), _folder);
        foreach (string module in new[] { "link", "folder.outside" })
            Assert.Equal(
                "none\n",
                Print($"try:\n    import {module}\n    print('read')\nexcept ImportError:\n    print('none')", "in")
            );
        Assert.Equal(
            "ImportError",
            Assert.Throws<RaisedException>(() => Print("from ..outside import x", "in")).Error.Type.Name
        );
    }

    [Fact]
    public void An_import_in_a_circle_ends()
    {
        Write("a.py", "import b\nx = 1\ndef f(): return b.y");
        Write("b.py", "import a\ny = 2");
        Assert.Equal("2\n", Print("import a\nprint(a.f())"));
    }

    [Fact]
    public void A_script_goes_on_behind_a_statement_that_fails()
    {
        string printed = PythonRun.Print(
            "data = open('x.csv')\nfor row in data:\n    print(row)\ndef f(): return 3\nprint(f())",
            isLenient: true
        );
        Assert.Equal("3\n", printed);
    }

    [Fact]
    public void An_error_in_an_imported_file_has_its_place()
    {
        Write("bad.py", "x = (1,\n  2\ny = 3");
        var error = Assert.Throws<Syntax.PythonSyntaxException>(() => Print("import bad"));
        Assert.EndsWith("bad.py", error.Place.Path, StringComparison.Ordinal);
        Assert.Equal(1, error.Place.Line);
        Assert.Contains("never closed", error.Message, StringComparison.Ordinal);
    }

    private string Print(string text, string folder = "") =>
        PythonRun.Print(text, new FolderSources(Path.Combine(_folder, folder)));

    private void Write(string name, string text)
    {
        string path = Path.Combine(_folder, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
    }
}
