using CnnParams.Layers;

namespace CnnParams.Formats.StateDicts;

/// <summary>Which tensor of the file is which weight of a layer.</summary>
internal sealed class StoredWeights
{
    private readonly Dictionary<string, StoredTensor> _stored = new(StringComparer.Ordinal);
    private readonly List<StateTensor> _tensors = [];

    /// <summary>Each weight's tensor; the form that a layer takes.</summary>
    internal IReadOnlyDictionary<string, StoredTensor> Stored => _stored;

    /// <summary>The tensors that are weights of the layer.</summary>
    internal IReadOnlyCollection<StateTensor> Tensors => _tensors;

    /// <summary>Whether training changes the layer: not where the file says so of every tensor of it.</summary>
    internal bool Trainable => _tensors.Any(tensor => tensor.IsParameter != false && !tensor.IsFrozen);

    /// <summary>Notes the tensor of a weight, where there is one.</summary>
    internal StoredWeights With(string weight, StateTensor? tensor)
    {
        if (tensor is null)
            return this;
        _stored[weight] = tensor.Stored;
        _tensors.Add(tensor);
        return this;
    }

    /// <summary>Notes the tensors that a weight is made of.</summary>
    internal StoredWeights WithAll(string weight, params StateTensor?[] tensors)
    {
        StateTensor[] held = [.. tensors.OfType<StateTensor>()];
        if (held.Length == 0)
            return this;
        _stored[weight] = new StoredTensor(
            string.Join("+", held.Select(tensor => tensor.StoredName)),
            held[0].Type?.DataType
        );
        _tensors.AddRange(held);
        return this;
    }

    /// <summary>Notes a tensor that holds several weights one after the other.</summary>
    internal StoredWeights WithParts(StateTensor? tensor, IReadOnlyList<string> weights)
    {
        if (tensor is null)
            return this;
        for (int i = 0; i < weights.Count; i++)
            _stored[weights[i]] = new StoredTensor(
                FormattableString.Invariant($"{tensor.StoredName}[{i}]"),
                tensor.Type?.DataType
            );
        _tensors.Add(tensor);
        return this;
    }
}
