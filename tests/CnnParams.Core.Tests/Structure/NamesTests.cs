using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;

namespace CnnParams.Core.Tests.Structure;

/// <summary>A name means one thing: who searches for a type, or reads its name in an error, finds one.</summary>
public partial class NamesTests
{
    [Fact]
    public void No_two_types_have_one_name()
    {
        var types = (
            from path in Directory.EnumerateFiles(Path.Combine(Root(), "src"), "*.cs", SearchOption.AllDirectories)
            where !path.Split(Path.DirectorySeparatorChar).Any(folder => folder is "obj" or "bin")
            from Match match in Declaration().Matches(File.ReadAllText(path))
            // Parts of one type lie in one folder.
            let place = match.Value.Contains(" partial ", StringComparison.Ordinal)
                ? Path.GetDirectoryName(path)!
                : path
            select (Name: match.Groups["name"].Value, Place: Path.GetRelativePath(Root(), place))
        )
            .Distinct()
            .ToArray();
        Assert.True(types.Length > 1000, $"only {types.Length} types were found");
        Assert.Empty(
            types
                .GroupBy(type => type.Name, StringComparer.Ordinal)
                .Where(same => same.Count() > 1)
                .Select(same => $"{same.Key}: {string.Join(", ", same.Select(type => type.Place))}")
        );
    }

    // A type of a namespace of its own begins at the margin; one with parameters is another than one without.
    [GeneratedRegex(
        @"^(public|internal) ([a-z]+ )*(class|struct|record|interface|enum)( struct| class)? (?<name>\w+(<\w+(, ?\w+)*>)?)",
        RegexOptions.Multiline
    )]
    private static partial Regex Declaration();

    private static string Root([CallerFilePath] string path = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(path)!, "..", "..", ".."));
}
