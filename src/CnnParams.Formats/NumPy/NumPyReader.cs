using System.IO.Compression;
using System.Text.RegularExpressions;
using CnnParams.Formats.StateDicts;
using CnnParams.Layers;
using CnnParams.Networks;
using CnnParams.Reading;

namespace CnnParams.Formats.NumPy;

/// <summary>Reads sets of weights that numpy.savez wrote, and single arrays, from the heads of the arrays.</summary>
public sealed class NumPyReader : IModelReader
{
    private const string Array = ".npy",
        Archive = ".npz";

    // Where the first entry of an archive has the length of its name, and the name.
    private const int NameLengthAt = 26,
        NameAt = 30;

    // W1, b_conv, alpha, Variable_3: as frameworks and people call them.
    private static readonly Regex IsWeight = new(
        "^(?:[Wwb]|wgt|weights?|kernels?|filters?|bias(?:es)?|gamma|beta|alpha|scale|embeddings?|variable|moving|running|mean"
            + "|var|param)(?![a-z])|(?:weights?|kernels?|bias(?:es)?|embeddings?|_[wb])\\d*$",
        RegexOptions.CultureInvariant,
        TimeSpan.FromSeconds(1)
    );

    /// <inheritdoc/>
    public ModelFormat Format { get; } =
        new(
            "NumPy",
            "Weights by name in an archive of arrays (numpy.savez), or one array",
            [Archive, Array],
            HasGraph: false,
            HasShapes: false,
            HasWeights: true
        );

    /// <inheritdoc/>
    public bool Recognizes(ModelFile file) =>
        !file.IsFolder && (file.StartsWith(NpyHeader.Signature) || BeginsWithArray(file));

    /// <inheritdoc/>
    public Network Read(ModelFile file, ReadOptions options, CancellationToken cancellation)
    {
        var tensors = file.StartsWith(NpyHeader.Signature)
            ? [NpyHeader.Read(file.Open(), file.Name, file.Length, file)]
            : ReadArchive(file, cancellation);
        TrainingData.Refuse(file, [.. tensors.Select(tensor => (tensor.Name, tensor.Sizes))]);
        var network = StateDictNetwork.Build(file, Format.Name, StateDict.Modules(tensors), "NumPy", []);
        return network.With(network.Layers.Select(Marked));
    }

    // Programs keep data in the same files: inputs, outputs, statistics.
    private static Layer Marked(Layer layer) =>
        layer is WeightTensors { Tensors: var arrays }
        && arrays.FirstOrDefault(array => !IsWeight.IsMatch(array.Name)) is { } open
            ? layer.WithWeightsAssumed(
                $"'{open.Name}' is taken for learned: nothing in the file says what its arrays are"
            )
            : layer;

    private static bool BeginsWithArray(ModelFile file)
    {
        byte[] head = file.Head;
        if (!file.StartsWith("PK\x03\x04"u8) || head.Length < NameAt)
            return false;
        int length = head[NameLengthAt] | (head[NameLengthAt + 1] << 8);
        return length >= Array.Length && file.StartsWith(".npy"u8, NameAt + length - Array.Length);
    }

    private static List<StateTensor> ReadArchive(ModelFile file, CancellationToken cancellation)
    {
        using var archive = ArchivedFile.OpenArchive(file);
        var tensors = new List<StateTensor>();
        foreach (var entry in archive.Entries.Where(entry => entry.FullName.EndsWith(Array, StringComparison.Ordinal)))
        {
            cancellation.ThrowIfCancellationRequested();
            using var stream = ArchivedFile.Open(entry, file);
            tensors.Add(
                NpyHeader.Read(
                    stream,
                    entry.FullName.Substring(0, entry.FullName.Length - Array.Length),
                    entry.Length,
                    file
                )
            );
        }

        return tensors.Count > 0 ? tensors : throw file.Damaged($"the archive holds no {Array}");
    }
}
