using System.Text.Json;
using CnnParams.Formats.Json;
using CnnParams.Formats.Keras;
using CnnParams.Networks;
using CnnParams.Reading;

namespace CnnParams.Formats.TensorFlowJs;

/// <summary>
/// TensorFlow.js's model.json: a Keras model or a graph of TensorFlow, with the list of the weights' tensors.
/// </summary>
public sealed class TensorFlowJsReader : IModelReader
{
    /// <inheritdoc/>
    public ModelFormat Format { get; } =
        new(
            "TensorFlowJs",
            "TensorFlow.js model.json, layers-model and graph-model; of the weights' files beside it, only sizes that "
                + "a graph reads are",
            [".json"],
            HasGraph: true,
            HasShapes: true,
            HasWeights: true
        );

    /// <inheritdoc/>
    public bool Recognizes(ModelFile file)
    {
        var members = JsonHead.Members(file);
        return members.ContainsKey("modelTopology")
            || members.ContainsKey("weightsManifest")
            || (members.TryGetValue("format", out string? format) && format is "layers-model" or "graph-model");
    }

    /// <inheritdoc/>
    public Network Read(ModelFile file, ReadOptions options, CancellationToken cancellation)
    {
        using var json = JsonContent.Parse(file.Open(), file, cancellation);
        var root = json.RootElement;
        var manifest = WeightsManifest.Read(root, file);
        var topology =
            root.Member("modelTopology")
            ?? throw file.Damaged("it has no modelTopology, in which TensorFlow.js keeps the model");
        return manifest.Contradictions.Mark(Read(root, topology, manifest, file, options, cancellation));
    }

    private Network Read(
        JsonElement root,
        JsonElement topology,
        WeightsManifest manifest,
        ModelFile file,
        ReadOptions options,
        CancellationToken cancellation
    )
    {
        if (GraphModel.Is(topology))
            return GraphModel.Read(root, topology, manifest, file, options, cancellation);
        return new KerasTopology(topology)
        {
            Format = Format.Name,
            Version = root.Member("generatedBy")?.Text(),
            Weights = manifest.Weights,
            Warnings = manifest.Warnings,
        }.Read(file, options, cancellation);
    }
}
