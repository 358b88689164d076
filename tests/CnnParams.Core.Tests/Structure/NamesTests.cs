using System.Text.RegularExpressions;
using CnnParams.Layers;

namespace CnnParams.Core.Tests.Structure;

/// <summary>A name means one thing: who searches for a type, or reads its name in an error, finds one.</summary>
public partial class NamesTests
{
    [Fact]
    public void No_two_types_have_one_name()
    {
        var types = (
            from file in SourceFile.In("src")
            from Match match in Declaration().Matches(File.ReadAllText(file.Path))
            // Parts of one type lie in one folder.
            let place = match.Value.Contains(" partial ", StringComparison.Ordinal)
                ? Path.GetDirectoryName(file.Name)!
                : file.Name
            select (Name: match.Groups["name"].Value, Place: place)
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

    /// <summary>ConvertTo-Json writes the names of these values, and the numbers of all others.</summary>
    [Fact]
    public void Choices_that_a_user_sees_have_names_in_JSON()
    {
        string[] numbers =
        [
            .. typeof(Layer)
                .Assembly.GetExportedTypes()
                .Where(type => type.IsEnum && Enum.GetUnderlyingType(type) != typeof(long))
                .Select(type => type.Name),
        ];
        Assert.Empty(numbers);
    }

    // A type of a namespace of its own begins at the margin; one with parameters is another than one without.
    [GeneratedRegex(
        @"^(public|internal) ([a-z]+ )*(class|struct|record|interface|enum)( struct| class)? (?<name>\w+(<\w+(, ?\w+)*>)?)",
        RegexOptions.Multiline
    )]
    private static partial Regex Declaration();
}
