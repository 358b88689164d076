using System.Text.Json;
using CnnParams.Formats.Folding;
using CnnParams.Formats.Json;
using CnnParams.Formats.Keras;
using CnnParams.Layers;
using CnnParams.Measuring;
using CnnParams.Reading;

namespace CnnParams.Formats.TensorFlowJs;

/// <summary>The list of the tensors that the files beside model.json hold, and whether those can hold them.</summary>
internal sealed class WeightsManifest
{
    // Longer lists are data, and not sizes of axes.
    private const int MostValues = 1024;

    private readonly List<KerasWeight> _weights = [];
    private readonly Dictionary<string, KerasWeight> _byName = new(StringComparer.Ordinal);
    private readonly Dictionary<KerasWeight, (WeightShards Shards, long Offset)> _places = [];
    private readonly List<string> _warnings = [];

    private WeightsManifest() { }

    /// <summary>The tensors.</summary>
    internal IReadOnlyList<KerasWeight> Weights => _weights;

    /// <summary>Where the files beside contradict the list.</summary>
    internal IReadOnlyList<string> Warnings => [.. _warnings, .. Contradictions.Texts];

    /// <summary>Which tensors are not as their bytes are.</summary>
    internal Contradictions Contradictions { get; } = new();

    /// <summary>Reads the list; empty where there is none.</summary>
    /// <exception cref="ModelFileException">It is not one.</exception>
    internal static WeightsManifest Read(JsonElement root, ModelFile file)
    {
        var manifest = new WeightsManifest();
        foreach (var group in root.Member("weightsManifest").Items())
        {
            long? bytes = 0;
            int first = manifest._weights.Count;
            string[] paths = [.. group.Member("paths").Items().Select(path => path.Text() ?? "")];
            var shards = new WeightShards(file, paths);
            foreach (var tensor in group.Member("weights").Items())
            {
                var weight = Tensor(tensor, file);
                manifest._weights.Add(weight);
                manifest._byName[weight.Name] = weight;
                if (bytes is { } offset)
                    manifest._places[weight] = (shards, offset);
                bytes = Bytes(weight) is { } more ? checked(bytes + more) : null;
            }

            if (bytes is { } listed)
                manifest.CheckFiles(paths, first, listed, file);
        }

        return manifest;
    }

    /// <summary>A tensor by its name.</summary>
    internal KerasWeight? Find(string name) => _byName.TryGetValue(name, out var weight) ? weight : null;

    /// <summary>
    /// The values of a few whole numbers, from the files beside where they are there; null for any other tensor.
    /// </summary>
    internal IReadOnlyList<Number>? Values(KerasWeight weight) =>
        weight.Type == DataType.Int32 && weight.Count <= MostValues && _places.TryGetValue(weight, out var place)
            ? place.Shards.Wholes(place.Offset, (int)weight.Count)?.Select(value => (Number)value).ToArray()
            : null;

    /// <summary>The numbers of a tensor; null where the list does not tell their place.</summary>
    internal TensorNumbers? Numbers(KerasWeight weight) =>
        weight.Type is { } type && _places.TryGetValue(weight, out var place)
            ? TensorNumbers.Of(weight.Count, type, most => place.Shards.Bytes(place.Offset, most))
            : null;

    private static KerasWeight Tensor(JsonElement tensor, ModelFile file)
    {
        string name =
            tensor.Member("name")?.Text() ?? throw file.Damaged("a tensor of its weightsManifest has no name");
        long[] shape =
        [
            .. tensor
                .Member("shape")
                .Items()
                .Select(size =>
                    size.Whole() is >= 0 and { } known
                        ? known
                        : throw file.Damaged(
                            $"the shape of the tensor '{name}' in its weightsManifest has an axis that is no number"
                        )
                ),
        ];
        // Quantised weights are stored in the narrower type, and become floats when they are loaded.
        string type = (tensor.Member("quantization")?.Member("dtype") ?? tensor.Member("dtype"))?.Text() ?? "float32";
        try
        {
            var weight = new KerasWeight(name, shape, KerasTypePolicy.Named(type));
            _ = weight.Count;
            return weight;
        }
        catch (OverflowException exception)
        {
            throw file.Damaged(
                $"the tensor '{name}' in its weightsManifest has more than 2^63-1 elements",
                inner: exception
            );
        }
    }

    // A text has as many bytes as it has; what holds one has a length that is not known here.
    private static long? Bytes(KerasWeight weight) => weight.Type?.Bytes(weight.Count);

    // The model can be had without its weights; but some of them, or of another length, are not its own.
    private void CheckFiles(IReadOnlyList<string> paths, int first, long listed, ModelFile file)
    {
        long found = 0;
        var missing = new List<string>();
        foreach (string path in paths)
        {
            try
            {
                if (file.Beside(path) is { } beside)
                    found += new FileInfo(beside).Length;
                else
                    missing.Add(path);
            }
            catch (Exception exception)
                when (exception is ModelFileException or ArgumentException or NotSupportedException or IOException)
            {
                _warnings.Add(exception.Message);
                return;
            }
        }

        if (missing.Count > 0 && missing.Count < paths.Count)
            _warnings.Add($"of the files of its weights {string.Join(", ", missing)} are missing");
        else if (missing.Count == 0 && paths.Count > 0 && found != listed)
            NoteLength(
                first,
                found,
                FormattableString.Invariant(
                    $"the files {string.Join(", ", paths)} have {found} bytes, but the tensors of its weightsManifest take {listed}"
                )
            );
    }

    // Where bytes are missing, the tensors that they are of; where there are too many, nothing tells which tensor is
    // larger.
    private void NoteLength(int first, long found, string what)
    {
        var own = _weights.Skip(first).ToArray();
        var beyond = own.Where(weight => _places[weight].Offset + Bytes(weight) > found).ToArray();
        foreach (var weight in beyond.Length > 0 ? beyond : own.Skip(own.Length - 1))
            Contradictions.Note(weight.Name, what);
        if (own.Length == 0)
            _warnings.Add(what);
    }
}
