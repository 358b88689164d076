using System.Collections;
using System.Globalization;
using System.Management.Automation;
using System.Management.Automation.Host;
using System.Text;

namespace CnnParams.PowerShell.Formatting;

/// <summary>
/// A plan of an arena as the format view shows it: its sizes, and a picture in which each tensor is a line and its
/// place a bar. Properties are read by name, as those of rows are.
/// </summary>
public static class ArenaFormat
{
    private const int MostWidth = 120;

    private const int MostLines = 40;

    private const int Label = 10;

    /// <summary>The plan in lines that fit.</summary>
    public static string Text(PSObject plan, PSHost? host)
    {
        int width = Math.Min(HostWindow.WidthOrUsual(host), MostWidth) - 1;
        var text = new StringBuilder();
        string name = Value(plan, "Network");
        text.Append("   Network: ").Append(name.Length > 0 ? name : "unnamed").Append("\n\n");
        long arena = Number(plan, "ArenaBytes");
        AddLine(text, width, "Arena", $"{Size(plan, "ArenaBytes")} by {Value(plan, "Algorithm")}, {Assumed(plan)}");
        AddLine(text, width, "At least", $"{Size(plan, "LowerBoundBytes")}, alive at {Value(plan, "PeakLayer")}");
        AddLine(text, width, "Lost", $"{Size(plan, "FragmentationBytes")} in gaps between tensors");
        if (Value(plan, "OrderSearch") is { Length: > 0 } search)
            AddLine(text, width, "Order", search);
        if (Value(plan, "Patch") is { Length: > 0 } patch)
            AddLine(text, width, "Patches", patch);
        foreach (object? note in Items(plan, "Notes"))
            AddLine(text, width, "Note", PrintableFormat.Of(note));
        text.Append('\n');
        AddTensors(text, plan, arena, width);
        return text.ToString().TrimEnd('\n');
    }

    private static string Assumed(PSObject plan)
    {
        var assumed = new List<string> { Value(plan, "DataType"), $"aligned to {Value(plan, "Alignment")}" };
        if (Number(plan, "BatchSize") > 1)
            assumed.Add($"batch {Value(plan, "BatchSize")}");
        if (Value(plan, "InPlace") != "None")
            assumed.Add($"in place: {Value(plan, "InPlace")}");
        if (Value(plan, "Scratch") != "None")
            assumed.Add($"scratch of {Value(plan, "Scratch")}");
        return string.Join(", ", assumed);
    }

    private static void AddLine(StringBuilder text, int width, string label, string value) =>
        text.Append(WordWrap.Wrap($"{label.PadRight(Label)}{value}", width, new string(' ', Label))).Append('\n');

    // Of many tensors those that make the peak, and then the largest.
    private static void AddTensors(StringBuilder text, PSObject plan, long arena, int width)
    {
        var all = Items(plan, "Tensors").Select(PSObject.AsPSObject).ToArray();
        var shown = new HashSet<int>(
            Enumerable
                .Range(0, all.Length)
                .OrderByDescending(i => Value(all[i], "IsAtPeak") == "True")
                .ThenByDescending(i => Number(all[i], "AlignedBytes"))
                .Take(MostLines)
        );
        string[] titles = ["Uses", "Tensor", "Shape", "Bytes", "Offset"];
        var cells = Enumerable.Range(0, all.Length).Where(shown.Contains).Select(i => Cells(all[i])).ToArray();
        int[] widths = [.. titles.Select((title, i) => cells.Select(row => row[i].Length).Append(title.Length).Max())];
        // The picture has what the columns leave, and the name gives way before it does.
        const int fewest = 16;
        int others = widths.Sum() + widths.Length;
        widths[1] = Math.Max(8, Math.Min(widths[1], widths[1] + width - others - fewest));
        int picture = Math.Max(fewest, Math.Min(40, width - widths.Sum() - widths.Length));

        text.Append(Row(titles, widths)).Append('0').Append(Plain(arena).PadLeft(picture - 1)).Append('\n');
        int at = 0;
        for (int i = 0; i < all.Length; i++)
        {
            if (!shown.Contains(i))
                continue;
            string row = Row(cells[at++], widths);
            text.Append(row).Append(Bar(all[i], arena, picture)).Append('\n');
        }

        if (all.Length > MostLines)
            text.Append(FormattableString.Invariant($"\nand {all.Length - MostLines} smaller ones: see Tensors\n"));
    }

    private static string[] Cells(PSObject tensor) =>
        [
            $"{Value(tensor, "FirstUse")}-{Value(tensor, "LastUse")}",
            Value(tensor, "Name"),
            Value(tensor, "Shape"),
            Value(tensor, "Bytes"),
            Value(tensor, "Offset"),
        ];

    // Numbers to the right, texts to the left.
    private static string Row(string[] cells, int[] widths)
    {
        var row = new StringBuilder();
        for (int i = 0; i < cells.Length; i++)
        {
            string cell = RowFormat.Shorten(cells[i], widths[i]);
            row.Append(i > 2 ? cell.PadLeft(widths[i]) : cell.PadRight(widths[i])).Append(' ');
        }

        return row.ToString();
    }

    // Dark where it makes the peak.
    private static string Bar(PSObject tensor, long arena, int width)
    {
        double scale = arena > 0 ? (double)width / arena : 0;
        int from = (int)Math.Round(Number(tensor, "Offset") * scale);
        int to = (int)Math.Round((Number(tensor, "Offset") + Number(tensor, "AlignedBytes")) * scale);
        from = Math.Min(from, width - 1);
        char ink = Value(tensor, "IsAtPeak") == "True" ? '█' : '▒';
        return (new string('·', from) + new string(ink, Math.Max(1, to - from))).PadRight(width, '·');
    }

    private static string Size(PSObject plan, string property) =>
        string.Format(CultureInfo.InvariantCulture, "{0} bytes", Value(plan, property));

    private static string Plain(long number) => number.ToString(CultureInfo.InvariantCulture);

    private static string Value(PSObject source, string property) =>
        PrintableFormat.Of(Convert.ToString(source.Properties[property]?.Value, CultureInfo.InvariantCulture));

    private static long Number(PSObject source, string property) =>
        source.Properties[property]?.Value is { } value ? Convert.ToInt64(value, CultureInfo.InvariantCulture) : 0;

    private static IEnumerable<object> Items(PSObject source, string property) =>
        source.Properties[property]?.Value is { } value
        && (value is PSObject wrapped ? wrapped.BaseObject : value) is IEnumerable items
            ? items.Cast<object>()
            : [];
}
