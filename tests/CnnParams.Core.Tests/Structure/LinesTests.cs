namespace CnnParams.Core.Tests.Structure;

/// <summary>
/// Lines fit side by side on a screen. CSharpier sees to code; this, to what it leaves as it is: comments.
/// </summary>
public class LinesTests
{
    private const int Longest = 120;

    [Fact]
    public void Comments_end_at_120()
    {
        SourceFile[] files = [.. SourceFile.In("src", "tests")];
        Assert.True(files.Length > 1000, $"only {files.Length} files were found");
        Assert.Empty(
            from file in files
            from line in File.ReadLines(file.Path).Select((text, index) => (Text: text, Number: index + 1))
            where line.Text.Length > Longest && line.Text.TrimStart().StartsWith("//", StringComparison.Ordinal)
            select $"{file.Name}:{line.Number}"
        );
    }
}
