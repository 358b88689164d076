using CnnParams.Reports.Graphs;
using CnnParams.Reports.Tables;

namespace CnnParams.Reports;

/// <summary>The texts that are made of the rows of a network.</summary>
public static class TextFormats
{
    /// <summary>All formats, the usual one first.</summary>
    public static IReadOnlyList<ReportFormat<TextOptions>> All { get; } =
    [
        new("Markdown", [".md", ".markdown"], TableFormats.Markdown),
        new("Latex", [".tex"], TableFormats.Latex),
        new("Html", [".html", ".htm"], TableFormats.Html),
        new("Csv", [".csv"], TableFormats.Csv),
        new("Mermaid", [".mmd", ".mermaid"], GraphText.Mermaid),
        new("Dot", [".dot", ".gv"], GraphText.Dot),
        new("Badge", [".svg"], Badge.Svg),
    ];
}
