using CnnParams.Shapes;

namespace CnnParams.Layers;

/// <summary>The shapes that arrive at a layer, in the order in which it names them.</summary>
public readonly struct LayerInputs
{
    private readonly TensorShape[] _shapes;

    /// <summary>The shapes that arrive.</summary>
    public LayerInputs(params TensorShape[] shapes) => _shapes = shapes;

    /// <summary>How many shapes arrive.</summary>
    public int Count => _shapes.Length;

    /// <summary>The first shape; the only one for most layers.</summary>
    public TensorShape First => _shapes.Length > 0 ? _shapes[0] : TensorShape.Unknown;

    /// <summary>The layout that the layer works in.</summary>
    public ShapeLayout Layout => First.Layout;

    /// <summary>The shape number <paramref name="index"/>.</summary>
    public TensorShape this[int index] => _shapes[index];

    /// <summary>All shapes.</summary>
    public IReadOnlyList<TensorShape> Shapes => _shapes;
}
