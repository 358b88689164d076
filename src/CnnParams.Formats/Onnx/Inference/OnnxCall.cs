using CnnParams.Formats.Folding;
using CnnParams.Formats.Onnx.Graph;

namespace CnnParams.Formats.Onnx.Inference;

/// <summary>An operator with what is known of the values that it reads.</summary>
internal sealed class OnnxCall(OnnxNode node, IReadOnlyList<Value> inputs)
{
    private string? _contradiction;
    private bool _isCompared;

    internal OnnxNode Node => node;

    /// <summary>What it reads that nothing in the file is, or computes; null where there is all of it.</summary>
    internal string? Missing { get; init; }

    internal string Operator => node.Operator;

    internal IReadOnlyList<Value> Inputs => inputs;

    internal Value First => Input(0);

    /// <summary>The shape of the first input.</summary>
    internal Shape? Shape => First.Shape;

    /// <summary>How what it reads contradicts itself; null where it does not.</summary>
    internal string? Contradiction
    {
        get
        {
            if (!_isCompared)
                _contradiction = OperandSizes.Contradiction(this);
            _isCompared = true;
            return _contradiction;
        }
    }

    /// <summary>An input; unknown where it is left out.</summary>
    internal Value Input(int index) => index < inputs.Count ? inputs[index] : Value.Unknown;

    /// <summary>Whether an input is given.</summary>
    internal bool Has(int index) => index < node.Inputs.Count && node.Inputs[index].Length > 0;

    /// <summary>Numbers that older versions of the operator have as an attribute, and newer ones as an input.</summary>
    internal long[]? Numbers(string attribute, int input) => node.Numbers(attribute) ?? Input(input).Whole;

    /// <summary>A value of the first input's type.</summary>
    internal Value Like(Shape? shape, IReadOnlyList<Number>? elements = null) =>
        Typed(First.ElementType, shape, elements);

    /// <summary>A value; its elements are dropped where they are not as many as its shape says.</summary>
    internal static Value Typed(ElementType type, Shape? shape, IReadOnlyList<Number>? elements = null) =>
        new()
        {
            Shape = shape,
            ElementType = type,
            Elements =
                elements is { Count: <= Value.MostElements } && shape?.Count.Value == elements.Count ? elements : null,
        };
}
