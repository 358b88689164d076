using CnnParams.Explaining;
using CnnParams.Measuring;
using CnnParams.Words;

namespace CnnParams.Reports.Handouts;

/// <summary>
/// A whole network explained step by step, as a teacher hands it out: all layers in a table, then the rule of each with
/// its numbers, its shape and a common mistake, and the sum at the end. What was said of a type is not said again.
/// </summary>
public static class Handout
{
    /// <summary>The formats of handouts, the usual one first.</summary>
    public static IReadOnlyList<ReportFormat<Wording>> Formats { get; } =
    [
        new("Markdown", [".md", ".markdown"], (network, words) => MarkdownHandout.Write(Passages(network, words))),
        new(
            "Html",
            [".html", ".htm"],
            (network, words) => HtmlHandout.Write(Title(network, words), words.Language, Passages(network, words))
        ),
    ];

    private static string Title(NetworkMeasurement network, Wording words) =>
        words.Format("handout.Title", network.Network.ToString());

    private static IEnumerable<Passage> Passages(NetworkMeasurement network, Wording words)
    {
        var totals = network.Totals;
        yield return new Heading(1, Title(network, words));
        yield return new Paragraph(
            words.Format(
                "handout.Totals",
                totals.Layers,
                NumberText.Grouped.Of(totals.Parameters, totals.ParametersTrust),
                NumberText.Grouped.Of(totals.Macs, totals.MacsTrust)
            )
        );
        if (totals.TrustReasons.Count > 0)
            yield return new Paragraph(words["handout.Bound"]);
        yield return new Paragraph(words["handout.Intro"]);
        yield return new Heading(2, words["handout.Table"]);
        yield return Layers(network, words);
        yield return new Heading(2, words["handout.Steps"]);

        var explained = new Dictionary<string, string>();
        var plain = new List<string>();
        int step = 0;
        string previous = "";
        foreach (var row in network.Rows)
        {
            // What reads another layer than the one before it, or several, shows where branches begin and meet.
            bool isInLine = row.Inputs.Count == 0 || (row.Inputs.Count == 1 && row.Inputs[0] == previous);
            previous = row.Name;
            if (
                isInLine
                && row.Parameters == 0
                && row.InputShape is { } input
                && input.Equals(row.OutputShape)
                && row.TrustReason.Length == 0
            )
            {
                plain.Add(row.Name);
                continue;
            }

            var explanation = new LayerExplanation(row, words);
            yield return new Heading(3, $"{++step}. {row.Name} ({row.Type})");
            if (row.InputShape is not null)
                yield return new Paragraph(
                    words.Format("handout.Change", string.Join(", ", row.InputShapes), row.OutputShape)
                );
            if (!isInLine)
                yield return new Paragraph(
                    words.Format(
                        row.Inputs.Count == 1 ? "handout.Input" : "handout.Inputs",
                        string.Join(", ", row.Inputs)
                    )
                );
            explained.TryGetValue(explanation.Learns + explanation.Formula, out string? before);
            yield return new Points([.. Items(row, explanation, words, before)]);
            if (before is null)
                explained.Add(explanation.Learns + explanation.Formula, row.Name);
        }

        if (plain.Count > 0)
            yield return new Paragraph(words.Format("handout.Without", string.Join(", ", plain)));
        yield return new Heading(2, words["handout.Sum"]);
        yield return new Calculation(Sum(network));
        string[] shared = [.. network.Rows.Where(row => row.SharedParameters > 0).Select(row => row.Name)];
        if (shared.Length > 0)
            yield return new Paragraph(words.Format("handout.Shared", string.Join(", ", shared)));
    }

    private static Table Layers(NetworkMeasurement network, Wording words) =>
        new(
            [
                words["handout.Layer"],
                words["handout.Type"],
                words["handout.Output"],
                words["handout.Activation"],
                words["handout.Parameters"],
            ],
            [false, false, false, true, true],
            [
                .. network.Rows.Select(row =>
                    new[]
                    {
                        row.Name,
                        row.Type,
                        row.OutputShape.ToString(),
                        NumberText.Grouped.Of(row.ActivationSize),
                        NumberText.Grouped.Of(row.Parameters),
                    }
                ),
                [
                    words["handout.Total"],
                    "",
                    "",
                    NumberText.Grouped.Of(network.Totals.ActivationSize),
                    NumberText.Grouped.Of(network.Totals.Parameters),
                ],
            ]
        );

    private static IEnumerable<(string Label, string Computed, string Text)> Items(
        LayerMeasurement row,
        LayerExplanation explanation,
        Wording words,
        string? before
    )
    {
        if (before is not null)
            yield return (
                words[row.Parameters > 0 ? "heading.Rule" : "heading.Learns"],
                "",
                words.Format("handout.Again", before)
            );
        else
            yield return (words["heading.Learns"], "", explanation.Learns);
        if (row.Parameters is null)
            yield return (words["heading.Rule"], "", words.Format("untold", row.TrustReason));
        if (row.Parameters > 0)
        {
            if (before is null)
                yield return (
                    words["heading.Rule"],
                    explanation.Formula,
                    explanation.Legend.Length > 0 ? $"{words["heading.Where"]} {explanation.Legend}" : ""
                );
            yield return (words["heading.Numbers"], explanation.Calculation, "");
        }

        if (explanation.ShapeCalculation.Length > 0)
            yield return (words["heading.Shape"], explanation.ShapeCalculation, "");
        if (before is null && explanation.Mistake.Length > 0)
            yield return (
                words["heading.Mistake"],
                "",
                words.Format("mistaken", explanation.Mistake, explanation.MistakenCalculation, row.Parameters!)
            );
    }

    // What rows count that others have counted is not added again.
    private static string Sum(NetworkMeasurement network)
    {
        string[] terms =
        [
            .. network
                .Rows.Select(row => (row.Parameters ?? 0) - row.SharedParameters)
                .Where(term => term > 0)
                .Select(term => NumberText.Plain.Of(term)),
        ];
        string sum = NumberText.Plain.Of(network.Totals.Parameters);
        return terms.Length > 1 ? $"{string.Join(" + ", terms)} = {sum}" : sum;
    }
}
