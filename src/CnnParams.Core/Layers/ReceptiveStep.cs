using CnnParams.Shapes;

namespace CnnParams.Layers;

/// <summary>How far a layer sees.</summary>
public enum ReceptiveReach : long
{
    /// <summary>Each output value sees the input value at its own place.</summary>
    Point,

    /// <summary>Each output value sees a window.</summary>
    Window,

    /// <summary>Each output value sees the whole input.</summary>
    Whole,

    /// <summary>What is seen cannot be said in positions (reshapes, permutations, unknown operators).</summary>
    Unknown,
}

/// <summary>What one step of a layer adds to the receptive field, axis by axis.</summary>
public sealed class ReceptiveStep
{
    private ReceptiveStep(ReceptiveReach reach, IReadOnlyList<ReceptiveAxis> axes)
    {
        Reach = reach;
        Axes = axes;
    }

    /// <summary>Nothing is added.</summary>
    public static ReceptiveStep Point { get; } = new(ReceptiveReach.Point, []);

    /// <summary>The whole input is seen.</summary>
    public static ReceptiveStep Whole { get; } = new(ReceptiveReach.Whole, []);

    /// <summary>Positions lose their meaning here.</summary>
    public static ReceptiveStep Unknown { get; } = new(ReceptiveReach.Unknown, []);

    /// <summary>How far the layer sees.</summary>
    public ReceptiveReach Reach { get; }

    /// <summary>The window of each spatial axis, for <see cref="ReceptiveReach.Window"/>.</summary>
    public IReadOnlyList<ReceptiveAxis> Axes { get; }

    /// <summary>A window on each spatial axis; unknown where that of one axis is.</summary>
    public static ReceptiveStep Window(params ReceptiveAxis?[] axes) =>
        Array.TrueForAll(axes, axis => axis is not null)
            ? new(ReceptiveReach.Window, Array.ConvertAll(axes, axis => axis!))
            : Unknown;
}
