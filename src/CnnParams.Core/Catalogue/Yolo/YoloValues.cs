using System.Globalization;
using CnnParams.Layers;
using CnnParams.Shapes;

namespace CnnParams.Catalogue.Yolo;

/// <summary>The arguments of a module: whole numbers, numbers, Booleans, texts, lists and nothing.</summary>
/// <param name="values">The values, as the file has them.</param>
internal sealed class YoloValues(IReadOnlyList<object?> values)
{
    private const long MostRepeats = 1000;

    /// <summary>How many there are.</summary>
    internal int Count => values.Count;

    /// <summary>Whether there is one, and it is not None.</summary>
    internal bool Has(int index) => index < values.Count && values[index] is not null;

    /// <summary>A whole number.</summary>
    internal long Whole(int index, long? missing = null) =>
        !Has(index)
            ? missing ?? throw Missing(index)
            : values[index] switch
            {
                long whole => whole,
                bool flag => flag ? 1 : 0,
                double number when number == Math.Floor(number) && Math.Abs(number) < 1e15 => (long)number,
                _ => throw Wrong(index, "a whole number"),
            };

    /// <summary>A number of parts, such as layers in a block.</summary>
    internal int Small(int index, long missing) =>
        Whole(index, missing) is >= 0 and <= MostRepeats and var small
            ? (int)small
            : throw Wrong(index, FormattableString.Invariant($"a number up to {MostRepeats}"));

    /// <summary>A number.</summary>
    internal double Real(int index, double missing) =>
        !Has(index)
            ? missing
            : values[index] switch
            {
                double number => number,
                long whole => whole,
                _ => throw Wrong(index, "a number"),
            };

    /// <summary>A Boolean.</summary>
    internal bool Flag(int index, bool missing = false) =>
        !Has(index)
            ? missing
            : values[index] switch
            {
                bool flag => flag,
                long whole => whole != 0,
                _ => throw Wrong(index, "True or False"),
            };

    /// <summary>The number of boxes that each level starts from; null for an argument that is none.</summary>
    internal long? Anchors(int index) =>
        Has(index)
            ? values[index] switch
            {
                YoloAnchors anchors => anchors.Count,
                IReadOnlyList<object?> { Count: > 0 } levels when levels[0] is IReadOnlyList<object?> sizes =>
                    sizes.Count / 2,
                "anchors" => throw new LayerException(
                    ErrorId.MissingSetting,
                    FormattableString.Invariant($"argument {index + 1} is anchors, which the model does not say")
                ),
                _ => null,
            }
            : null;

    /// <summary>A text.</summary>
    internal string Text(int index, string missing) =>
        !Has(index) ? missing : values[index] as string ?? throw Wrong(index, "a text");

    /// <summary>A list of whole numbers.</summary>
    internal IReadOnlyList<long> List(int index, params long[] missing) =>
        !Has(index)
            ? missing
            : values[index] switch
            {
                IReadOnlyList<object?> list =>
                [
                    .. Enumerable.Range(0, list.Count).Select(i => new YoloValues(list).Whole(i)),
                ],
                long whole => [whole],
                _ => throw Wrong(index, "a list of whole numbers"),
            };

    /// <summary>The size of a kernel: a whole number, or one for each axis.</summary>
    internal Extent Kernel(int index, long missing) =>
        Has(index) && values[index] is IReadOnlyList<object?> ? new Extent([.. List(index)]) : Whole(index, missing);

    private static LayerException Missing(int index) =>
        new(ErrorId.MissingSetting, FormattableString.Invariant($"argument {index + 1} is missing"));

    private LayerException Wrong(int index, string right) =>
        new(
            ErrorId.InvalidSetting,
            FormattableString.Invariant($"argument {index + 1} is {Shown(values[index])}; it must be {right}")
        );

    private static string Shown(object? value) =>
        value switch
        {
            null => "None",
            YoloAnchors => "anchors",
            IReadOnlyList<object?> list => "[" + string.Join(", ", list.Select(Shown)) + "]",
            _ => Convert.ToString(value, CultureInfo.InvariantCulture),
        };
}
