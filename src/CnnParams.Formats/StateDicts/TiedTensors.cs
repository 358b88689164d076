namespace CnnParams.Formats.StateDicts;

/// <summary>Tensors whose bytes are the same ones, which count once.</summary>
internal static class TiedTensors
{
    /// <summary>
    /// Gives every tensor the name under which its bytes are stored: that of the first tensor that has them.
    /// </summary>
    /// <returns>The tied tensors, each with the first.</returns>
    internal static IReadOnlyList<(StateTensor Tensor, StateTensor First)> Resolve(IEnumerable<StateTensor> tensors)
    {
        var tied = new List<(StateTensor, StateTensor)>();
        var firsts = new Dictionary<(object Bytes, long Count), StateTensor>();
        foreach (var tensor in tensors)
        {
            tensor.StoredName = tensor.Name;
            if (tensor.Bytes is null || tensor.Count == 0)
                continue;
            if (firsts.TryGetValue((tensor.Bytes, tensor.Count), out var first))
            {
                tensor.StoredName = first.Name;
                tied.Add((tensor, first));
            }
            else
            {
                firsts.Add((tensor.Bytes, tensor.Count), tensor);
            }
        }

        return tied;
    }
}
