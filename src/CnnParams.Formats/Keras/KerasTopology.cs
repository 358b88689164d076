using System.Text.Json;
using CnnParams.Formats.Json;
using CnnParams.Networks;
using CnnParams.Reading;

namespace CnnParams.Formats.Keras;

/// <summary>A model as <c>model.to_json()</c> writes it, alone or within another file.</summary>
/// <param name="json">The object with <c>class_name</c> and <c>config</c>, or one that has it as
/// <c>model_config</c>.</param>
internal sealed class KerasTopology(JsonElement json)
{
    // TensorFlow.js writes its own name where the version of Keras stands.
    private const string TensorFlowJsPrefix = "tfjs";

    private readonly JsonElement _model = json.Member("model_config") ?? json;

    /// <summary>The name of the format that the network says it comes from.</summary>
    internal string Format { get; init; } = "Keras";

    /// <summary>The version of what has written the file, where the model itself does not have it.</summary>
    internal string? Version { get; init; }

    /// <summary>The backend, where the model itself does not have it.</summary>
    internal string? Backend { get; init; }

    /// <summary>The weights that the file lists.</summary>
    internal IReadOnlyList<KerasWeight> Weights { get; init; } = [];

    /// <summary>What is wrong with the file beside its model.</summary>
    internal IReadOnlyList<string> Warnings { get; init; } = [];

    private string? WrittenVersion =>
        json.Member("keras_version")?.Text() ?? _model.Member("keras_version")?.Text() ?? Version;

    /// <summary>The network.</summary>
    /// <exception cref="ModelFileException">It lists no layers, or reads what it does not have.</exception>
    internal Network Read(ModelFile file, ReadOptions options, CancellationToken cancellation)
    {
        string className =
            _model.Member("class_name")?.Text()
            ?? throw file.Damaged("it has no class_name, with which Keras says what a model is");
        var model =
            KerasModel.Of(_model)
            ?? throw file.Unsupported(
                $"its model is of the class {className}, whose layers are in Python code and not in the file; "
                    + "Sequential and Functional models list theirs"
            );
        if (model.Layers.Count == 0)
            throw file.Damaged($"the model '{model.Name}' has no layers");

        KerasWeight.TellApart(Weights);
        foreach (var weight in Weights.Where(weight => !weight.IsRandomState))
            file.Weights.Hold(weight.StoredName, [.. weight.Shape]);
        bool isTensorFlowJs = WrittenVersion?.StartsWith(TensorFlowJsPrefix, StringComparison.Ordinal) == true;
        return new KerasNetworkBuilder(
            model,
            new KerasWeightTable(Weights),
            isTensorFlowJs,
            file,
            options,
            cancellation
        ).Build(
            Format,
            ProducerOf(WrittenVersion, json.Member("backend")?.Text() ?? _model.Member("backend")?.Text() ?? Backend),
            Warnings
        );
    }

    /// <summary>What has written a file, by the version and the backend that it names.</summary>
    internal static string ProducerOf(string? version, string? backend)
    {
        string name =
            version is null ? "Keras"
            : char.IsDigit(version.FirstOrDefault()) ? $"Keras {version}"
            : version;
        return backend is null ? name : $"{name}, {backend}";
    }
}
