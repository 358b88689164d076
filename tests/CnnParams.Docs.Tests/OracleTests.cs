namespace CnnParams.Docs.Tests;

/// <summary>Whoever meets a number in tests/data can find out who computed it.</summary>
public sealed class OracleTests
{
    private static readonly string Folder = Path.Combine(Docs.Root, "tests", "oracles");

    public static TheoryData<string> Scripts =>
        new(
            Directory
                .GetFiles(Folder)
                .Select(path => Path.GetFileName(path))
                .Where(name => name != "README.md")
                .Order(StringComparer.Ordinal)
        );

    [Theory]
    [MemberData(nameof(Scripts))]
    public void Every_script_is_listed_with_what_it_makes(string script)
    {
        // A table that is interrupted is none: its rows follow each other.
        string[] table =
        [
            .. File.ReadLines(Path.Combine(Folder, "README.md")).SkipWhile(line => !IsRow(line)).TakeWhile(IsRow),
        ];
        Assert.Contains(table, line => line.Split('|')[1].Contains($"`{script}`", StringComparison.Ordinal));
    }

    private static bool IsRow(string line) => line.StartsWith('|');
}
