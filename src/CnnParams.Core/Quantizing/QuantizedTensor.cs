using System.Globalization;
using CnnParams.Layers;

namespace CnnParams.Quantizing;

/// <summary>A tensor of weights as it is stored.</summary>
/// <param name="Name">Its name within the layer.</param>
/// <param name="Elements">The number of its elements.</param>
/// <param name="DataType">The type of its numbers.</param>
/// <param name="Scales">The number of its scales, and of its zero points; 0 for one that has none.</param>
/// <param name="Bytes">Bytes of its numbers, the last byte filled up.</param>
/// <param name="ConstantBytes">Bytes of its scales and zero points.</param>
public sealed record QuantizedTensor(
    string Name,
    long Elements,
    DataType DataType,
    long Scales,
    long Bytes,
    long ConstantBytes
)
{
    /// <summary>Whether it is added once for each channel or unit.</summary>
    internal bool IsBias { get; init; }

    /// <summary>
    /// The tensor with its arithmetic: <c>kernel 216 as Int8 = 216 + 8 scales and zero points * 12 = 96</c>.
    /// </summary>
    public override string ToString()
    {
        string numbers = string.Format(
            CultureInfo.InvariantCulture,
            "{0} {1} as {2} = {3}",
            Name,
            Elements,
            DataType,
            Bytes
        );
        return Scales == 0
            ? numbers
            : string.Format(
                CultureInfo.InvariantCulture,
                "{0}, {1} scales and zero points = {2}",
                numbers,
                Scales,
                ConstantBytes
            );
    }
}
