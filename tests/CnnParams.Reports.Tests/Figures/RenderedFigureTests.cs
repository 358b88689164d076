using CnnParams.Reports.Figures;
using CnnParams.Reports.Tests.Tools;

namespace CnnParams.Reports.Tests.Figures;

/// <summary>Figures as Chromium shows them, with the fonts of the machine.</summary>
public sealed class RenderedFigureTests(ChromiumSession chromium) : IClassFixture<ChromiumSession>
{
    [Fact]
    public void Nothing_is_clipped_and_no_label_lies_over_another()
    {
        var figures = chromium.Figures;
        Assert.True(figures.Count > 3 * 140, $"{figures.Count} figures");
        Assert.All(figures, figure => Assert.True(figure.Value.Count == 0, $"{figure.Key}: {string.Join("; ", figure.Value.Take(5))}"));
    }

    [Fact]
    public void Mermaid_reads_every_graph() =>
        Assert.All(chromium.Graphs, graph => Assert.True(graph.Value.Count == 0, $"{graph.Key}: {string.Join("; ", graph.Value)}"));

    [Fact]
    public void Nothing_in_a_name_is_run() => Assert.Empty(chromium.Alarms);
}
