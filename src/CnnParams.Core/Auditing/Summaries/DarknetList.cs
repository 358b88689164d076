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

    private static readonly Regex Row = new(@"^\s*(?<index>\d+)\s+(?<type>[A-Za-z][\w-]*)");

    private static readonly Regex Output = new(
        @"(->|outputs:)\s*((?<width>\d+)\s*x\s*(?<height>\d+)\s*x\s*(?<channels>\d+)|(?<values>\d+))"
    );

    private static readonly Regex Operations = new(@"(?<operations>\d+\.\d+) BF(LOPs)?\s*$");

    public IEnumerable<string> Tools => [Name];

    public bool Begins(IReadOnlyList<string> lines, int index) => Heading.IsMatch(lines[index]);

    public PrintedSummary Read(IReadOnlyList<string> lines, CancellationToken cancellation)
    {
        var summary = new PrintedSummary(Name);
        foreach (string line in lines.Skip(1))
        {
            cancellation.ThrowIfCancellationRequested();
            if (Row.Match(line) is not { Success: true } row || !IsNext(row, summary))
                continue;
            string type = TypeOf(row.Groups["type"].Value);
            summary.Rows.Add(
                new PrintedRow
                {
                    Name = type + row.Groups["index"].Value,
                    Type = type,
                    OutputShape = ShapeOf(Output.Match(line)),
                    // Of other layers, one fork of Darknet counts what the other does not.
                    Macs =
                        type == "conv" && Operations.Match(line) is { Success: true } operations
                            ? operations.Groups["operations"].Value + " GFLOPs"
                            : null,
                }
            );
        }

        return summary;
    }

    // Lines of a log may begin with a number, too; those of layers count up.
    private static bool IsNext(Match row, PrintedSummary summary) =>
        int.TryParse(row.Groups["index"].Value, out int index) && index == summary.Rows.Count;

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
