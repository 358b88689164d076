using CnnParams.Formulas;
using CnnParams.Layers;
using CnnParams.Measuring;
using CnnParams.Networks;
using CnnParams.Shapes;
using CnnParams.Words;

namespace CnnParams.Explaining;

/// <summary>
/// A type of layer explained: its settings, its rules in symbols, and a worked example. Rules and example are those
/// of a layer that is measured for it, so they cannot differ from what is computed.
/// </summary>
public sealed class LayerTypeCard
{
    private readonly LayerTypeInfo _type;
    private readonly Lazy<LayerMeasurement> _example;

    /// <summary>The card of a type.</summary>
    public LayerTypeCard(LayerTypeInfo type)
    {
        _type = type;
        _example = new Lazy<LayerMeasurement>(MeasureExample);
    }

    /// <summary>The name of the type.</summary>
    public string Name => _type.Name;

    /// <summary>Other names for it.</summary>
    public IReadOnlyList<string> Aliases => _type.Aliases;

    /// <summary>What the layer does.</summary>
    public string Summary => _type.Summary;

    /// <summary>The settings.</summary>
    public IReadOnlyList<SettingInfo> Settings => _type.Settings;

    /// <summary>The rule of the output shape in symbols; empty where the shape passes.</summary>
    public string ShapeFormula => _example.Value.ShapeFormula;

    /// <summary>The rule of the parameters in symbols.</summary>
    public string ParameterFormula => _example.Value.Formula;

    /// <summary>The rule of the multiply-accumulates in symbols.</summary>
    public string MacsFormula => _example.Value.MacsFormula;

    /// <summary>What the symbols of the rule of the shape stand for.</summary>
    public string ShapeLegend => _example.Value.ShapeLegend;

    /// <summary>What the symbols of the rules of the parameters and the multiply-accumulates stand for.</summary>
    public string Legend => Working.JoinLegends([_example.Value.Legend, _example.Value.MacsLegend]);

    /// <summary>How the layer of the example is made.</summary>
    public string Example =>
        string.Join(
            " ",
            _type.ExampleSettings.Select(pair => $"-{pair.Key} {Quoted(pair.Value)}").Prepend($"New-CnnLayer {Name}")
        );

    /// <summary>The input and the output of the example.</summary>
    public string ExampleShape =>
        _example.Value.InputShapes.Count == 0
            ? _example.Value.OutputShape.ToString()
            : $"{string.Join(" and ", _example.Value.InputShapes)} -> "
                + $"{string.Join(" and ", _example.Value.OutputShapes)}";

    /// <summary>The parameters of the example, with numbers.</summary>
    public string Calculation => _example.Value.Calculation;

    /// <summary>The output shape of the example, with numbers.</summary>
    public string ShapeCalculation => _example.Value.ShapeCalculation;

    /// <summary>The multiply-accumulates of the example, with numbers.</summary>
    public string MacsCalculation => _example.Value.MacsCalculation;

    // What a shell would read as more than a word needs quotes.
    private static string Quoted(string value) => value.IndexOfAny(['(', ' ', ':', ';']) < 0 ? value : $"'{value}'";

    /// <summary>The worked example, explained as a teacher would.</summary>
    public LayerExplanation Explain(Wording words) => new(_example.Value, words);

    private LayerMeasurement MeasureExample()
    {
        var rows = Measurer.Measure(ExampleNetwork()).Rows;
        return rows[rows.Count - 1];
    }

    // The layer of the example after inputs called a, b, ..., as its settings name them where there are several.
    private Network ExampleNetwork()
    {
        var layers = _type
            .ExampleInput.Split([' '], StringSplitOptions.RemoveEmptyEntries)
            .Select(
                (shape, i) => (Layer)new Input { Name = ((char)('a' + i)).ToString(), Shape = TensorShape.Parse(shape) }
            )
            .ToList();
        layers.Add(
            _type.Create(
                _type.ExampleSettings.Select(pair => new KeyValuePair<string, object>(pair.Key, pair.Value)).ToArray(),
                "example"
            )
        );
        return new Network(layers);
    }

    /// <inheritdoc/>
    public override string ToString() => Name;
}
