using System.Globalization;
using System.Text.RegularExpressions;

namespace CnnParams.Auditing.Summaries;

/// <summary>
/// Darknet: a line for each layer with the sizes that it reads and writes, width first, and the operations of
/// convolutions in thousand millions. It counts no parameters.
/// </summary>
internal sealed class DarknetList : ISummaryFormat
{
    private const string Name = "Darknet";

    private static readonly Regex Heading = new(@"^\s*layer\s+filters\s+size(/strd\(dil\))?\s+input\s+output\s*$");

    private static readonly Regex Row = new(
        @"^\s*(?<index>\d{1,5})\s+(?<type>[A-Za-z][\w-]*)([\d\s,x./]*$|.*(->|Layer:|outputs))"
    );

    private static readonly Regex Output = new(
        @"(->|outputs:)\s*((?<width>[\d,]+)\s*x\s*(?<height>[\d,]+)\s*x\s*(?<channels>[\d,]+)|(?<values>[\d,]+)(?![\d,]*\s*x))"
    );

    private static readonly Regex Operations = new(@"(?<operations>\d+\.\d+) BF?(LOPs|LOP|LO|L)?\s*$");

    private static readonly Regex Last = new(
        "yolo|region|detection|softmax|cost|logistic|iseg",
        RegexOptions.IgnoreCase
    );

    private static readonly Regex Next = new(
        @"^\s*(Total BFLOPS|avg_outputs|Floating Point Operations|Loading weights|Done!|Learning Rate)"
    );

    public IEnumerable<string> Tools => [Name];

    public bool Begins(IReadOnlyList<string> lines, int index) => Heading.IsMatch(lines[index]);

    public PrintedSummary Read(IReadOnlyList<string> lines, CancellationToken cancellation)
    {
        var summary = new PrintedSummary(Name);
        // Rows that end with their arrows.
        var open = new HashSet<PrintedRow>();
        foreach (string line in lines.Skip(1))
        {
            cancellation.ThrowIfCancellationRequested();
            if (Row.Match(line) is not { Success: true } row)
                continue;
            string type = TypeOf(row.Groups["type"].Value);
            var read = new PrintedRow
            {
                Name = type + row.Groups["index"].Value,
                Type = type,
                OutputShape = ShapeOf(Output.Match(line)).Replace(",", ""),
                // Of other layers, one fork of Darknet counts what the other does not.
                Macs =
                    type == "conv" && Operations.Match(line) is { Success: true } operations
                        ? operations.Groups["operations"].Value + " GFLOPs"
                        : null,
            };
            if (
                summary.AddNumbered(int.Parse(row.Groups["index"].Value, CultureInfo.InvariantCulture), read)
                && read.OutputShape.Length == 0
                && line.Contains("->")
            )
                open.Add(read);
        }

        // What a network ends with, and what Darknet says next: a list has no total.
        summary.IsCut =
            summary.Rows.Count > 0
            && !Last.IsMatch(summary.Rows[summary.Rows.Count - 1].Type)
            && !lines.Any(line => Next.IsMatch(line));
        // Layers of a kind are printed alike: what most of them end with is cut from the others.
        summary.CutLines = summary.Rows.GroupBy(row => row.Type).Sum(rows => CutOf([.. rows], open));
        return summary;
    }

    private static int CutOf(PrintedRow[] rows, HashSet<PrintedRow> open)
    {
        bool haveShapes = Array.Exists(rows, row => row.OutputShape.Length > 0),
            haveMacs = Array.Exists(rows, row => row.Macs is not null);
        return rows.Count(row =>
            (row.OutputShape.Length == 0 && (haveShapes || open.Contains(row))) || (row.Macs is null && haveMacs)
        );
    }

    // As the sections of the file are called, and the layers by its reader.
    private static string TypeOf(string printed) =>
        printed.ToUpperInvariant() switch
        {
            "RES" or "SHORTCUT" => "shortcut",
            "DETECTION" => "region",
            _ when printed.StartsWith("conv", StringComparison.Ordinal) => "conv",
            _ => printed,
        };

    private static string ShapeOf(Match output) =>
        !output.Success ? ""
        : output.Groups["values"].Success ? output.Groups["values"].Value
        : $"{output.Groups["height"].Value} x {output.Groups["width"].Value} x {output.Groups["channels"].Value}";
}
