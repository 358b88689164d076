using System.Text.RegularExpressions;

namespace CnnParams.Docs.Tests;

/// <summary>Whoever follows the documents for contributors finds in the code what they name.</summary>
public sealed class ArchitectureNamesTests
{
    private static readonly Lazy<HashSet<string>> Words = new(() =>
        new(
            new[] { "src", "tests" }
                .SelectMany(folder =>
                    Directory.EnumerateFiles(Path.Combine(Docs.Root, folder), "*.cs", SearchOption.AllDirectories)
                )
                .Where(file => !file.Split(Path.DirectorySeparatorChar).Any(folder => folder is "obj" or "bin"))
                .SelectMany(file => Regex.Matches(File.ReadAllText(file), @"\w+"))
                .Select(word => word.Value),
            StringComparer.Ordinal
        )
    );

    [Theory]
    [InlineData("docs/architecture.md")]
    [InlineData("docs/decisions.md")]
    public void What_is_named_is_in_the_code(string page)
    {
        string text = File.ReadAllText(Path.Combine(Docs.Root, page));
        // Types and members, with what they belong to: `TensorGraph`, `Tensor.ForTraining`, `OperatorRules<T>.Apply`.
        string[] names =
        [
            .. Regex
                .Matches(text, @"`(?<name>[A-Z]\w*(<\w+>)?(\.[A-Z]\w*)*)`")
                .SelectMany(code => Regex.Matches(code.Groups["name"].Value, @"\w+"))
                .Select(name => name.Value)
                .Distinct(StringComparer.Ordinal),
        ];
        Assert.NotEmpty(names);
        Assert.Subset(Words.Value, names.ToHashSet(StringComparer.Ordinal));
    }
}
