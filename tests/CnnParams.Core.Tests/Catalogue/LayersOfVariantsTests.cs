using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text;
using CnnParams.Catalogue;
using CnnParams.Layers;
using CnnParams.Networks;

namespace CnnParams.Core.Tests.Catalogue;

/// <summary>
/// Budgets, claims and comparisons of other people name the layers of the catalogue, most of which have no weights that
/// a published total would speak for. So names, settings and order change on purpose only: of each variant there is a
/// digest in tests/data/catalogue/layers.csv. It says what the networks are, not that they are right, which the tests
/// beside this one do.
/// </summary>
public sealed class LayersOfVariantsTests
{
    private const string Header = "architecture,variant,layers,digest";

    [Fact]
    public void Layers_change_on_purpose_only()
    {
        string[] now =
        [
            .. from architecture in Architectures.All
            from variant in architecture.Variants
            select Line(architecture.Name, variant.Name, variant.Build(architecture.Name)),
        ];
        if (Environment.GetEnvironmentVariable("CNNPARAMS_UPDATE_DOCS") == "1")
            File.WriteAllLines(Source(), [Header, .. now]);
        string[] known = [.. File.ReadLines(Source()).Skip(1)];
        Assert.True(
            known.SequenceEqual(now),
            $"{now.Except(known).Count()} networks have other layers than before, as {string.Join("; ", now.Except(known).Take(8))}. "
                + "If they should: CNNPARAMS_UPDATE_DOCS=1 dotnet test tests/CnnParams.Core.Tests --filter LayersOfVariants writes the digests."
        );
    }

    private static string Line(string architecture, string variant, Network network)
    {
        var text = new StringBuilder();
        foreach (var layer in network.Layers)
            text.AppendJoin('\t', layer.Name, layer.Type, layer.Settings, layer.WeightsFrom, layer.Trainable)
                .Append('\t')
                .AppendJoin('|', layer.Inputs)
                .Append('\n');
        text.AppendJoin('|', network.Outputs);
        string digest = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())).AsSpan(0, 6));
        return FormattableString.Invariant($"{architecture},{variant},{network.Layers.Count},{digest}");
    }

    private static string Source([CallerFilePath] string here = "") =>
        Path.Combine(Path.GetDirectoryName(here)!, "../../data/catalogue/layers.csv");
}
