namespace CnnParams.Shapes;

/// <summary>Shapes that are kept once: a network of many layers has few different ones.</summary>
internal sealed class ShapeSet
{
    private readonly Dictionary<TensorShape, TensorShape> _shapes = new(new WithLayout());

    /// <summary>The shape that was kept first of those that are like this one.</summary>
    internal TensorShape Kept(TensorShape shape)
    {
        if (_shapes.TryGetValue(shape, out var kept))
            return kept;
        _shapes.Add(shape, shape);
        return shape;
    }

    private sealed class WithLayout : IEqualityComparer<TensorShape>
    {
        public bool Equals(TensorShape? x, TensorShape? y) => x is not null && x.Equals(y) && x.Layout == y.Layout;

        public int GetHashCode(TensorShape obj) => obj.GetHashCode();
    }
}
