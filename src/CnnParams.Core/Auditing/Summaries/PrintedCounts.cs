using System.Globalization;
using System.Text.RegularExpressions;

namespace CnnParams.Auditing.Summaries;

/// <summary>Counts as summaries print them, and the lines of totals.</summary>
internal static class PrintedCounts
{
    // What stands around the axes of a shape, and between them.
    private static readonly char[] Dividers = ['(', '[', ',', ' ', 'x', '×', ']', ')'];

    private static readonly char[] Digits = [.. "0123456789"];

    private const string Words =
        @"Total params|Total parameters|Trainable params|Non-trainable params|Optimizer params|Total mult-adds|Mult-Adds|Total Trainable Params|Total non-trainable params"
        + @"|Total learnables|Shared params in forward computation graph|Unique parameters in model|Total MACs|Number of parameters|Computational complexity";

    private const string Number = @"\d[\d,._]*( ?[kKMGBT](?=\s|$|Mac|MAC|Flop|FLOP))?";

    private static readonly Regex Footer = new(
        $@"^[\s│┃|]*(?<what>{Words})\s*(\((?<unit>[^)]*)\))?(\s*[:=]\s*|\s{{2,}})(?<number>{Number})",
        RegexOptions.IgnoreCase
    );

    // Lightning has the number in front.
    private static readonly Regex NumberFirst = new(
        $@"^\s*(?<number>{Number})\s+(?<what>Total params|Trainable params|Non-trainable params)\s*$"
    );

    /// <summary>
    /// A printed count: a number, a text that rounds one, or nothing. In parentheses torchinfo has what is not trained.
    /// </summary>
    internal static object? Of(string text)
    {
        string plain = text.Trim();
        if (plain.Length > 2 && plain[0] == '(' && plain[plain.Length - 1] == ')')
            plain = plain.Substring(1, plain.Length - 2);
        int more = plain.IndexOf(" (", StringComparison.Ordinal);
        if (more > 0)
            plain = plain.Substring(0, more);
        return Figure.Parse(plain) is not { } figure ? null
            : figure.Step == 1 ? figure.Value
            : plain;
    }

    /// <summary>How many values a tensor of these axes has; null where that is no number of any.</summary>
    internal static long? Product(IEnumerable<long> axes)
    {
        const long most = 1L << 52;
        long product = 1;
        foreach (long axis in axes)
        {
            if (axis > 0 && product > most / axis)
                return null;
            product *= axis;
        }

        return product;
    }

    /// <summary>How many values a tensor of a printed shape has; null where that is no number of any.</summary>
    internal static long? Product(string shape) =>
        Product(
            shape
                .Split(Dividers, StringSplitOptions.RemoveEmptyEntries)
                .Select(axis =>
                    long.TryParse(axis, NumberStyles.None, CultureInfo.InvariantCulture, out long size)
                        ? size
                        : long.MaxValue
                )
        );

    /// <summary>Whether a line has a digit: without one, it has no count, and needs no pattern to say so.</summary>
    internal static bool HasDigit(string line) => line.IndexOfAny(Digits) >= 0;

    /// <summary>Whether a line is one of the totals, which end the rows.</summary>
    internal static bool IsTotal(string line) =>
        (HasDigit(line) && Matched(line).Success)
        || line.TrimStart().StartsWith("Parameters in forward computation graph", StringComparison.Ordinal)
        || line.Trim() == "Totals";

    /// <summary>The totals in lines.</summary>
    internal static PrintedTotals Totals(IEnumerable<string> lines)
    {
        var found = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var match in lines.Select(Matched).Where(match => match.Success))
        {
            string what = match.Groups["what"].Value;
            // What is printed first belongs to the table; later lines are of something else.
            if (!found.ContainsKey(what))
                found[what] = match.Groups["number"].Value.TrimEnd('.', ',') + Unit(match.Groups["unit"].Value);
        }

        object? First(params string[] names) =>
            names.Where(found.ContainsKey).Select(name => Of(found[name])).FirstOrDefault(number => number is not null);
        object? total = First("Total params", "Total parameters", "Total learnables", "Number of parameters");
        // Keras's total counts what the optimizer keeps beside the weights of a network that has been trained.
        if (total is long all && First("Optimizer params") is long optimizer)
            total = all - optimizer;
        object? unique = First("Unique parameters in model");
        return new PrintedTotals
        {
            Parameters = unique ?? total,
            WithDuplicates = unique is null ? null : total,
            TrainableParameters = First("Trainable params", "Total Trainable Params"),
            // Gluon counts these with duplicates as well.
            NonTrainableParameters = First("Shared params in forward computation graph") is null or 0L
                ? First("Non-trainable params", "Total non-trainable params")
                : null,
            Macs = First("Total mult-adds", "Mult-Adds", "Total MACs", "Computational complexity"),
        };
    }

    private static Match Matched(string line) =>
        Footer.Match(line) is { Success: true } footer ? footer : NumberFirst.Match(line);

    // torchinfo says (M), or in older versions (Units.MEGABYTES).
    private static string Unit(string unit)
    {
        string word = unit.Trim().Split('.').Last();
        return word.Length == 0 || word.StartsWith("NONE", StringComparison.OrdinalIgnoreCase)
            ? ""
            : " " + word.Substring(0, 1).ToString(CultureInfo.InvariantCulture);
    }
}
