using System.Management.Automation.Host;
using System.Runtime.CompilerServices;
using CnnParams.Measuring;

namespace CnnParams.PowerShell.Formatting;

/// <summary>
/// How wide the columns of one network's table are, so that no number is cut: the engine takes what is too much from
/// the right, so names and types become shorter before numbers would. Also how far the table has been shown.
/// </summary>
internal sealed class RowLayout
{
    // Networks of at most so many layers have their calculations in full, over several lines where need be.
    private const int MostWrapped = 24;

    // For rows that have come through a file, of which no others are known.
    private const int UnknownName = 22,
        UnknownType = 14;

    private const int Separators = 6,
        LeastName = 12,
        LeastType = 10,
        LeastCalculation = 16;

    // What text is formatted for where there is no window; whoever asks Out-String for more gets more of the
    // calculation.
    private const int DefaultWidth = 79,
        DefaultCalculation = 40;

    /// <summary>"   Network: " before the heading.</summary>
    internal const int HeadingLabel = 12;

    private static readonly ConditionalWeakTable<object, RowLayout> Layouts = new();

    private readonly IReadOnlyList<LayerMeasurement> _rows;
    private readonly int? _window;
    private int _shown;

    private RowLayout(object totals, int? window)
    {
        var rows = (totals as NetworkTotals)?.GetRows() ?? [];
        string heading = PrintableFormat.Of(totals);
        Heading = window is { } width ? WordWrap.Wrap(heading, width - HeadingLabel) : heading;
        _rows = rows;
        _window = window;
        bool isWrapped = rows.Count is > 0 and <= MostWrapped;
        int longestName = Widest("Name", row => PrintableText.Of(row.Name)),
            longestType = Widest("Type", row => PrintableText.Of(row.Type));
        int shape = Widest("OutputShape", row => row.OutputShape.ToString());

        // As many totals under the last row as leave room for names and calculations.
        int texts,
            leastName;
        for (Totals = rows.Count > 1 ? TotalsShown.All : TotalsShown.None; ; Totals--)
        {
            int activation = Column("ActivationSize", row => row.ActivationSize, TotalsShown.All);
            int parameters = Column("Parameters", row => row.Parameters, TotalsShown.Parameters);
            int macs = Column("MACs", row => row.Macs, TotalsShown.All);
            leastName =
                Totals == TotalsShown.None
                    ? LeastName
                    : Math.Max(LeastName, TwoLines(PrintableText.Of(rows[rows.Count - 1].Name), RowFormat.Total));
            if (Totals != TotalsShown.None)
                longestName = Math.Max(
                    longestName,
                    TwoLines(PrintableText.Of(rows[rows.Count - 1].Name), RowFormat.Total)
                );
            texts = (window ?? DefaultWidth) - Separators - shape - activation - parameters - macs;
            int least = isWrapped
                ? longestName + longestType + (2 * LeastCalculation)
                : leastName + LeastType + (Totals == TotalsShown.All ? LeastCalculation : 0);
            if (Totals == TotalsShown.None || texts >= least)
                break;
            longestName = Widest("Name", row => PrintableText.Of(row.Name));
        }

        bool hasCalculation = texts - LeastCalculation >= LeastName + LeastType && window is not null;
        int room = hasCalculation ? texts - LeastCalculation : texts + 1;
        Type = Math.Min(
            longestType,
            Math.Max(
                LeastType,
                Math.Min(Math.Min(room / 2, room - leastName), Math.Max(room - longestName, room * 2 / 5))
            )
        );
        Name = Math.Min(longestName, Math.Max(leastName, room - Type));

        // All of it where it may take several lines; else what is left, if that is enough to be read.
        int left = texts - Name - Type;
        IsWrapped = isWrapped && window is not null;
        Calculation = isWrapped
            ? window is null
                ? int.MaxValue
                : Math.Max(left, LeastType)
            : window is null
                ? DefaultCalculation
                : left < LeastCalculation
                    ? 0
                    : left;
        if (rows.Count == 0)
            (Name, Type) = (UnknownName, UnknownType);

        int Column(string header, Func<LayerMeasurement, long?> number, TotalsShown with)
        {
            int widest = Widest(header, row => RowFormat.Number(number(row)));
            return Totals < with
                ? widest
                : Math.Max(
                    widest,
                    TwoLines(RowFormat.Number(number(rows[rows.Count - 1])), RowFormat.Number(rows.Sum(number)))
                );
        }

        int Widest(string header, Func<LayerMeasurement, string> text)
        {
            int widest = header.Length;
            foreach (var row in rows)
                widest = Math.Max(widest, text(row).Length);
            return widest;
        }
    }

    /// <summary>The totals over the table, in lines that fit the window.</summary>
    internal string Heading { get; }

    /// <summary>Which totals stand under the last row.</summary>
    internal TotalsShown Totals { get; }

    /// <summary>The most letters of a name.</summary>
    internal int Name { get; }

    /// <summary>The most letters of a type.</summary>
    internal int Type { get; }

    /// <summary>Whether a calculation that is longer goes on in the next line.</summary>
    internal bool IsWrapped { get; }

    /// <summary>The most letters of a line of a calculation; none where there is no room for one.</summary>
    internal int Calculation { get; }

    /// <summary>Whether all rows of the network have been shown, in their order, up to its last.</summary>
    internal bool IsComplete => Totals != TotalsShown.None && _shown == _rows.Count;

    /// <summary>The layout of the network that a row belongs to, for a window.</summary>
    /// <param name="totals">The totals of that network; plain data where the row has come through a file.</param>
    /// <param name="host">The host of the window; the one of before when not given.</param>
    internal static RowLayout Of(object totals, PSHost? host = null)
    {
        bool isKnown = Layouts.TryGetValue(totals, out var layout);
        // The engine leaves the last column of a window free.
        int? window = host is null ? layout?._window : HostWindow.Width(host) - 1;
        if (isKnown && layout!._window == window)
            return layout;

        Layouts.Remove(totals);
        layout = new RowLayout(totals, window);
        Layouts.Add(totals, layout);
        return layout;
    }

    /// <summary>Whether a row is the next in a table that has begun.</summary>
    internal bool GoesOnWith(object row) => _shown > 0 && _shown < _rows.Count && ReferenceEquals(_rows[_shown], row);

    /// <summary>Notes that a row is shown. Any other order than the network's own has no last row.</summary>
    internal void Show(object row)
    {
        if (_rows.Count == 0 || (_shown > 0 && ReferenceEquals(_rows[_shown - 1], row)))
            return;
        if (_shown >= _rows.Count || !ReferenceEquals(_rows[_shown], row))
            _shown = 0;
        if (ReferenceEquals(_rows[_shown], row))
            _shown++;
    }

    // The engine measures a cell of two lines by both together.
    private static int TwoLines(string first, string second) => first.Length + 1 + second.Length;
}
