using CnnParams.Shapes;

namespace CnnParams.Layers;

/// <summary>The input shapes of a layer, in the order in which it names them.</summary>
public readonly struct LayerInputs
{
    // Most layers read one shape, and need no list for it.
    private readonly TensorShape? _single;
    private readonly TensorShape[]? _several;

    /// <summary>The one input shape.</summary>
    public LayerInputs(TensorShape shape) => _single = shape;

    /// <summary>The input shapes.</summary>
    public LayerInputs(params TensorShape[] shapes) => _several = shapes;

    /// <summary>How many input shapes there are.</summary>
    public int Count => _single is not null ? 1 : _several?.Length ?? 0;

    /// <summary>The first shape; the only one for most layers.</summary>
    public TensorShape First => _single ?? (_several?.Length > 0 ? _several[0] : TensorShape.Unknown);

    /// <summary>The layout that the layer works in.</summary>
    public ShapeLayout Layout => First.Layout;

    /// <summary>The shape number <paramref name="index"/>.</summary>
    /// <exception cref="LayerException">There are fewer.</exception>
    public TensorShape this[int index] =>
        index >= 0 && index < Count
            ? _single ?? _several![index]
            : throw new LayerException(ErrorId.WrongInputCount, $"it needs input {index + 1}, but reads {Count}");

    /// <summary>The same axes with the channels taken to be elsewhere.</summary>
    internal LayerInputs As(ShapeLayout layout) =>
        _single is not null
            ? new LayerInputs(_single.As(layout))
            : new LayerInputs(Array.ConvertAll(_several ?? [], shape => shape.As(layout)));

    /// <summary>All shapes.</summary>
    public IReadOnlyList<TensorShape> Shapes => _single is null ? _several ?? [] : [_single];
}
