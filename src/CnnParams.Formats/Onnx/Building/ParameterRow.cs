using CnnParams.Formats.Onnx.Inference;
using CnnParams.Layers;
using CnnParams.Shapes;

namespace CnnParams.Formats.Onnx.Building;

/// <summary>
/// Rows of tensors without a layer of their own: positions, class tokens, what a normalised weight is made of.
/// </summary>
internal static class ParameterRow
{
    /// <summary>A row of tensors that are learned.</summary>
    internal static WeightTensors Of(string name, IReadOnlyList<StoredWeight> tensors, TensorShape shape) =>
        new()
        {
            Name = name,
            Tensors = [.. tensors.Select(tensor => Tensor(tensor, WeightRole.Kernel))],
            OutputShape = shape,
            Stored = Stored(tensors),
        };

    /// <summary>A tensor as a layer lists it.</summary>
    internal static TensorSpec Tensor(StoredWeight tensor, WeightRole role) =>
        new(tensor.Name, new TensorShape([.. tensor.Sizes]), role);

    /// <summary>Where the file has each tensor.</summary>
    internal static IReadOnlyDictionary<string, StoredTensor> Stored(IEnumerable<StoredWeight> tensors)
    {
        var stored = new Dictionary<string, StoredTensor>(StringComparer.Ordinal);
        foreach (var tensor in tensors)
            stored[tensor.Name] = new StoredTensor(tensor.Name, tensor.ElementType.DataType());
        return stored;
    }
}
