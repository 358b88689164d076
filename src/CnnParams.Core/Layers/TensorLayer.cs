using CnnParams.Shapes;

namespace CnnParams.Layers;

/// <summary>A layer that is known by a list of its tensors, not by a rule.</summary>
public abstract class TensorLayer : Layer
{
    private protected TensorLayer() { }

    /// <summary>The tensors of weights.</summary>
    [Setting("The tensors of weights, as kernel:3x3x64x128,bias:128; a role may follow, as mean:64:Statistic.")]
    public IReadOnlyList<TensorSpec> Tensors { get; init; } = [];

    /// <inheritdoc/>
    public override (int Fewest, int Most) GetArity() => (0, int.MaxValue);

    /// <inheritdoc/>
    public override IReadOnlyList<Weight>? Weights(LayerInputs inputs) =>
        Tensors.Select(tensor => tensor.ToWeight()).ToArray();

    /// <inheritdoc/>
    protected sealed override TensorShape OutputShape(LayerInputs inputs) => Output(inputs);

    /// <inheritdoc cref="OutputShape"/>
    // Under another name: the shape that a user gives is the setting OutputShape.
    private protected abstract TensorShape Output(LayerInputs inputs);

    private protected static TensorShape InLayout(TensorShape given, LayerInputs inputs) =>
        inputs.Count > 0 ? given.As(inputs.Layout) : given;
}
