using System.Globalization;

namespace CnnParams.Catalogue.Yolo;

/// <summary>
/// The tables of the catalogue as text, a row a line: what is read, how often, the module and its arguments, as in
/// <c>-1,6 1 Concat 1</c>. A list among the arguments has commas.
/// </summary>
internal static class YoloTable
{
    internal static IReadOnlyList<YoloRow> Rows(string table, long classes) =>
        [.. table.Split(['\n', '\r'], StringSplitOptions.RemoveEmptyEntries).Select(line => Row(line.Trim(), classes))];

    private static YoloRow Row(string line, long classes)
    {
        string[] cells = line.Split(' ');
        return new YoloRow(
            [.. cells[0].Split(',').Select(from => int.Parse(from, CultureInfo.InvariantCulture))],
            long.Parse(cells[1], CultureInfo.InvariantCulture),
            cells[2],
            [.. cells.Skip(3).Select(cell => Value(cell, classes))]
        );
    }

    private static object? Value(string cell, long classes) =>
        cell switch
        {
            "nc" => classes,
            "None" => null,
            "True" => true,
            "False" => false,
            _ when cell.Contains(',') => cell.Split([','], StringSplitOptions.RemoveEmptyEntries)
                .Select(part => Value(part, classes))
                .ToArray(),
            _ when long.TryParse(cell, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long whole) =>
                whole,
            _ when double.TryParse(cell, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) => number,
            _ => cell,
        };
}
