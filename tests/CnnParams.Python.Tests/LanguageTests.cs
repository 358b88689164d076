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
}
