using System.Runtime.CompilerServices;
using CnnParams.Auditing.Naming;
using CnnParams.Catalogue;

namespace CnnParams.Core.Tests.Auditing;

/// <summary>The index by which a network is named without building the catalogue; it is written by this test.</summary>
public sealed class KnownNetworkIndexTests
{
    [Fact]
    public void The_index_says_what_the_networks_of_the_catalogue_are_measured_as()
    {
        string index = KnownNetworkIndex.Write(KnownNetwork.Measured(Architectures.Published, CancellationToken.None));
        if (Environment.GetEnvironmentVariable("CNNPARAMS_UPDATE_DOCS") == "1")
            File.WriteAllText(Source(), index);
        Assert.True(
            index == KnownNetworkIndex.Read(),
            "src/CnnParams.Core/Auditing/Naming/KnownNetworks.txt is not of the catalogue as it is: "
                + "CNNPARAMS_UPDATE_DOCS=1 dotnet test tests/CnnParams.Core.Tests --filter IndexTests writes it."
        );
        Assert.Equal(index, KnownNetworkIndex.Write(KnownNetworkIndex.Networks));
    }

    private static string Source([CallerFilePath] string here = "") =>
        Path.Combine(Path.GetDirectoryName(here)!, "../../../src/CnnParams.Core/Auditing/Naming/KnownNetworks.txt");
}
