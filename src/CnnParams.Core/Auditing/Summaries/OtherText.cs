using System.Text.RegularExpressions;

namespace CnnParams.Auditing.Summaries;

/// <summary>What a text is that holds no summary, as far as its lines tell.</summary>
internal static class OtherText
{
    private static readonly (Regex Line, string Reason)[] Known =
    [
        (
            new(@"^\s*(import \w|from [\w.]+ import |(self\.)?\w+ = (nn|layers|torch|tf|keras)\.|(async )?def \w+\()"),
            "it is code; ConvertFrom-CnnCode reads it, and Import-CnnModel a file of it"
        ),
        (
            new(@"^\s*Number of learnables: (?<what>\S+)"),
            "it is what MATLAB's summary prints, with the number of learnables ({0}) and without layers; analyzeNetwork has these"
        ),
        (
            new(@"^\s*(?<what>\d+)[×x]1 .*array with layers"),
            "it is a list of MATLAB's layers ({0}) with their settings, without counts and shapes; analyzeNetwork has these"
        ),
        (
            new(@"^\s*(?<what>[A-Za-z][^,;|\t]*([,;|\t][^,;|\t]*)*[,;|\t] *\d[\d.]*)\s*$"),
            "its rows have no heading; a line above them that says what their columns are, such as Layer;Output Shape;Param #, makes them a table"
        ),
        (
            new(@"^\s*(?<what>Counter\()"),
            "it counts operators or types and not layers; of fvcore, by_module() and flop_count_table have these"
        ),
        (
            new(@"^\s*(\[INFO\] )?Register (count|zero)_\w+\(\)"),
            "it is what thop says as it counts, without rows of layers"
        ),
        (
            new(@"^\s*(_TFProfRoot|node name \| )"),
            "it is a report of TensorFlow's profiler, as keras-flops prints it: operations of nodes, without layers and parameters"
        ),
    ];

    /// <summary>What to say of the lines.</summary>
    internal static string Of(string[] lines)
    {
        if (Array.TrueForAll(lines, line => line.Trim().Length == 0 || PrintedCounts.IsTotal(line)) && lines.Length > 0)
            return "it has the totals of a summary and none of its rows; Test-CnnClaim takes them as they are";
        foreach (var (pattern, reason) in Known)
        {
            if (Array.Find(lines, pattern.IsMatch) is { } line)
                return reason.Replace("{0}", pattern.Match(line).Groups["what"].Value);
        }

        return Array.Exists(lines, line => TableHeading.Of(line) is not null)
                ? "it has a heading, but no row that can be read"
            : Array.Exists(lines, ModuleTree.IsModule) ? "it is a tree of modules without their counts"
            : "no table of layers was found in it";
    }
}
