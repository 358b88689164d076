using CnnParams.Shapes;

namespace CnnParams.Comparing;

/// <summary>Shapes of two networks, one of which may have its channels first: (3,32,32) is (32,32,3) there.</summary>
internal static class SameShape
{
    /// <summary>A shape as all networks write it here, the channels last.</summary>
    internal static string Text(TensorShape shape) =>
        shape is { Layout: ShapeLayout.ChannelsFirst, Rank: > 1 }
            ? $"({string.Join(",", shape.Dimensions.Skip(1).Append(shape[0]))})"
            : shape.ToString();

    internal static bool Are(IReadOnlyList<TensorShape> left, IReadOnlyList<TensorShape> right) =>
        left.Count == right.Count && left.Zip(right, (a, b) => a.Equals(b) || Text(a) == Text(b)).All(same => same);
}
