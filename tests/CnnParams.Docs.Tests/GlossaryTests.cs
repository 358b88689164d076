using System.Text.RegularExpressions;
using CnnParams.HelpBuilder;

namespace CnnParams.Docs.Tests;

/// <summary>Documents, help, messages and comments keep to the words that CONTRIBUTING lists.</summary>
public sealed class GlossaryTests
{
    private const string Glossary = ".github/CONTRIBUTING.md";

    private static readonly Regex Unwanted = new(
        $@"\b(?:{string.Join('|', UnwantedWords().Select(Regex.Escape))})(?!\w)",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant
    );

    public static TheoryData<string> Parts => ["docs", ".github", "module", "src", "README.md", "CHANGELOG.md"];

    [Theory]
    [MemberData(nameof(Parts))]
    public void Unwanted_words_are_not_written(string part)
    {
        var found = Files(Path.Combine(Docs.Root, part)).SelectMany(Lines).ToArray();
        Assert.True(found.Length == 0, string.Join('\n', found));
    }

    [Theory]
    [InlineData("The shape that arrives", true)]
    [InlineData("Whether it is to be kept", true)]
    [InlineData("The input shape, after the one before", false)]
    [InlineData("arrivesWell", false)]
    public void Words_are_found_whole(string text, bool isUnwanted) => Assert.Equal(isUnwanted, Unwanted.IsMatch(text));

    // The second column of the table.
    private static string[] UnwantedWords() =>
        [
            .. File.ReadLines(Path.Combine(Docs.Root, Glossary))
                .Where(line =>
                    line.StartsWith("| ", StringComparison.Ordinal)
                    && !line.StartsWith("| Write", StringComparison.Ordinal)
                )
                .SelectMany(line => line.Split('|')[2].Split(','))
                .Select(words => words.Trim()),
        ];

    private static IEnumerable<string> Files(string path) =>
        File.Exists(path)
            ? [path]
            : Directory
                .EnumerateFiles(path, "*", SearchOption.AllDirectories)
                .Where(file =>
                    Path.GetExtension(file) is ".cs" or ".md" or ".txt" or ".ps1xml" or ".yml" or ".ps1"
                    && !file.Split(Path.DirectorySeparatorChar)
                        .Any(folder => folder is "obj" or "bin" or "node_modules" or "zh-CN")
                );

    private static IEnumerable<string> Lines(string file)
    {
        string name = Path.GetRelativePath(Docs.Root, file);
        return File.ReadLines(file)
            .Select((line, i) => (Line: line, Number: i + 1))
            .Where(line =>
                Unwanted.IsMatch(line.Line)
                && !(name == Path.GetRelativePath(".", Glossary) && line.Line.StartsWith('|'))
            )
            .Select(line => $"{name}:{line.Number}: {line.Line.Trim()}");
    }
}
