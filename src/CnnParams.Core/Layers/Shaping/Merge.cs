using CnnParams.Explaining;
using CnnParams.Formulas;
using CnnParams.Shapes;

namespace CnnParams.Layers;

/// <summary>
/// Two or more tensors of one shape made one, value by value; an axis of 1 is repeated (NumPy's broadcasting).
/// </summary>
[LayerType(
    "Add",
    "The sum of layers, value by value; the heart of a residual block.",
    Aliases = "Sum Eltwise",
    Prefix = "add",
    Preset = "Operation=Add",
    Example = "Inputs=a,b",
    ExampleInput = "56x56x64 56x56x64"
)]
[LayerType(
    "Subtract",
    "The difference of two layers, value by value.",
    Aliases = "Sub",
    Prefix = "subtract",
    Preset = "Operation=Subtract",
    Example = "Inputs=a,b",
    ExampleInput = "56x56x64 56x56x64"
)]
[LayerType(
    "Multiply",
    "The product of layers, value by value; gates as in squeeze-and-excitation.",
    Aliases = "Mul",
    Prefix = "multiply",
    Preset = "Operation=Multiply",
    Example = "Inputs=a,b",
    ExampleInput = "56x56x64 1x1x64"
)]
[LayerType(
    "Divide",
    "The quotient of two layers, value by value.",
    Aliases = "Div",
    Prefix = "divide",
    Preset = "Operation=Divide",
    Example = "Inputs=a,b",
    ExampleInput = "56x56x64 56x56x64"
)]
[LayerType(
    "Average",
    "The mean of layers, value by value.",
    Prefix = "average",
    Preset = "Operation=Average",
    Example = "Inputs=a,b",
    ExampleInput = "56x56x64 56x56x64"
)]
[LayerType(
    "Maximum",
    "The larger of layers, value by value.",
    Aliases = "Max",
    Prefix = "maximum",
    Preset = "Operation=Maximum",
    Example = "Inputs=a,b",
    ExampleInput = "56x56x64 56x56x64"
)]
[LayerType(
    "Minimum",
    "The smaller of layers, value by value.",
    Aliases = "Min",
    Prefix = "minimum",
    Preset = "Operation=Minimum",
    Example = "Inputs=a,b",
    ExampleInput = "56x56x64 56x56x64"
)]
public sealed class Merge : Layer
{
    private static readonly Formula Repeated = new("max(a, b)", "a, b: the sizes that meet; an axis of 1 is repeated");

    /// <inheritdoc/>
    public override string Type => Operation.ToString();

    /// <summary>What is computed of the values at one place.</summary>
    [Setting("What is computed of the values at one place.", Required = true)]
    public required MergeOperation Operation { get; init; }

    /// <inheritdoc/>
    public override (int Fewest, int Most) GetArity() =>
        Operation is MergeOperation.Subtract or MergeOperation.Divide ? (2, 2) : (2, int.MaxValue);

    /// <inheritdoc/>
    internal override bool AppliesActivation =>
        Operation is MergeOperation.Add or MergeOperation.Subtract or MergeOperation.Multiply or MergeOperation.Divide;

    /// <inheritdoc/>
    protected override TensorShape OutputShape(LayerInputs inputs)
    {
        var merged = inputs.First;
        for (int i = 1; i < inputs.Count; i++)
            merged = Broadcasting.Of(merged, inputs[i]);
        return merged;
    }

    /// <inheritdoc/>
    public override IReadOnlyList<AxisRule> ExplainShape(LayerInputs inputs, TensorShape output)
    {
        if (!output.IsKnown)
            return [];
        var rules = new List<AxisRule>();
        for (int axis = 0; axis < output.Rank; axis++)
        {
            int fromEnd = output.Rank - axis;
            if (inputs.Shapes.Any(shape => shape.Rank >= fromEnd && shape[shape.Rank - fromEnd] != output[axis]))
                rules.Add(new AxisRule($"axis {axis + 1}", Repeated.With(output[axis].Value, 1)));
        }

        return rules;
    }

    /// <inheritdoc/>
    internal override BackwardNeeds? Backward(LayerInputs inputs, IReadOnlyList<TensorShape> outputs)
    {
        // Of several, the first two are merged, then the result with the next.
        long? between = inputs.Count > 2 ? checked((inputs.Count - 2) * outputs[0].ElementCount) : 0;
        var partial = between == 0 ? Array.Empty<SavedTensor>() : [SavedTensor.Inner("results in between", between)];
        return Operation switch
        {
            MergeOperation.Add or MergeOperation.Subtract => new() { Mixed = MixedPrecision.Widest },
            MergeOperation.Average => new(SavedTensor.Factor) { Mixed = MixedPrecision.Widest },
            MergeOperation.Multiply when inputs.Count == 2 => new(
                SavedTensor.Input(0).ForGradientOf(1),
                SavedTensor.Input(1).ForGradientOf(0)
            )
            {
                Mixed = MixedPrecision.Widest,
            },
            MergeOperation.Divide => new(SavedTensor.Input(0).ForGradientOf(1), SavedTensor.Input(1))
            {
                Mixed = MixedPrecision.Widest,
            },
            _ => new([.. Enumerable.Range(0, inputs.Count).Select(SavedTensor.Input), .. partial])
            {
                Mixed = MixedPrecision.Widest,
            },
        };
    }

    /// <inheritdoc/>
    public override IReadOnlyList<Work> Work(LayerInputs inputs, TensorShape output) =>
        [
            Layers.Work.PerElement(
                WorkKind.ElementWise,
                output.ElementCount,
                inputs.Count - (Operation == MergeOperation.Average ? 0 : 1),
                Operation.ToString()
            ),
        ];
}

/// <summary>What a merge computes of the values at one place.</summary>
public enum MergeOperation : long
{
    /// <summary>Their sum.</summary>
    Add,

    /// <summary>The first less the second.</summary>
    Subtract,

    /// <summary>Their product.</summary>
    Multiply,

    /// <summary>The first by the second.</summary>
    Divide,

    /// <summary>Their mean.</summary>
    Average,

    /// <summary>The largest.</summary>
    Maximum,

    /// <summary>The smallest.</summary>
    Minimum,
}
