using CnnParams.Layers;
using CnnParams.Measuring;
using CnnParams.Networks;
using CnnParams.Reading;

namespace CnnParams.Formats.Tests.StateDicts;

/// <summary>Files of tests/data, read and measured.</summary>
internal static class WeightFiles
{
    internal static string Folder { get; } = FindFolder();

    internal static Network Read(string path, string? format = null) =>
        new ModelLibrary().Read(Full(path), new ReadOptions { Format = format }, CancellationToken.None);

    internal static NetworkMeasurement Measure(Network network, ParameterView view) =>
        Measurer.Measure(network, new MeasureOptions { View = view });

    internal static long Parameters(Network network, ParameterView view) => Measure(network, view).Totals.Parameters;

    /// <summary>How far the parameters of a network can be trusted.</summary>
    internal static Trust TrustOf(Network network) => Measurer.Measure(network).Totals.ParametersTrust;

    internal static Layer Layer(Network network, string name) => network.Layers.Single(layer => layer.Name == name);

    internal static string Full(string path) =>
        Path.IsPathRooted(path) ? path : Path.Combine(Folder, path.Replace('/', Path.DirectorySeparatorChar));

    /// <summary>The rows of an oracle's table, without its header.</summary>
    internal static IEnumerable<string[]> Rows(string path) =>
        File.ReadLines(Full(path)).Skip(1).Select(line => line.Split(','));

    private static string FindFolder()
    {
        for (string? at = AppContext.BaseDirectory; at is not null; at = Path.GetDirectoryName(at))
        {
            string folder = Path.Combine(at, "tests", "data");
            if (Directory.Exists(folder))
                return folder;
        }

        // Artifacts may lie outside of the repository; its sources are where the compiler saw them.
        return Path.GetFullPath(Path.Combine(SourceFolder(), "..", "..", "data"));
    }

    private static string SourceFolder([System.Runtime.CompilerServices.CallerFilePath] string path = "") =>
        Path.GetDirectoryName(path)!;
}
