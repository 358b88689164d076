using CnnParams.Measuring;
using CnnParams.Reports.Drawing;
using CnnParams.Reports.Tables;

namespace CnnParams.Reports.Graphs;

/// <summary>A badge for a README: one total of the network, with all of its digits.</summary>
internal static class Badge
{
    private const double Height = 20,
        Size = 11,
        Padding = 7;

    /// <exception cref="LayerException">The totals have no such number.</exception>
    internal static string Svg(NetworkMeasurement network, TextOptions options)
    {
        string quantity = options.Columns.Count > 0 ? options.Columns[0] : nameof(NetworkTotals.Parameters);
        var column = TableColumn.Of(typeof(LayerMeasurement), [quantity])[0];
        string total = column.Total(network.Totals, options.Numbers ?? NumberText.Grouped);
        if (total.Length == 0)
            throw new LayerException(
                ErrorId.InvalidSetting,
                $"a network has no total of {column.Name}; a badge shows Parameters, Macs, Flops, ActivationSize or "
                    + "WeightBytes"
            );
        string name = column.Name == nameof(NetworkTotals.Macs) ? "MACs" : Words(column.Name);
        var picture = new Picture { Title = $"{name}: {total}", Margin = 0 };
        double left = TextWidth.Of(name, Size, isBold: false) + (2 * Padding),
            right = TextWidth.Of(total, Size, isBold: false) + (2 * Padding);
        picture.Box(0, 0, left, Height, "#4A4F57", null);
        picture.Box(left, 0, right, Height, "#2C6CB0", null);
        picture.Add(new TextInk(new(left / 2, 14), name) { Colour = "#FFFFFF", Size = Size });
        picture.Add(
            new TextInk(new(left + (right / 2), 14), total)
            {
                Colour = "#FFFFFF",
                Size = Size,
                Says = (column.Name, network.Totals.Name),
            }
        );
        return SvgWriter.Write(picture);
    }

    // "WeightBytes" is read as "weight bytes".
    private static string Words(string name) =>
        string.Concat(
            name.Select(
                (letter, i) =>
                    i > 0 && char.IsUpper(letter)
                        ? " " + char.ToLowerInvariant(letter)
                        : char.ToLowerInvariant(letter).ToString()
            )
        );
}
