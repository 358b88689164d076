using System.Globalization;
using CnnParams.Auditing;
using CnnParams.Formulas;
using CnnParams.Layers;
using CnnParams.Measuring;
using CnnParams.Words;

namespace CnnParams.Explaining;

/// <summary>
/// One layer explained as a teacher would: what it learns, the rule, the numbers put in, and what a common mistake
/// would have made of it.
/// </summary>
public sealed class LayerExplanation
{
    private readonly LayerMeasurement _row;
    private readonly Wording _words;
    private readonly Lazy<Computation?> _mistaken;

    /// <summary>Explains a measured layer.</summary>
    /// <param name="row">The layer.</param>
    /// <param name="words">The language.</param>
    public LayerExplanation(LayerMeasurement row, Wording words)
    {
        _row = row;
        _words = words;
        _mistaken = new(() => CommonMistake.Of(row));
    }

    /// <summary>The layer's name.</summary>
    public string Name => _row.Name;

    /// <summary>The layer's type.</summary>
    public string Type => _row.Type;

    /// <summary>What can be learned in such a layer, and what not.</summary>
    public string Learns
    {
        get
        {
            string words =
                "learns."
                + new[] { _row.Type }
                    .Concat(_row.Layer.GetType().Ancestors().Select(type => type.Name))
                    .First(name => _words.Find("learns." + name) is not null);
            words =
                Lacking().Select(lack => words + lack).FirstOrDefault(name => _words.Find(name) is not null) ?? words;
            string[] learned =
            [
                .. _row.Weights.Where(weight => weight.IsLearned).Select(weight => $"{weight.Name} ({weight.Shape})"),
            ];
            string nothing = _words["learns.Layer"].Split(':', '：')[0];
            bool saysNothing = _words[words].StartsWith(nothing, StringComparison.Ordinal);
            // A type without words of its own is told by its weights; one that has none here learns nothing.
            return learned.Length > 0 && saysNothing ? _words.Format("learns.Weights", string.Join(", ", learned))
                : _row.Parameters is 0 && !saysNothing && _row.SharedParameters == 0 ? _words["learns.Layer"]
                : _words[words];
        }
    }

    // What layers of this type have by default, and this one has not.
    private IEnumerable<string> Lacking()
    {
        var roles = new HashSet<WeightRole>(_row.Weights.Select(weight => weight.Role));
        return roles.Count == 0
            ? []
            : new[] { (WeightRole.Bias, ".NoBias"), (WeightRole.Offset, ".NoOffset"), (WeightRole.Scale, ".NoFactor") }
                .Where(part => !roles.Contains(part.Item1))
                .Select(part => part.Item2);
    }

    /// <summary>The parameters, as the network's view counts them; none where they are not known.</summary>
    public long? Parameters => _row.Parameters;

    /// <summary>The rule of the parameters in symbols.</summary>
    public string Formula => _row.Formula;

    /// <summary>What the symbols stand for.</summary>
    public string Legend => _words.Legend(_row.Legend);

    /// <summary>The rule of the parameters with numbers.</summary>
    public string Calculation => _row.Calculation;

    /// <summary>The output shape.</summary>
    public string OutputShape => _row.OutputShape.ToString();

    /// <summary>The rule of the shape in symbols, axis by axis; empty where the shape passes.</summary>
    public string ShapeFormula => Shape(working => working.Formula);

    /// <summary>The rule of the shape with numbers.</summary>
    public string ShapeCalculation => Shape(working => working.Calculation);

    /// <summary>A common mistake in words; empty where none is common.</summary>
    public string Mistake => _mistaken.Value is { } mistaken ? mistaken.Slips[0].Text(_words) : "";

    /// <summary>The name of the mistake, as Test-CnnClaim gives it.</summary>
    public string MistakeId => _mistaken.Value?.Slips[0].Id ?? "";

    /// <summary>What the mistake would have given.</summary>
    public string MistakenCalculation =>
        _mistaken.Value?.Result is var (arithmetic, value)
            ? arithmetic == value.ToString(CultureInfo.InvariantCulture)
                ? arithmetic
                : string.Format(CultureInfo.InvariantCulture, "{0} = {1}", arithmetic, value)
            : "";

    /// <summary>All of it as text.</summary>
    public string Text
    {
        get
        {
            var lines = new List<string>
            {
                $"{Name} ({Type}): {(_row.InputShape is null ? "" : string.Join(", ", _row.InputShapes) + " -> ")}{OutputShape}",
                Line("Learns", Learns),
            };
            if (Parameters is null)
                lines.Add(Line("Rule", _words.Format("untold", _row.TrustReason)));
            else if (Parameters > 0)
                lines.Add(Line("Rule", Formula) + (Legend.Length > 0 ? $" ({_words["heading.Where"]} {Legend})" : ""));
            if (Parameters > 0)
                lines.Add(Line("Numbers", Calculation));
            if (ShapeCalculation.Length > 0)
                lines.Add(Line("Shape", ShapeCalculation));
            if (Mistake.Length > 0)
                lines.Add(Line("Mistake", _words.Format("mistaken", Mistake, MistakenCalculation, Parameters!)));
            return string.Join(Environment.NewLine, lines);
        }
    }

    private string Line(string heading, string text) => $"{_words["heading." + heading]}: {text}";

    // Axes with the same rule and numbers are named together.
    private string Shape(Func<Working, string> text)
    {
        if (_row.Failure is not null)
            return "";
        var rules = _row
            .Layer.ExplainShape(_row.SeenInputs, _row.OutputShape)
            .GroupBy(
                rule => text(rule.Working),
                (shown, same) =>
                    $"{string.Join(", ", same.Select(rule => _words.Find("axis." + rule.Axis) ?? rule.Axis))}: {shown}"
            );
        return string.Join("; ", rules);
    }

    /// <inheritdoc/>
    public override string ToString() => Text;
}

/// <summary>The classes that a class derives from.</summary>
file static class ClassLine
{
    /// <summary>A class, and then those that it derives from, up to <see cref="Layer"/>.</summary>
    internal static IEnumerable<Type> Ancestors(this Type type)
    {
        for (Type? at = type; at is not null && at != typeof(object); at = at.BaseType)
            yield return at;
    }
}
