using System.Globalization;
using CnnParams.Layers;

namespace CnnParams.Networks;

/// <summary>Names for layers that have none: conv1, conv2, pool1, ...</summary>
/// <param name="taken">Names that layers have already.</param>
public sealed class DefaultNames(ISet<string> taken)
{
    private readonly Dictionary<string, int> _numbers = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>The next free name for a layer of a type.</summary>
    public string Next(LayerTypeInfo type)
    {
        string prefix = type.Prefix;
        _numbers.TryGetValue(prefix, out int number);
        string name;
        do name = prefix + (++number).ToString(CultureInfo.InvariantCulture);
        while (!taken.Add(name));
        _numbers[prefix] = number;
        return name;
    }
}
