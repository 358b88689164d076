using CnnParams.Auditing;
using CnnParams.Catalogue;
using CnnParams.Explaining;
using CnnParams.Formulas;
using CnnParams.Layers;
using CnnParams.Measuring;
using CnnParams.Networks;
using CnnParams.Shapes;

namespace CnnParams.Core.Tests.Auditing;

/// <summary>Audits of small tables, written in a line.</summary>
internal static class Audit
{
    /// <summary>The article's network.</summary>
    internal static NetworkMeasurement Article { get; } =
        Measurer.Measure(Architectures.Get("Article").Variant().Build("Article"));

    /// <summary>A network of layers in order after an image.</summary>
    internal static NetworkMeasurement Network(string image, params Layer[] layers) =>
        Measurer.Measure(new Network([new Input { Name = "input", Shape = TensorShape.Parse(image) }, .. layers]));

    internal static NetworkMeasurement Catalogue(string name, string? variant = null, ParameterView? view = null) =>
        Measurer.Measure(Architectures.Get(name).Variant(variant).Build(name), new MeasureOptions { View = view });

    /// <summary>Verdicts on claims that are written as <c>CONV1 Parameters=208 OutputShape=28x28x8</c>.</summary>
    internal static IReadOnlyList<Verdict> Of(NetworkMeasurement truth, params string[] rows)
    {
        var verdicts = Auditor.Audit(truth, [.. rows.Select(Row)]);
        foreach (var verdict in verdicts)
            HoldExact(verdict);
        return verdicts;
    }

    internal static ClaimedRow Row(string text)
    {
        string[] words = text.Split(' ');
        var properties = words
            .Skip(1)
            .Select(word => word.Split('='))
            .Select(pair => new KeyValuePair<string, object?>(pair[0], pair[1].Replace('~', ' ')));
        return ClaimedRow.Of(properties.Prepend(new KeyValuePair<string, object?>("Name", words[0].Replace('~', ' '))));
    }

    /// <summary>Every arithmetic that is shown for a number gives exactly this number.</summary>
    internal static void HoldExact(Verdict verdict)
    {
        if (verdict.Quantity == ClaimedQuantity.OutputShape)
            return;
        foreach (var explanation in verdict.Explanations)
            Assert.Equal(
                explanation.Figure,
                Formula.Evaluate(explanation.Arithmetic).ToString(System.Globalization.CultureInfo.InvariantCulture)
            );
    }
}
