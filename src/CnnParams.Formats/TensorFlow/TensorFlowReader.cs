using CnnParams.Formats.Protobuf;
using CnnParams.Formats.TensorFlow.Schema;
using CnnParams.Networks;
using CnnParams.Reading;

namespace CnnParams.Formats.TensorFlow;

/// <summary>TensorFlow's frozen graphs, and SavedModels; the variables beside a SavedModel are not opened.</summary>
public sealed class TensorFlowReader : IModelReader
{
    private const string SavedModelFile = "saved_model.pb",
        Serving = "serving_default";

    private static readonly Lazy<WireSchema> Wire = WireSchema.Of(
        "graph",
        "TensorProto.tensor_content",
        "TensorProto.float_val"
    );

    /// <inheritdoc/>
    public ModelFormat Format { get; } =
        new(
            "TensorFlow",
            "TensorFlow SavedModel (the folder or its saved_model.pb) and frozen GraphDef",
            [".pb"],
            HasGraph: true,
            HasShapes: true,
            HasWeights: true
        );

    /// <inheritdoc/>
    public bool Recognizes(ModelFile file) =>
        file.IsFolder
            ? File.Exists(Path.Combine(file.Path, SavedModelFile))
            : IsSavedModel(file) || GraphSignature.Is(file);

    /// <inheritdoc/>
    public Network Read(ModelFile file, ReadOptions options, CancellationToken cancellation)
    {
        if (!file.IsFolder)
            return ReadFile(file, file, options, cancellation);
        using var inner = new ModelFile(
            file.Beside(SavedModelFile) ?? throw file.Unsupported($"the folder has no {SavedModelFile}")
        );
        return ReadFile(inner, file, options, cancellation);
    }

    // A schema version of 1, and a graph with what TensorFlow says of itself.
    private static bool IsSavedModel(ModelFile file) =>
        file.StartsWith([0x08, 0x01, 0x12])
        && (Path.GetFileName(file.Path) == SavedModelFile || file.Extension == ".pb");

    // The network is named after the folder, where it is one.
    private static Network ReadFile(
        ModelFile file,
        ModelFile named,
        ReadOptions options,
        CancellationToken cancellation
    )
    {
        if (!IsSavedModel(file))
        {
            var frozen = PayloadPruner.Read(
                file,
                GraphDef.Parser,
                Wire.Value.Message("GraphDef"),
                options,
                cancellation
            );
            return new TensorFlowNetwork(frozen, new StoredConstants(file.Path), named)
            {
                Producer = "TensorFlow",
            }.Read(options, cancellation);
        }

        var saved = PayloadPruner.Read(
            file,
            SavedModel.Parser,
            Wire.Value.Message("SavedModel"),
            options,
            cancellation
        );
        if (
            saved.MetaGraphs.FirstOrDefault(graph => graph.MetaInfoDef?.Tags.Contains("serve") == true)
            is not { } served
        )
            served = saved.MetaGraphs.FirstOrDefault() ?? throw file.Damaged("it has no graph");
        var signature = served.SignatureDef.TryGetValue(Serving, out var serving)
            ? serving
            : served
                .SignatureDef.OrderBy(pair => pair.Key, StringComparer.Ordinal)
                .Select(pair => pair.Value)
                .FirstOrDefault(other => other.Outputs.Count > 0);
        string version = served.MetaInfoDef?.TensorflowVersion ?? "";
        return new TensorFlowNetwork(served.GraphDef ?? new GraphDef(), new StoredConstants(file.Path), named)
        {
            Producer = version.Length > 0 ? $"TensorFlow {version}" : "TensorFlow",
            Signature = signature,
            Variables = TrainedVariables.Of(served),
        }.Read(options, cancellation);
    }
}
