using System.Globalization;
using System.Text;
using CnnParams.Auditing.Summaries;
using CnnParams.Core.Tests.Catalogue;
using CnnParams.Layers;
using CnnParams.Measuring;

namespace CnnParams.Core.Tests.Auditing;

/// <summary>
/// Networks of the catalogue as tools would print them, by the printing rules in the tools' sources: what is read is
/// what was printed, row by row.
/// </summary>
public sealed class PrintedByRulesTests
{
    private static readonly string[] Names =
    [
        "Article",
        "LeNet5",
        "AlexNet",
        "VGG11",
        "SqueezeNet1_1",
        "ResNet18",
        "MobileNetV2",
        "DenseNet121",
        "UNet",
        "GoogLeNet",
    ];

    private static readonly string[] Ends = ["),", "},", "],", "',"];

    private static readonly Lazy<IReadOnlyList<(string Name, IReadOnlyList<Printed> Rows)>> Networks = new(() =>
        [.. Names.Select(name => (name, RowsOf(name)))]
    );

    // Keras's print_summary (2.4 and after) at the default width, in notebooks, wide, and with what a row reads; the
    // rows have lines between them, or blanks since 2.9.
    [Theory]
    [InlineData(65, false, false, '_')]
    [InlineData(65, true, false, ' ')]
    [InlineData(80, false, true, ' ')]
    [InlineData(98, false, false, '_')]
    [InlineData(120, true, true, ' ')]
    [InlineData(50, false, false, ' ')]
    public void Keras(int width, bool isTrainable, bool isConnected, char rule)
    {
        foreach (var (name, rows) in Networks.Value)
            AssertRead(rows, ByKeras(name, rows, width, isTrainable, isConnected, rule), name);
    }

    // Before 2.4 each cell was cut where its column ends.
    [Theory]
    [InlineData(100)]
    [InlineData(120)]
    public void Keras_that_cuts(int width)
    {
        foreach (var (name, rows) in Networks.Value)
        {
            var fitting = rows.Where(row => $"{row.Name} ({row.Type})".Length < width * 45 / 100).ToList();
            AssertRead(fitting, ByOldKeras(fitting, width), name);
        }
    }

    // torchsummary: "{:>20}  {:>25} {:>15}", with commas between thousands.
    [Fact]
    public void Torchsummary()
    {
        foreach (var (name, rows) in Networks.Value)
        {
            var numbered = rows.Select((row, i) => row with { Name = $"{row.Type}-{i + 1}" }).ToList();
            var text = new StringBuilder();
            text.AppendLine(new string('-', 64));
            text.AppendLine(Invariant($"{"Layer (type)", 20}  {"Output Shape", 25} {"Param #", 15}"));
            text.AppendLine(new string('=', 64));
            foreach (var row in numbered)
                text.AppendLine(
                    Invariant($"{row.Name, 20}  {"[-1" + row.Shape[5..^1] + "]", 25} {row.Parameters, 15:N0}")
                );
            text.AppendLine(new string('=', 64));
            text.AppendLine(Invariant($"Total params: {rows.Sum(row => row.Parameters):N0}"));
            AssertRead(
                [.. numbered.Select(row => row with { Shape = "[-1" + row.Shape[5..^1] + "]" })],
                text.ToString(),
                name
            );
        }
    }

    // Keras 3 draws its table by rich: words that have no room go on in the next line.
    [Theory]
    [InlineData(80, 40, 20)]
    [InlineData(44, 24, 16)]
    [InlineData(44, 11, 12)]
    public void Keras_in_boxes(int names, int shapes, int counts)
    {
        int[] widths = [names, shapes, counts];
        foreach (var (name, rows) in Networks.Value)
        {
            long total = rows.Sum(row => row.Parameters);
            var text = new StringBuilder();
            text.AppendLine("Model: \"" + name + "\"");
            text.AppendLine(Rule('┏', '━', '┳', '┓'));
            Print('┃', "Layer (type)", "Output Shape", "Param #");
            text.AppendLine(Rule('┡', '━', '╇', '┩'));
            for (int i = 0; i < rows.Count; i++)
            {
                if (i > 0)
                    text.AppendLine(Rule('├', '─', '┼', '┤'));
                Print('│', $"{rows[i].Name} ({rows[i].Type})", rows[i].Shape, Invariant($"{rows[i].Parameters:N0}"));
            }

            text.AppendLine(Rule('└', '─', '┴', '┘'));
            text.AppendLine(Invariant($" Total params: {total:N0} (1.00 MB)"));
            text.AppendLine(Invariant($" Trainable params: {total:N0} (1.00 MB)"));
            text.AppendLine(" Non-trainable params: 0 (0.00 B)");
            AssertRead(rows, text.ToString(), name);

            void Print(char wall, params string[] cells)
            {
                var parts = cells.Select((cell, i) => Wrapped(cell, widths[i])).ToArray();
                for (int line = 0; line < parts.Max(part => part.Count); line++)
                {
                    var padded = parts.Select(
                        (part, i) =>
                            line >= part.Count ? new string(' ', widths[i])
                            : i == 2 ? part[line].PadLeft(widths[i])
                            : part[line].PadRight(widths[i])
                    );
                    text.AppendLine(wall + " " + string.Join($" {wall} ", padded) + " " + wall);
                }
            }
        }

        string Rule(char left, char line, char middle, char right) =>
            left + string.Join(middle, widths.Select(width => new string(line, width + 2))) + right;
    }

    // torchinfo: blocks and layers with how deep they lie and which they are there, in columns as wide as needed.
    [Fact]
    public void Torchinfo()
    {
        foreach (string name in Names)
        {
            var layers = Audit.Catalogue(name).Rows.Where(row => row.Layer is not Input).ToList();
            var lines = new List<(string Label, string Shape, string Count)>();
            var expected = new List<(string, string, long)>();
            var numbers = new Dictionary<int, int>();
            string[] open = [];
            foreach (var row in layers)
            {
                string[] path = row.Name.Split('.');
                int common = open.Zip(path.SkipLast(1)).TakeWhile(pair => pair.First == pair.Second).Count();
                for (int depth = common; depth < path.Length - 1; depth++)
                    Add(depth + 1, "Block", "--", "--");
                open = [.. path.SkipLast(1)];
                string shape = "[1, " + string.Join(", ", row.OutputShape.Sizes) + "]";
                long count = row.Parameters ?? 0;
                Add(path.Length, row.Type, shape, count == 0 ? "--" : Invariant($"{count:N0}"));
                expected.Add((row.Type, Joined(shape), count));
            }

            int width = lines.Max(line => line.Label.Length);
            long total = expected.Sum(row => row.Item3);
            string text = string.Join(
                '\n',
                [
                    new string('=', width + 52),
                    Line("Layer (type:depth-idx)", "Output Shape", "Param #"),
                    new string('=', width + 52),
                    Line("Net", "[1, 10]", "--"),
                    .. lines.Select(line => Line(line.Label, line.Shape, line.Count)),
                    new string('=', width + 52),
                    Invariant($"Total params: {total:N0}"),
                    Invariant($"Trainable params: {total:N0}"),
                    "Non-trainable params: 0",
                    new string('=', width + 52),
                ]
            );
            var read = Assert.Single(SummaryReader.ReadAll(text));
            Assert.Empty(read.Warnings);
            Assert.Equal(
                expected,
                read.Rows.Where(row => !row.IsTotal && row.Type is not ("Block" or "Net"))
                    .Select(row => (row.Type, Joined(row.OutputShape), (long?)row.Parameters ?? 0))
            );

            void Add(int depth, string type, string shape, string count)
            {
                numbers[depth] = numbers.GetValueOrDefault(depth) + 1;
                string branch = depth == 1 ? "├─" : string.Concat(Enumerable.Repeat("│    ", depth - 1)) + "└─";
                lines.Add(($"{branch}{type}: {depth}-{numbers[depth]}", shape, count));
            }

            string Line(params string[] cells) =>
                (
                    cells[0].PadRight(width) + " " + string.Join(" ", cells[1..].Select(cell => cell.PadRight(25)))
                ).TrimEnd();
        }
    }

    // A table as pandas, tabulate or people write it for a page.
    [Theory]
    [InlineData("| {0} | {1} | {2} | {3} |", "|---|---|---|---:|")]
    [InlineData("{0}\t{1}\t{2}\t{3}", null)]
    public void Tables_of_pages(string form, string? rule)
    {
        foreach (var (name, rows) in Networks.Value)
        {
            string[] head =
            [
                string.Format(CultureInfo.InvariantCulture, form, "Name", "Type", "Output Shape", "Params"),
            ];
            var body = rows.Select(row =>
                string.Format(CultureInfo.InvariantCulture, form, row.Name, row.Type, row.Shape, row.Parameters)
            );
            AssertRead(rows, string.Join('\n', [.. head, .. rule is null ? [] : new[] { rule }, .. body]), name);
        }
    }

    private static void AssertRead(IReadOnlyList<Printed> rows, string text, string name)
    {
        var read = Assert.Single(SummaryReader.ReadAll(text));
        Assert.Equal(
            rows.Select(row => (name, row.Name, row.Type, Joined(row.Shape), (object?)row.Parameters)),
            read.Rows.Where(row => !row.IsTotal)
                .Select(row => (name, row.Name, row.Type, Joined(row.OutputShape), row.Parameters))
        );
        Assert.Empty(read.Warnings);
    }

    private static List<string> Wrapped(string text, int width)
    {
        List<string> lines = [""];
        foreach (string word in text.Split(' '))
        {
            string last = lines[^1];
            if (last.Length > 0 && last.Length + 1 + word.Length <= width)
                lines[^1] = last + " " + word;
            else
                lines.AddRange(word.Chunk(width).Select(part => new string(part)));
        }

        return lines[1..];
    }

    // A shape that goes on in the next line may have lost the blank between two of its axes.
    private static string Joined(string shape) => shape.Replace(" ", "", StringComparison.Ordinal);

    private static string ByKeras(
        string name,
        IReadOnlyList<Printed> rows,
        int width,
        bool isTrainable,
        bool isConnected,
        char rule
    )
    {
        // Titles and where their columns end, as parts of the width.
        List<string> titles = ["Layer (type)", "Output Shape", "Param #"];
        double[] ends = isConnected ? [0.33, 0.55, 0.67, 1] : [0.45, 0.85, 1];
        if (isConnected)
            titles.Add("Connected to");
        List<int> positions = [.. ends.Select(end => (int)(width * end))];
        if (isTrainable)
        {
            titles.Add("Trainable");
            width += 11;
            positions.Add(width);
        }

        var text = new StringBuilder();
        text.AppendLine("Model: \"" + name + "\"");
        text.AppendLine(new string('_', width));
        Print(titles);
        text.AppendLine(new string('=', width));
        for (int i = 0; i < rows.Count; i++)
        {
            List<string> cells =
            [
                $"{rows[i].Name} ({rows[i].Type})",
                rows[i].Shape,
                rows[i].Parameters.ToString(CultureInfo.InvariantCulture),
            ];
            if (isConnected)
                cells.Add("[" + string.Join(", ", rows[i].Reads.Select(read => $"'{read}[0][0]'")) + "]");
            if (isTrainable)
                cells.Add("Y");
            Print(cells);
            text.AppendLine(new string(i + 1 < rows.Count ? rule : '=', width));
        }

        long total = rows.Sum(row => row.Parameters);
        text.AppendLine(Invariant($"Total params: {total:N0}"));
        text.AppendLine(Invariant($"Trainable params: {total:N0}"));
        text.AppendLine("Non-trainable params: 0");
        text.AppendLine(new string('_', width));
        return text.ToString();

        // A cell goes on in the next line, where it ends at brackets at the earliest.
        void Print(IEnumerable<string> fields)
        {
            string[] left = [.. fields];
            while (left.Any(field => field.Length > 0))
            {
                string line = "";
                for (int column = 0; column < left.Length; column++)
                {
                    int space = column + 1 < left.Length ? 2 : 0;
                    int start = column > 0 ? positions[column - 1] : 0;
                    int cut = Math.Min(positions[column] - start - space, left[column].Length);
                    int[] breaks =
                    [
                        .. Ends.Select(end => left[column][..cut].IndexOf(end, StringComparison.Ordinal) + end.Length)
                            .Zip(Ends, (at, end) => at - end.Length < 0 ? int.MaxValue : at),
                    ];
                    cut = Math.Min(cut, breaks.Min());
                    line += (column == 0 ? " " : "") + left[column][..cut] + new string(' ', space);
                    left[column] = left[column][cut..];
                    line = line.PadRight(positions[column]);
                }

                text.AppendLine(line);
            }
        }
    }

    private static string ByOldKeras(IReadOnlyList<Printed> rows, int width)
    {
        int[] positions = [(int)(width * 0.45), (int)(width * 0.85), width];
        var text = new StringBuilder();
        text.AppendLine(new string('_', width));
        text.AppendLine(Line("Layer (type)", "Output Shape", "Param #"));
        text.AppendLine(new string('=', width));
        for (int i = 0; i < rows.Count; i++)
        {
            text.AppendLine(
                Line(
                    $"{rows[i].Name} ({rows[i].Type})",
                    rows[i].Shape,
                    rows[i].Parameters.ToString(CultureInfo.InvariantCulture)
                )
            );
            text.AppendLine(new string(i + 1 < rows.Count ? '_' : '=', width));
        }

        text.AppendLine(Invariant($"Total params: {rows.Sum(row => row.Parameters):N0}"));
        return text.ToString();

        string Line(params string[] cells)
        {
            string line = "";
            for (int i = 0; i < cells.Length; i++)
            {
                line = (i > 0 ? line + " " : line) + cells[i];
                line = (line.Length > positions[i] ? line[..positions[i]] : line).PadRight(positions[i]);
            }

            return line;
        }
    }

    private static string Invariant(FormattableString text) => FormattableString.Invariant(text);

    // Names as Keras has them: small letters, numbers and underscores.
    private static IReadOnlyList<Printed> RowsOf(string name) =>
        [
            .. Audit
                .Catalogue(name)
                .Rows.Select(row => new Printed(
                    Named(row.Name),
                    row.Type,
                    "(None, " + string.Join(", ", row.OutputShape.Sizes) + ")",
                    row.Parameters ?? 0,
                    [.. row.Layer.Inputs.Select(Named)]
                )),
        ];

    private static string Named(string name) => name.ToLowerInvariant().Replace('.', '_').Replace('/', '_');

    private sealed record Printed(string Name, string Type, string Shape, long Parameters, IReadOnlyList<string> Reads);
}
