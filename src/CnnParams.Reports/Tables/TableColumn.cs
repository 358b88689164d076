using System.Collections;
using System.Globalization;
using System.Reflection;
using CnnParams.Measuring;

namespace CnnParams.Reports.Tables;

/// <summary>A column of a table: a property of the rows, and of the totals where those have it, too.</summary>
internal sealed class TableColumn
{
    private readonly PropertyInfo _row;
    private readonly PropertyInfo? _total;

    private TableColumn(PropertyInfo row, PropertyInfo? total) => (_row, _total) = (row, total);

    internal string Name => _row.Name;

    /// <summary>Whether its cells are numbers, which are written to the right.</summary>
    internal bool IsNumber =>
        Nullable.GetUnderlyingType(_row.PropertyType) is not null || _row.PropertyType == typeof(long);

    /// <summary>The columns of rows of a class.</summary>
    /// <exception cref="LayerException">The rows have no such property.</exception>
    internal static TableColumn[] Of(Type rows, IEnumerable<string> names) =>
        [
            .. names.Select(name => new TableColumn(
                Find(rows, name)
                    ?? throw new LayerException(
                        ErrorId.InvalidSetting,
                        $"the rows have no column '{name}'{Suggestion.For(name, Names(rows))}; they have "
                            + $"{string.Join(", ", Names(rows))}"
                    ),
                Find(typeof(NetworkTotals), name)
            )),
        ];

    /// <summary>What rows of a class can be asked for.</summary>
    internal static IReadOnlyList<string> Names(Type rows) =>
        [.. rows.GetProperties(BindingFlags.Public | BindingFlags.Instance).Select(property => property.Name)];

    /// <summary>The cell of a row.</summary>
    internal string Cell(object row, NumberText numbers) =>
        Text(
            _row.GetValue(row),
            numbers,
            Name switch
            {
                nameof(LayerMeasurement.Parameters) => (row as BlockMeasurement)?.ParametersTrust,
                nameof(LayerMeasurement.Macs) => (row as BlockMeasurement)?.MacsTrust,
                _ => null,
            }
        );

    /// <summary>The cell of the totals; nothing where they have no such number.</summary>
    internal string Total(NetworkTotals totals, NumberText numbers) =>
        IsNumber && _total is not null
            ? Text(
                _total.GetValue(totals),
                numbers,
                Name switch
                {
                    nameof(NetworkTotals.Parameters) => totals.ParametersTrust,
                    nameof(NetworkTotals.Macs) => totals.MacsTrust,
                    nameof(NetworkTotals.ActivationSize) => totals.ShapeTrust,
                    _ => null,
                }
            )
            : "";

    private static PropertyInfo? Find(Type type, string name) =>
        type.GetProperty(name, BindingFlags.Public | BindingFlags.Instance | BindingFlags.IgnoreCase);

    private string Text(object? value, NumberText numbers, Trust? trust) =>
        value switch
        {
            long number => numbers.Of(number, trust ?? Trust.Exact),
            null => IsNumber ? numbers.Of(null) : "",
            string text => text,
            IEnumerable list => string.Join(", ", list.Cast<object?>()),
            IFormattable formattable => formattable.ToString(null, CultureInfo.InvariantCulture),
            _ => value.ToString() ?? "",
        };
}
