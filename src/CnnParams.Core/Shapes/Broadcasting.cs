namespace CnnParams.Shapes;

/// <summary>NumPy's broadcasting: axes are aligned at the end, and an axis of 1 is repeated.</summary>
internal static class Broadcasting
{
    /// <summary>The shape that two shapes make together.</summary>
    /// <exception cref="LayerException">An axis differs in two sizes above 1.</exception>
    internal static TensorShape Of(TensorShape left, TensorShape right)
    {
        if (!left.HasRank || !right.HasRank)
            return left.HasRank ? left.Like(left.Axes.Select(_ => Dimension.Unknown).ToArray()) : left;

        var (longer, shorter) = left.Rank >= right.Rank ? (left, right) : (right, left);
        var axes = (Dimension[])longer.Axes.Clone();
        for (int i = 0; i < shorter.Rank; i++)
        {
            int at = longer.Rank - shorter.Rank + i;
            axes[at] =
                Of(axes[at], shorter[i])
                ?? throw new LayerException(
                    ErrorId.ShapeMismatch,
                    $"{left} and {right} do not merge: each axis must be equal, or 1 in one of them"
                );
        }

        return longer.Like(axes);
    }

    private static Dimension? Of(Dimension left, Dimension right)
    {
        if (left == right || right.Size == 1)
            return left;
        if (left.Size == 1)
            return right;
        if (left.IsKnown && right.IsKnown)
            return null;
        // An open axis beside a known one above 1 can only be the same.
        return left.IsKnown ? left
            : right.IsKnown ? right
            : Dimension.Unknown;
    }
}
