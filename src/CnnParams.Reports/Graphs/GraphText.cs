using System.Text;
using CnnParams.Measuring;
using CnnParams.Reports.Figures;

namespace CnnParams.Reports.Graphs;

/// <summary>A network as a graph for the programs that draw graphs: a node for each stage, with its labels.</summary>
internal static class GraphText
{
    // Mermaid draws no more than 500 connections unless told otherwise.
    private const int MostNodes = 200;

    private static readonly FigureTheme Colours = FigureTheme.All[0];

    internal static string Mermaid(NetworkMeasurement network, Tables.TextOptions options)
    {
        var stages = Stages(network, options);
        var text = new StringBuilder("flowchart TD\n");
        for (int i = 0; i < stages.Count; i++)
            text.Append("    n")
                .Append(i)
                .Append("[\"")
                .Append(string.Join("<br/>", Labels(stages[i], options).Select(MermaidText)))
                .Append("\"]\n");
        Connect(stages, (from, to) => text.Append("    n").Append(from).Append(" --> n").Append(to).Append('\n'));
        foreach (
            var kind in stages.Select((stage, i) => (stage.Kind, Node: i)).GroupBy(pair => pair.Kind, pair => pair.Node)
        )
        {
            string name = kind.Key.ToString().ToLowerInvariant();
            text.Append("    classDef ")
                .Append(name)
                .Append(" fill:")
                .Append(Colours.Tint(kind.Key))
                .Append(",stroke:")
                .Append(Colours.Outline(kind.Key))
                .Append(",color:#1B1F24\n");
            text.Append("    class ")
                .Append(string.Join(",", kind.Select(node => "n" + node)))
                .Append(' ')
                .Append(name)
                .Append('\n');
        }

        return text.ToString();
    }

    internal static string Dot(NetworkMeasurement network, Tables.TextOptions options)
    {
        var stages = Stages(network, options);
        var text = new StringBuilder(
            "digraph network {\n    node [shape=box, style=\"rounded,filled\", fontname=\"Helvetica\", fontsize=11]\n"
        );
        for (int i = 0; i < stages.Count; i++)
        {
            text.Append("    n")
                .Append(i)
                .Append(" [label=\"")
                .Append(string.Join("\\n", Labels(stages[i], options).Select(DotText)))
                .Append("\", fillcolor=\"")
                .Append(Colours.Tint(stages[i].Kind))
                .Append("\", color=\"")
                .Append(Colours.Outline(stages[i].Kind))
                .Append("\"]\n");
        }

        Connect(stages, (from, to) => text.Append("    n").Append(from).Append(" -> n").Append(to).Append('\n'));
        return text.Append("}\n").ToString();
    }

    private static IReadOnlyList<Stage> Stages(NetworkMeasurement network, Tables.TextOptions options) =>
        StagePlan.Of(network, MostNodes, options.Depth);

    private static IEnumerable<string> Labels(Stage stage, Tables.TextOptions options)
    {
        var numbers = options.Numbers ?? NumberText.Grouped;
        yield return PrintableText.Of(stage.Name, 60);
        yield return PrintableText.Of($"{stage.Operation}, {stage.ShapeText}", 60);
        yield return numbers.Of(stage.Numbers.Parameters, stage.Numbers.ParametersTrust) + " parameters";
    }

    private static void Connect(IReadOnlyList<Stage> stages, Action<int, int> connect)
    {
        for (int to = 0; to < stages.Count; to++)
        {
            foreach (int from in stages[to].Reads)
                connect(from, to);
        }
    }

    // Numbers of characters, which Mermaid puts in for whatever might mean something to it, to Markdown or to HTML.
    private static string MermaidText(string text) =>
        string.Concat(
            text.Select(letter =>
                letter is ' ' or '.' or ',' || char.IsLetterOrDigit(letter) || letter > '~'
                    ? letter.ToString()
                    : $"#{(int)letter};"
            )
        );

    // A backslash and an ampersand begin what Graphviz replaces.
    private static string DotText(string text) =>
        text.Replace("&", "&amp;").Replace("\\", "\\\\").Replace("\"", "\\\"");
}
