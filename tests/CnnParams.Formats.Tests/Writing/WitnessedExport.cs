using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using CnnParams.Layers;
using CnnParams.Measuring;
using CnnParams.Writing;

namespace CnnParams.Formats.Tests.Writing;

/// <summary>
/// What the frameworks say of the files that are written: tests/oracles have loaded them, and kept the hash of each
/// with its numbers. The same bytes today are the same network in the framework, which need not be here.
/// </summary>
/// <remarks>
/// CNNPARAMS_WRITE_EXPORTS names a folder to which the tests then write the files, for the oracles to load.
/// </remarks>
internal static class WitnessedExport
{
    private static readonly string? Folder = Environment.GetEnvironmentVariable("CNNPARAMS_WRITE_EXPORTS");

    /// <summary>A line of what an oracle has seen.</summary>
    internal sealed record Witness(
        string Name,
        string Hash,
        long Parameters,
        long Statistics,
        string Output,
        string Layers
    );

    /// <summary>
    /// Compares every network that the format can express with what the framework has made of the file.
    /// </summary>
    /// <param name="format">The name of the format.</param>
    /// <param name="extension">How the names of the files end.</param>
    /// <param name="compare">Compares the numbers.</param>
    internal static void Check(string format, string extension, Action<ExportCase, NetworkMeasurement, Witness> compare)
    {
        var witnesses = Folder is null ? Read(format) : [];
        var seen = new HashSet<string>();
        var differences = new List<string>();
        foreach (var @case in ExportCase.All)
        {
            if (Written(@case, format, extension) is not { } bytes)
                continue;
            if (Folder is not null)
            {
                Directory.CreateDirectory(Path.Combine(Folder, format));
                File.WriteAllBytes(Path.Combine(Folder, format, @case.Name + extension), bytes);
                continue;
            }

            seen.Add(@case.Name);
            try
            {
                Assert.True(
                    witnesses.TryGetValue(@case.Name, out var witness),
                    $"{format} can express {@case.Name}, but no oracle has seen it."
                );
                Assert.True(
                    Convert.ToHexString(SHA256.HashData(bytes))[..16] == witness.Hash,
                    $"{@case.Name} is written otherwise than the oracle has seen it."
                );
                compare(
                    @case,
                    Measurer.Measure(@case.Network, new MeasureOptions { View = ParameterView.PyTorch }),
                    witness
                );
            }
            catch (Xunit.Sdk.XunitException exception)
            {
                differences.Add(exception.Message);
            }
        }

        Assert.True(differences.Count == 0, string.Join("\n", differences));
        Assert.Equal(witnesses.Keys.Order(StringComparer.Ordinal), seen.Order(StringComparer.Ordinal));
    }

    /// <summary>
    /// A text that is the same for the same layers with weights, whatever the order of the axes: numbers of parameters,
    /// and sizes.
    /// </summary>
    internal static string Digest(IEnumerable<(long Parameters, IEnumerable<long> Sizes)> layers)
    {
        var lines = layers
            .Select(layer =>
                $"{layer.Parameters} {string.Join("x", layer.Sizes.Order().Select(size => size.ToString(CultureInfo.InvariantCulture)))}"
            )
            .Order(StringComparer.Ordinal);
        return Convert.ToHexString(SHA256.HashData(Encoding.ASCII.GetBytes(string.Join("\n", lines))))[..16];
    }

    private static byte[]? Written(ExportCase @case, string format, string extension)
    {
        try
        {
            return Exported.Bytes(@case.Network, format, @case.Name + extension);
        }
        catch (ModelWriteException)
        {
            return null;
        }
    }

    private static Dictionary<string, Witness> Read(string format) =>
        File.ReadLines(TestFiles.PathOf($"exports/{format.ToLowerInvariant()}.csv"))
            .Skip(1)
            .Select(line => line.Split(','))
            .Select(cells => new Witness(
                cells[0],
                cells[1],
                long.Parse(cells[2], CultureInfo.InvariantCulture),
                long.Parse(cells[3], CultureInfo.InvariantCulture),
                cells[4],
                cells[5]
            ))
            .ToDictionary(witness => witness.Name);
}
