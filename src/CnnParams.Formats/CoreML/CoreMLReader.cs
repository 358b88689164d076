using CnnParams.Formats.CoreML.NeuralNetwork;
using CnnParams.Formats.CoreML.Program;
using CnnParams.Formats.CoreML.Schema;
using CnnParams.Formats.Graphs;
using CnnParams.Formats.Json;
using CnnParams.Formats.Protobuf;
using CnnParams.Layers;
using CnnParams.Measuring;
using CnnParams.Reading;
using Network = CnnParams.Networks.Network;

namespace CnnParams.Formats.CoreML;

/// <summary>
/// Reads models of Core ML, neural networks and ML programs, from .mlmodel files and .mlpackage folders; the weights
/// are skipped, but for the first numbers of small tensors.
/// </summary>
public sealed class CoreMLReader : IModelReader
{
    private const string Package = ".mlpackage",
        Manifest = "Manifest.json";

    private static readonly Lazy<WireSchema> Wire = WireSchema.Of(
        "coreml",
        "Weights.floats",
        "Weights.halves",
        "Weights.raw",
        "Weights.whole"
    );

    /// <inheritdoc/>
    public ModelFormat Format { get; } =
        new(
            "CoreML",
            "Core ML .mlmodel and .mlpackage: neural networks and ML programs",
            [".mlmodel", Package],
            HasGraph: true,
            HasShapes: true,
            HasWeights: true
        );

    /// <inheritdoc/>
    public bool Recognizes(ModelFile file) => file.IsFolder && file.Extension == Package;

    /// <inheritdoc/>
    public Network Read(ModelFile file, ReadOptions options, CancellationToken cancellation)
    {
        if (file.IsFolder)
        {
            using var inner = new ModelFile(ModelIn(file, cancellation));
            return ReadModel(inner, file, options, cancellation);
        }

        return ReadModel(file, file, options, cancellation);
    }

    private Network ReadModel(ModelFile file, ModelFile named, ReadOptions options, CancellationToken cancellation)
    {
        var model = PayloadPruner.Read(file, Model.Parser, Wire.Value.Message("Model"), options, cancellation);
        var graph = new TensorGraph(named, cancellation);
        named.Weights.Proof = ParameterProof.BySlots;
        Add(model, graph, file, options);
        return graph.ToNetwork(Format.Name, ParameterView.File, "Core ML");
    }

    private static void Add(Model model, TensorGraph graph, ModelFile file, ReadOptions options)
    {
        switch (model.TypeCase)
        {
            case Model.TypeOneofCase.Network:
                NetworkBuilder.Add(model.Network, model.Description, graph, file.Path, options);
                break;
            case Model.TypeOneofCase.Classifier:
                NetworkBuilder.Add(model.Classifier, model.Description, graph, file.Path, options);
                break;
            case Model.TypeOneofCase.Regressor:
                NetworkBuilder.Add(model.Regressor, model.Description, graph, file.Path, options);
                break;
            case Model.TypeOneofCase.Program:
                ProgramBuilder.Add(model.Program, graph, file, options);
                break;
            case Model.TypeOneofCase.Pipeline:
                AddAll(model.Pipeline, graph, file, options);
                break;
            case Model.TypeOneofCase.PipelineClassifier:
                AddAll(model.PipelineClassifier.Pipeline, graph, file, options);
                break;
            case Model.TypeOneofCase.PipelineRegressor:
                AddAll(model.PipelineRegressor.Pipeline, graph, file, options);
                break;
            default:
                throw graph.File.Unsupported(
                    "it is a model of Core ML without a neural network: a tree, a regression or another kind"
                );
        }
    }

    // What is no network in a pipeline prepares the input, or picks from the output.
    private static void AddAll(Pipeline? pipeline, TensorGraph graph, ModelFile file, ReadOptions options)
    {
        var networks = pipeline?.Models.Where(model => model.TypeCase != Model.TypeOneofCase.None).ToArray() ?? [];
        if (networks.Length == 0)
            throw graph.File.Unsupported("it is a pipeline of Core ML without a neural network");
        foreach (var model in networks)
            Add(model, graph, file, options);
        graph.Warn(
            $"it is a pipeline: of its {pipeline!.Models.Count} models the {networks.Length} neural networks are shown"
        );
    }

    // The manifest names the model by an identifier, and that one's path.
    private static string ModelIn(ModelFile folder, CancellationToken cancellation)
    {
        string path =
            folder.Beside(Manifest)
            ?? throw folder.Damaged($"the folder has no {Manifest}, which names the model in it");
        using var manifest = new ModelFile(path);
        using var json = JsonContent.Parse(manifest.Open(), manifest, cancellation);
        string? root = json.RootElement.Member("rootModelIdentifier")?.Text();
        string? named = root is null
            ? null
            : json.RootElement.Member("itemInfoEntries")?.Member(root)?.Member("path")?.Text();
        return folder.Beside(
                Path.Combine(
                    "Data",
                    named ?? throw manifest.Damaged("it names no model: rootModelIdentifier and its entry should")
                )
            ) ?? throw folder.Damaged($"{Manifest} names the model 'Data/{named}', which is not in the folder");
    }
}
