using CnnParams.Measuring;

namespace CnnParams.Reports.Tables;

/// <summary>
/// The rows of a network as cells of text, with the totals under them: what each format writes in its own way.
/// </summary>
internal sealed class TextTable
{
    private readonly TableColumn[] _columns;

    /// <exception cref="LayerException">The rows have no such column, or a sum is larger than 2^63-1.</exception>
    internal TextTable(NetworkMeasurement network, TextOptions options, NumberText usual)
    {
        var numbers = options.Numbers ?? usual;
        bool isFolded = options.Depth is not null;
        IReadOnlyList<object> rows = isFolded ? Blocks.Fold(network, options.Depth!.Value) : network.Rows;
        _columns = TableColumn.Of(
            isFolded ? typeof(BlockMeasurement) : typeof(LayerMeasurement),
            options.Columns.Count > 0 ? options.Columns : TextOptions.UsualColumns
        );
        Rows = rows.Take(options.MostRows)
            .Select(row => _columns.Select(column => PrintableText.Of(column.Cell(row, numbers))).ToArray());
        Count = Math.Min(rows.Count, options.MostRows);
        string[] totals = [.. _columns.Select(column => column.Total(network.Totals, numbers))];
        // The word stands where no number is.
        int word = Array.FindIndex(_columns, column => !column.IsNumber);
        if (word >= 0)
            totals[word] = "Total";
        Totals = totals;
    }

    internal IReadOnlyList<string> Headings => [.. _columns.Select(column => column.Name)];

    internal IReadOnlyList<bool> AreNumbers => [.. _columns.Select(column => column.IsNumber)];

    internal int Count { get; }

    internal IEnumerable<IReadOnlyList<string>> Rows { get; }

    internal IReadOnlyList<string> Totals { get; }
}
