using System.Text.RegularExpressions;
using CnnParams.Layers;

namespace CnnParams.Core.Tests.Structure;

/// <summary>
/// What the rest needs to know of a layer is said by its class: a list of classes elsewhere misses the next one.
/// </summary>
public class LayerKnowledgeTests
{
    // What runtimes and conventions of other tools do with certain layers is theirs, and no member of the layers.
    private static readonly string[] OfOthers = ["Measuring/Arena/CmsisNnScratch.cs"];

    [Fact]
    public void No_pattern_outside_of_layers_lists_their_classes()
    {
        string[] files =
        [
            .. SourceFile
                .In("src/CnnParams.Core")
                .Where(file => !file.Name.Contains("CnnParams.Core/Layers/", StringComparison.Ordinal))
                .Where(file => !OfOthers.Any(other => file.Name.EndsWith(other, StringComparison.Ordinal)))
                .Where(file => Lists().IsMatch(File.ReadAllText(file.Path)))
                .Select(file => file.Name),
        ];
        Assert.Empty(files);
    }

    [Theory]
    [InlineData("row.Layer is Dropout or Flatten")]
    [InlineData("layer is Flatten or Merge { Operation: MergeOperation.Add }")]
    [InlineData("layer is Activation { Function: \"linear\" } or Dropout")]
    [InlineData("Dropout => 1,\n            Flatten => 2,")]
    public void A_list_is_found(string pattern) => Assert.Matches(Lists(), pattern);

    [Theory]
    [InlineData("row.Layer is Dropout")]
    [InlineData("layer is FilterLayer or UnitLayer")]
    public void A_single_class_or_bases_are_none(string pattern) => Assert.DoesNotMatch(Lists(), pattern);

    private static Regex Lists()
    {
        string name =
            $@"\b({string.Join("|", LayerTypes.All.Select(type => type.Class.Name).Distinct())})\b(\s*\{{[^{{}}]*\}})?";
        return new Regex($@"{name}\s+or\s+{name}|{name} => [^;]*?,\s*{name} =>");
    }
}
