using System.Runtime.CompilerServices;
using CnnParams.Catalogue;

namespace CnnParams.Core.Tests.Catalogue;

/// <summary>The index by which a network is found without all families; it is written by these tests.</summary>
public sealed class CatalogueIndexTests
{
    [Fact]
    public void The_index_says_what_the_families_have()
    {
        string index = PublishedArchitectures.WriteIndex();
        if (Environment.GetEnvironmentVariable("CNNPARAMS_UPDATE_DOCS") == "1")
            File.WriteAllText(Source(), index);
        Assert.True(
            index == CatalogueIndex.Read(),
            "src/CnnParams.Core/Catalogue/Index.txt is not of the families as they are: "
                + "CNNPARAMS_UPDATE_DOCS=1 dotnet test tests/CnnParams.Core.Tests --filter IndexTests writes it."
        );
    }

    [Fact]
    public void Every_name_leads_to_its_architecture_and_to_no_other_family()
    {
        foreach (var pair in PublishedArchitectures.All)
        {
            var alone = PublishedArchitectures.FindAlone(pair.Key);
            Assert.Same(pair.Value, alone);
        }
    }

    [Theory]
    [InlineData("ResNet-50", "RESNET50")]
    [InlineData("resnet_50", "RESNET50")]
    [InlineData("RegNetX_1.6GF", "REGNETX1.6GF")]
    [InlineData("RegNetX_16GF", "REGNETX16GF")]
    [InlineData("vit_base_patch16_224", "VITBASEPATCH16.224")]
    [InlineData("1 - 2.a-", "1.2.A")]
    [InlineData("é3é4", "É3.4")]
    [InlineData("", "")]
    [InlineData("--", "")]
    public void All_spellings_of_a_name_have_one_key(string name, string key) =>
        Assert.Equal(key, ArchitectureKey.Of(name));

    private static string Source([CallerFilePath] string here = "") =>
        Path.Combine(Path.GetDirectoryName(here)!, "../../../src/CnnParams.Core/Catalogue/Index.txt");
}
