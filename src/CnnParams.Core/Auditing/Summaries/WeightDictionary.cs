using System.Text;
using System.Text.RegularExpressions;

namespace CnnParams.Auditing.Summaries;

/// <summary>
/// Weights as Python shows a dictionary or a list of their shapes, in one line or in many: <c>{'fc.weight':
/// torch.Size([10, 84])}</c>, in Flax with a dictionary for each layer.
/// </summary>
internal static class WeightDictionary
{
    private const string Value =
        @"(torch\.Size|TensorShape)\(\[[\d, ]*\]\)|\([\d,\s]*\)|\[[\d,\s]*\]|\d[\d_]*(?=\s*[,}])|ShapeDtypeStruct\(shape=\([\d, ]*\)[^()]*\)";

    private const string Key = @"(?<quote>['""]?)(?<key>[A-Za-z_][\w./:-]*?)\k<quote>\s*:\s*";

    private static readonly Regex Opening = new($@"\{{\s*({Key}((FrozenDict\(\s*)?\{{|{Value})|''\s*:\s*\d)");

    private static readonly Regex Token = new(
        $@"\G({Key}((?<value>{Value})|(FrozenDict\(\s*)?(?<open>\{{))|''\s*:\s*(?<total>\d+)|(?<close>\}}\)?)|[\w./-]+|.)",
        RegexOptions.Singleline
    );

    // A pair within a list.
    private static readonly Regex Pair = new(
        @"(?<=[\[(,]\s*)\(\s*(?=['""][A-Za-z_][\w./:-]*['""]\s*,\s*(torch\.Size|TensorShape|[(\[]\s*\d|\d))"
    );

    private const int Deepest = 64;

    /// <summary>The text, with a line for each weight in place of dictionaries and of lists of pairs.</summary>
    internal static string Unfolded(string text)
    {
        string plain = Pair.Replace(text, "\n(");
        var unfolded = new StringBuilder();
        int from = 0;
        while (Opening.Match(plain, from) is { Success: true } opening)
        {
            unfolded.Append(plain, from, opening.Index - from).Append('\n');
            from = Unfold(plain, opening.Index + 1, unfolded);
        }

        return from == 0 ? plain : unfolded.Append(plain, from, plain.Length - from).ToString();
    }

    // The end of a dictionary that begins before a place, whose entries are written as lines.
    private static int Unfold(string text, int start, StringBuilder lines)
    {
        string total = "";
        var path = new Stack<string>();
        path.Push("");
        int place = start;
        while (path.Count > 0 && Token.Match(text, place) is { Success: true } token)
        {
            place += token.Length;
            string name = path.Peek() + token.Groups["key"].Value;
            if (token.Groups["value"].Success)
                lines
                    .Append(name)
                    .Append(' ')
                    .Append(Regex.Replace(token.Groups["value"].Value, @"\s+", " "))
                    .Append('\n');
            else if (token.Groups["total"].Success)
                total = $"Total: {token.Groups["total"].Value}\n";
            else if (token.Groups["open"].Success && path.Count < Deepest)
                path.Push(name + "/");
            else if (token.Groups["close"].Success)
                path.Pop();
        }

        lines.Append(total);
        return place;
    }
}
