using CnnParams.Formats.StateDicts;
using CnnParams.Layers;
using CnnParams.Networks;

namespace CnnParams.Formats.Keras;

/// <summary>
/// A network of a file of weights alone: a row for each layer with tensors. What kind a layer is, is inferred from
/// their names and ranks; which layer reads which, and the shapes of activations, are not in such a file.
/// </summary>
internal static class KerasWeightRows
{
    private const string NoGraph =
        "the file holds weights alone: parameters are exact, but the shapes of activations and the MACs are not in it";

    private const string NoSettings =
        "the kinds of layers are inferred from the names and ranks of their tensors; strides, padding and dilation are "
        + "not in the file";

    private const string SeveralNames =
        "several names in the file lead to one tensor, by links of HDF5; it is counted under each of them";

    internal static Network Build(ModelFile file, IReadOnlyList<KerasWeight> weights, string? version, string? backend)
    {
        TrainingData.Refuse(
            file,
            [.. weights.Select(weight => (weight.StoredName, (IReadOnlyList<long>)weight.Shape))]
        );
        KerasWeight.TellApart(weights);
        foreach (var weight in weights.Where(weight => !weight.IsRandomState))
            file.Weights.Hold(weight.StoredName, [.. weight.Shape]);
        var modules = KerasWeightModule.Of(weights);
        if (modules.Count == 0)
            throw file.Unsupported("it holds no weights of Keras, and no model");
        var layers = modules.Select(module => module.Layer()).ToArray();
        var linked = new Contradictions();
        foreach (var weight in weights.Where(weight => weight.HasOtherNames))
            linked.Note(weight.StoredName, SeveralNames);
        return new Network(linked.Mark(layers))
        {
            Name = file.Name,
            HasGraph = false,
            Path = file.Path,
            Format = "Keras",
            Producer = KerasTopology.ProducerOf(version, backend),
            Warnings = [NoGraph, NoSettings, .. linked.Texts],
        };
    }
}
