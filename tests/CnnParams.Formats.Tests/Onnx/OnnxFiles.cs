using System.Globalization;
using CnnParams.Formats.Folding;
using CnnParams.Formats.Onnx.Building;
using CnnParams.Formats.Onnx.Graph;
using CnnParams.Formats.Onnx.Inference;
using CnnParams.Networks;
using CnnParams.Reading;

namespace CnnParams.Formats.Tests.Onnx;

/// <summary>The models of tests/data/onnx and tests/data/truth/onnx, with what onnx says of them.</summary>
internal static class OnnxFiles
{
    internal static string Folder { get; } = TestFiles.PathOf("onnx");

    internal static string TruthFolder { get; } = TestFiles.PathOf(Path.Combine("truth", "onnx"));

    internal static string PathOf(string name) => Path.Combine(Folder, name + ".onnx");

    internal static string TruthPathOf(string name) => Path.Combine(TruthFolder, name + ".onnx");

    /// <summary>The rows of a totals.csv, without its header.</summary>
    internal static IEnumerable<string[]> Totals(string folder) =>
        File.ReadLines(Path.Combine(folder, "totals.csv")).Skip(1).Select(line => line.Split(','));

    /// <summary>The shapes that onnx infers, by the names of values; quoted names hold commas.</summary>
    internal static IEnumerable<(string Value, string[] Axes)> Shapes(string path) =>
        File.ReadLines(path)
            .Skip(1)
            .Select(line =>
            {
                int comma = line.LastIndexOf(',');
                string shape = line[(comma + 1)..];
                return (line[..comma].Trim('"'), shape.Length == 0 ? [] : shape.Split('x'));
            });

    /// <summary>What is known of every value of a model.</summary>
    internal static Dictionary<string, Value> Values(string path, ReadOptions? options = null)
    {
        var values = new Dictionary<string, Value>(StringComparer.Ordinal);
        using var file = new ModelFile(path);
        options ??= new ReadOptions();
        OnnxNetworkBuilder.Build(
            file,
            OnnxModel.Read(file, options, CancellationToken.None),
            options,
            CancellationToken.None,
            (name, value) => values[name] = value
        );
        return values;
    }

    internal static long Number(string text) => long.Parse(text, CultureInfo.InvariantCulture);

    internal static Network Read(string name, ReadOptions? options = null) => TestFiles.Read(PathOf(name), options);
}
