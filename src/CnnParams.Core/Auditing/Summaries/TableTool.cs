using System.Text.RegularExpressions;

namespace CnnParams.Auditing.Summaries;

/// <summary>The tool that printed a table, told by its columns and by how its rows are called.</summary>
/// <param name="Name">The name of the tool.</param>
internal sealed record TableTool(string Name)
{
    internal const string Fvcore = "fvcore";

    private const string Keras = "Keras",
        KerasBoxes = "Keras 3",
        TensorFlowJs = "TensorFlow.js",
        TorchInfo = "torchinfo",
        TorchSummary = "torchsummary",
        TorchSummaryX = "torchsummaryX",
        ModelSummary = "pytorch_model_summary",
        Paddle = "PaddlePaddle",
        Gluon = "Gluon",
        MxNet = "MXNet",
        Lightning = "Lightning",
        Matlab = "MATLAB",
        Torchscan = "torchscan",
        OnnxTool = "onnx-tool",
        Geometric = "PyTorch Geometric",
        Other = "a table";

    private static readonly Regex Branch = new(@"^\s*(([│|]\s+)*[├└]─|([|]\s+)*\+ [A-Z])");

    private static readonly Regex Numbered = new(@"^\s*[A-Za-z_]\w*-\d+\s*$");

    internal static IEnumerable<string> Names =>
        [
            Keras,
            KerasBoxes,
            TensorFlowJs,
            TorchInfo,
            TorchSummary,
            TorchSummaryX,
            ModelSummary,
            Paddle,
            Gluon,
            MxNet,
            Lightning,
            Matlab,
            Torchscan,
            OnnxTool,
            Geometric,
            Fvcore,
        ];

    /// <summary>Whether it is a tool, and no table that anybody made.</summary>
    internal bool IsKnown => Name != Other;

    /// <summary>Whether the count of a block has in it those of the rows below.</summary>
    internal bool IsInclusive => Name is Keras or KerasBoxes or TensorFlowJs or Lightning or Fvcore or Geometric;

    /// <summary>Whether the first row is the network, with all that the others count.</summary>
    internal bool HasRoot => Name is Geometric;

    /// <summary>Whether the tool always prints totals below its rows or in the last.</summary>
    internal bool HasTotals => Name is not (Fvcore or Matlab or Torchscan or Geometric or Other);

    /// <summary>Whether it draws something between its columns.</summary>
    internal bool HasWalls => Name is KerasBoxes or Lightning or Torchscan or OnnxTool or Geometric or Fvcore or Other;

    /// <summary>Whether it draws a line below each title, as tables do that nobody has totals for.</summary>
    internal bool RulesColumns => Name is OnnxTool;

    /// <summary>Whether rows have their numbers in their names, as Conv2d-1 and 0_conv.</summary>
    internal bool NumbersLabels => Name is TorchSummary or ModelSummary or Gluon or TorchSummaryX;

    /// <summary>The number of the first row; null where rows have none, or one of their own for each type.</summary>
    internal int? FirstNumber =>
        Name switch
        {
            TorchSummary or ModelSummary or Gluon or Matlab => 1,
            TorchSummaryX or Lightning => 0,
            _ => null,
        };

    /// <summary>Whether the rows count what is trained alone.</summary>
    internal bool CountsTrained => Name is TorchSummaryX;

    /// <summary>Whether the multiply-accumulates of the rows, all of them exact, add up to a printed total.</summary>
    internal bool AddsMacs => Name is TorchSummaryX or OnnxTool or TorchInfo;

    /// <summary>Whether names are paths through the blocks, separated by dots.</summary>
    internal bool HasPaths => Name is Lightning;

    /// <summary>Whether the rows are drawn as torchinfo's tree.</summary>
    internal static bool IsTree(TableHeading heading, IEnumerable<string> lines) =>
        heading.Columns[heading.Place(SummaryColumn.Label)].Title is var title
        && (
            title.Contains("depth-idx")
            || title.Contains("var_name")
            // Without its settings for rows, torchinfo has the heading of Keras.
            || (heading.Wall is null && heading.IsOfLayers && lines.Any(IsBranch))
        );

    /// <summary>Whether a line is a row of a tree, drawn with lines or with signs of ASCII.</summary>
    internal static bool IsBranch(string line) => Branch.IsMatch(line);

    internal static TableTool Of(TableHeading heading, IReadOnlyList<TableRow> rows, bool isTree)
    {
        int label = heading.Place(SummaryColumn.Label);
        string title = heading.Columns[label].Title;
        string titles = string.Join("|", heading.Columns.Select(column => column.Title)).ToUpperInvariant();
        bool Has(string text) => titles.Contains(text);
        string name =
            isTree ? TorchInfo
            : Has("#FLOPS") || Has("#PARAMETERS") || Has("#ELEMENTS") ? Fvcore
            : title.Length == 0 ? TorchSummaryX
            : Has("TR. PARAM") ? ModelSummary
            : Has("LEARNABLES") || Has("ACTIVATIONS") || Has("ACTIVATIONSIZE") ? Matlab
            : Has("PREVIOUS LAYER") ? MxNet
            : Has("FORWARD_MACS") ? OnnxTool
            : heading.IsOfLayers ? OfLayers(heading, rows, label)
            : heading.Wall is '|' or '┃'
            && title.Equals("Name", StringComparison.OrdinalIgnoreCase)
            && heading.Has(SummaryColumn.Type)
                ? Lightning
            : rows.Any(row => IsBranch(row.Cells[label])) ? (heading.Wall == '|' ? Geometric : Torchscan)
            : Other;
        return new TableTool(name);
    }

    private static string OfLayers(TableHeading heading, IReadOnlyList<TableRow> rows, int label)
    {
        if (rows.Count(row => Numbered.IsMatch(row.Cells[label])) * 2 > rows.Count)
        {
            int output = heading.Place(SummaryColumn.OutputShape);
            if (heading.Has(SummaryColumn.InputShape))
                return Paddle;
            return
                output >= 0 && rows.Any(row => row.Cells[output].TrimStart().StartsWith("(", StringComparison.Ordinal))
                ? Gluon
                : TorchSummary;
        }

        return heading.Wall is '┃' ? KerasBoxes
            : heading.Columns.Any(column => column.Title == "Output shape") ? TensorFlowJs
            : Keras;
    }
}
