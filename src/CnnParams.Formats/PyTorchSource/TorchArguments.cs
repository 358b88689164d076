using CnnParams.Formats.Folding;
using CnnParams.Formats.PythonSource;
using CnnParams.Python.Values;

namespace CnnParams.Formats.PyTorchSource;

/// <summary>The tensors that a module is called with: alone, in tuples, lists and dictionaries.</summary>
internal static class TorchArguments
{
    private const int Deepest = 8;

    internal static IEnumerable<TorchTensor> In(Arguments arguments) => arguments.Values.SelectMany(value => In(value));

    /// <summary>The arguments with others in the place of the tensors.</summary>
    internal static Arguments Map(Arguments arguments, Func<TorchTensor, TorchTensor> map) =>
        new([.. arguments.Values.Select(value => Map(value, map, 0))], arguments.Names);

    /// <summary>
    /// The arguments with the number of samples as a symbol: an axis of the first tensor, and of the others the first
    /// or the second that is as long.
    /// </summary>
    internal static Arguments WithBatch(Arguments arguments, int axis)
    {
        if (In(arguments).FirstOrDefault() is not { Shape: { } first } lead || first.Rank <= axis)
            return arguments;
        var samples = first[axis];
        int Place(TorchTensor tensor) =>
            ReferenceEquals(tensor, lead) ? axis
            : tensor.Rank > 0 && tensor.Known[0].Equals(samples) ? 0
            : tensor.Rank > 1 && tensor.Known[1].Equals(samples) ? 1
            : -1;
        return Map(
            arguments,
            tensor => new TorchTensor(
                Place(tensor) is >= 0 and var place ? tensor.Known.With(place, Batched.Batch) : tensor.Shape,
                tensor.ElementType
            )
        );
    }

    private static IEnumerable<TorchTensor> In(object value, int depth = 0) =>
        value switch
        {
            TorchTensor tensor => [tensor],
            PyTuple tuple when depth < Deepest => tuple.Items.SelectMany(item => In(item, depth + 1)),
            PyList list when depth < Deepest => list.Items.ToArray().SelectMany(item => In(item, depth + 1)),
            PyDict dict when depth < Deepest => dict.Pairs().ToArray().SelectMany(pair => In(pair.Value, depth + 1)),
            _ => [],
        };

    private static object Map(object value, Func<TorchTensor, TorchTensor> map, int depth)
    {
        switch (value)
        {
            case TorchTensor tensor:
                return map(tensor);
            case PyTuple tuple when depth < Deepest && In(tuple, depth).Any():
                return new PyTuple([.. tuple.Items.Select(item => Map(item, map, depth + 1))]);
            case PyList list when depth < Deepest && In(list, depth).Any():
                return new PyList([.. list.Items.Select(item => Map(item, map, depth + 1))]);
            case PyDict dict when depth < Deepest && In(dict, depth).Any():
                var mapped = new PyDict();
                foreach (var pair in dict.Pairs())
                    mapped.Set(pair.Key, Map(pair.Value, map, depth + 1));
                return mapped;
            default:
                return value;
        }
    }
}
