using System.Text;
using CnnParams.Formats.Tests.StateDicts;

namespace CnnParams.Formats.Tests.Graphs;

/// <summary>What a file can ask for without end is bounded: warnings, and names that are taken.</summary>
public sealed class ReadingLimitsTests
{
    private const int Many = 5000;

    [Fact]
    public void Warnings_are_said_once_and_end()
    {
        var warnings = new ReadingWarnings();
        warnings.Add("twice");
        warnings.Add("twice");
        Assert.Single(warnings.All);
        for (int i = 0; i < Many; i++)
            warnings.Add($"number {i}");
        Assert.Equal(1001, warnings.All.Count);
        Assert.Equal("there is more that is not understood; it is not listed", warnings.All[^1]);
    }

    // Each class of its own is a warning of its own.
    [Fact]
    public void A_model_of_unknown_classes_has_no_more_warnings_than_anyone_reads()
    {
        var layers = Enumerable
            .Range(0, Many)
            .Select(i => $$"""{"class_name":"Strange{{i}}","config":{"name":"l{{i}}"} }""");
        string text =
            $$"""{"class_name":"Sequential","config":{"name":"net","layers":[{{string.Join(",", layers)}}] },"keras_version":"2.4.0","backend":"tensorflow"}""";
        using var file = new TemporaryFile("net.json", Encoding.UTF8.GetBytes(text));
        Assert.InRange(WeightFiles.Read(file.Path).Warnings.Count, 1000, 1010);
    }

    [Fact]
    public void Names_that_are_taken_get_numbers()
    {
        var names = new UniqueNames("#");
        Assert.Equal(["x", "x#2", "x#3", "X", "x#2#2"], new[] { "x", "x", "x", "X", "x#2" }.Select(names.Take));
        names.Release("X");
        Assert.Equal((false, "X"), (names.Has("X"), names.Take("X")));

        var ignoring = new UniqueNames(first: 1, comparer: StringComparer.OrdinalIgnoreCase);
        Assert.Equal(["a", "A_1", "a_2", "A_1_1"], new[] { "a", "A", "a", "A_1" }.Select(ignoring.Take));
    }
}
