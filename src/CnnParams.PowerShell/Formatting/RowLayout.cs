using System.Management.Automation;
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
    // Networks of at most so many layers have their calculations in full, over several lines where need be; not blocks,
    // whose calculations are long sums.
    private const int MostWrapped = 24;

    // For rows that have come through a file, of which no others are known.
    private const int UnknownName = 22,
        UnknownType = 14;

    /// <summary>What of a name says which layer it is.</summary>
    internal const int LeastName = 12;

    private const int Separators = 6,
        LeastType = 10,
        LeastCalculation = 16;

    // What text is formatted for where there is no window; whoever asks Out-String for more gets more of the
    // calculation, as in a window that has no room for it.
    private const int DefaultWidth = 79,
        DefaultCalculation = 40;

    /// <summary>"   Network: " before the heading.</summary>
    internal const int HeadingLabel = 12;

    private static readonly ConditionalWeakTable<object, RowLayout> Layouts = new();

    private readonly IReadOnlyList<NetworkRow> _rows;
    private readonly int? _window;
    private int _shown;

    private RowLayout(object totals, IReadOnlyList<NetworkRow> rows, bool isByBlock, int? window)
    {
        string heading = PrintableFormat.Of(totals);
        // Tables of other rows of the same network have another heading: the engine would make one table of them.
        if (isByBlock)
            heading += ", by block";
        Heading = window is { } width ? WordWrap.Wrap(heading, width - HeadingLabel) : heading;
        _rows = rows;
        _window = window;
        bool isWrapped = rows.Count is > 0 and <= MostWrapped && !isByBlock;
        var widest = rows.Aggregate(RowWidths.Headers, (widths, row) => widths.Or(RowWidths.Of(row)));

        int texts = Texts(widest),
            leastName = LeastName;
        bool hasCalculation = HasCalculation();

        // As many totals under the last row as leave room for names and calculations.
        for (Totals = rows.Count > 1 ? TotalsShown.All : TotalsShown.None; ; Totals--)
        {
            var last =
                Totals == TotalsShown.None
                    ? default
                    : RowWidths.Of(rows[rows.Count - 1]).Over(RowWidths.Of((NetworkTotals)totals, Totals));
            Widths = widest.Or(last);
            leastName = Math.Max(LeastName, last.Name);
            texts = Texts(Widths);
            int least =
                !hasCalculation ? leastName + LeastType - 1
                : isWrapped ? Widths.Name + Widths.Type + (2 * LeastCalculation)
                : leastName + LeastType + (Totals == TotalsShown.All ? LeastCalculation : 0);
            if (Totals == TotalsShown.None || texts >= least)
                break;
        }

        hasCalculation = HasCalculation();
        // Where there is none, there is no blank before it either.
        int room = hasCalculation ? texts - LeastCalculation : texts + 1;
        int type = Math.Min(
            Widths.Type,
            Math.Max(
                LeastType,
                Math.Min(Math.Min(room / 2, room - leastName), Math.Max(room - Widths.Name, room * 2 / 5))
            )
        );
        int name = Math.Min(Widths.Name, Math.Max(leastName, room - type));

        // All of it where it may take several lines; else what is left.
        int left = texts - name - type;
        IsWrapped = isWrapped && hasCalculation;
        Calculation =
            hasCalculation ? left
            : isWrapped ? int.MaxValue
            : DefaultCalculation;
        IsFilled = rows.Count > 0 && window is not null && !hasCalculation;
        if (IsFilled)
            name = Math.Max(name, room - type);
        if (rows.Count == 0)
            (name, type) = (UnknownName, UnknownType);
        Widths = Widths with { Name = name, Type = type };

        int Texts(RowWidths widths) => (window ?? DefaultWidth) - Separators - widths.OfNumbers;

        bool HasCalculation() =>
            window is not null
            && texts - LeastCalculation >= Math.Min(LeastName, widest.Name) + Math.Min(LeastType, widest.Type);
    }

    /// <summary>The totals over the table, in lines that fit the window.</summary>
    internal string Heading { get; }

    /// <summary>Which totals stand under the last row.</summary>
    internal TotalsShown Totals { get; }

    /// <summary>The most letters of each column before the calculation.</summary>
    internal RowWidths Widths { get; }

    /// <summary>
    /// Whether cells are filled up with blanks, so that the calculation, which has no room to be read, is left out by
    /// the engine and not broken letter by letter; some rows alone may be narrower than all.
    /// </summary>
    internal bool IsFilled { get; }

    /// <summary>Whether a calculation that is longer goes on in the next line.</summary>
    internal bool IsWrapped { get; }

    /// <summary>
    /// The most letters of a line of a calculation; where the window has no room for one, for whoever asks for more.
    /// </summary>
    internal int Calculation { get; }

    /// <summary>Whether all rows of the network have been shown, in their order, up to its last.</summary>
    internal bool IsComplete => Totals != TotalsShown.None && _shown == _rows.Count;

    /// <summary>The layout of the table that a row belongs to, for a window.</summary>
    /// <param name="totals">The totals of its network; plain data where the row has come through a file.</param>
    /// <param name="row">The row.</param>
    /// <param name="host">The host of the window; the one of before when not given.</param>
    internal static RowLayout Of(object totals, PSObject row, PSHost? host = null)
    {
        var blocks = (row.BaseObject as BlockMeasurement)?.GetTable();
        object table = blocks ?? totals;
        bool isKnown = Layouts.TryGetValue(table, out var layout);
        // The engine leaves the last column of a window free.
        int? window = host is null ? layout?._window : HostWindow.Width(host) - 1;
        if (isKnown && layout!._window == window)
            return layout;

        Layouts.Remove(table);
        IReadOnlyList<NetworkRow> rows = (totals as NetworkTotals)?.GetRows() ?? [];
        bool isByBlock = row.TypeNames[0].EndsWith(nameof(BlockMeasurement), StringComparison.Ordinal);
        layout = new RowLayout(totals, blocks ?? rows, isByBlock, window);
        Layouts.Add(table, layout);
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
}
