namespace CnnParams.Python.Tests;

/// <summary>
/// Programs of tests/data/python print what CPython prints for them; their .out files are CPython 3.11's own:
/// <c>for f in *.py; do python3 -B $f > ${f%.py}.out; done</c>. What a program prints does not depend on the order of
/// sets or on hashes, which change from run to run.
/// </summary>
public class LanguageTests
{
    public static TheoryData<string> Programs =>
        [
            .. Directory
                .GetFiles(Path.Combine(AppContext.BaseDirectory, "data", "python"), "*.py")
                .Select(path => Path.GetFileNameWithoutExtension(path)!),
        ];

    [Theory]
    [MemberData(nameof(Programs))]
    public void A_program_prints_what_CPython_prints(string name)
    {
        string folder = Path.Combine(AppContext.BaseDirectory, "data", "python");
        string expected = File.ReadAllText(Path.Combine(folder, name + ".out")).Replace("\r\n", "\n");
        Assert.Equal(expected, PythonRun.Print(File.ReadAllText(Path.Combine(folder, name + ".py"))));
    }

    /// <summary>The lines are those of CPython's SyntaxError: <c>compile(text, "t", "exec")</c>.</summary>
    [Theory]
    [InlineData("x = (1,\n  2\ny = 3", 1)]
    [InlineData("def f(:\n    pass", 1)]
    [InlineData("if x\n    pass", 1)]
    [InlineData("for i in range(3):\npass", 2)]
    [InlineData("x = 1 +", 1)]
    [InlineData("class A\n    pass", 1)]
    [InlineData("return = 3", 1)]
    [InlineData("a = 'text", 1)]
    [InlineData("f'{x'", 1)]
    [InlineData("f'{}'", 1)]
    [InlineData("def f(a, a=1, b): pass", 1)]
    [InlineData("while True\n    pass", 1)]
    [InlineData("try:\n    pass\nx = 1", 3)]
    [InlineData("x = [1, 2\nprint(x)", 1)]
    [InlineData("x = 3 4", 1)]
    [InlineData("import", 1)]
    [InlineData("from x import", 1)]
    [InlineData("lambda x: = 3", 1)]
    [InlineData("def f():\n\nx = 1", 3)]
    [InlineData("break", 1)]
    [InlineData("x = '\\x4'", 1)]
    [InlineData("match 1:\n    case a b: pass", 2)]
    [InlineData("with open(x) as: pass", 1)]
    [InlineData("else: pass", 1)]
    [InlineData("del", 1)]
    [InlineData("x = ]", 1)]
    [InlineData("raise x from", 1)]
    [InlineData("@\ndef f(): pass", 1)]
    [InlineData("x = {1: 2, 3}", 1)]
    public void A_text_that_is_not_Python_is_refused_at_its_line(string text, int line)
    {
        var error = Assert.Throws<Syntax.PythonSyntaxException>(() => PythonRun.Print(text));

        Assert.Equal(line, error.Place.Line);
        Assert.NotEmpty(error.Message);
    }
}
