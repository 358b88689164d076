using CnnParams.Layers;
using CnnParams.Measuring;
using CnnParams.Shapes;

namespace CnnParams.Reports.Figures;

/// <summary>One thing of a figure: layers that are drawn together.</summary>
internal sealed class Stage
{
    /// <summary>The name of the layer, of the block, or of the first and the last.</summary>
    internal required string Name { get; init; }

    /// <summary>What it does: the type of its layer with the window, or how many blocks there are.</summary>
    internal required string Operation { get; init; }

    /// <summary>The layers together.</summary>
    internal required BlockMeasurement Numbers { get; init; }

    /// <summary>The layers in order.</summary>
    internal required IReadOnlyList<LayerMeasurement> Rows { get; init; }

    /// <summary>The layer that gives the colour and the window: the one with most weights.</summary>
    internal required LayerMeasurement Main { get; init; }

    /// <summary>How many of the same follow each other here.</summary>
    internal required int Repeats { get; init; }

    /// <summary>The stages whose outputs it reads, by number.</summary>
    internal required IReadOnlyList<int> Reads { get; init; }

    /// <summary>What it does, roughly.</summary>
    internal LayerKind Kind => LayerKinds.Of(Main.GetLayer());

    /// <summary>The shape of its output.</summary>
    internal TensorShape Shape => Numbers.OutputShape;

    /// <summary>The sizes of the spatial axes; none of a vector, and none where they are not known.</summary>
    internal IReadOnlyList<long> Positions => Shape.IsKnown ? [.. Shape.GetSpatial().Select(axis => axis.Value)] : [];

    /// <summary>The channels, or the values of a vector; null where they are not known.</summary>
    internal long? Channels => Shape.HasRank ? Shape.GetChannels().Size : null;

    /// <summary>The shape as figures write it: <c>8@28×28</c>, or the values of a vector.</summary>
    internal string ShapeText =>
        !Shape.HasRank ? "?"
        : Shape.GetSpatial() is { Count: > 0 } axes ? $"{Shape.GetChannels()}@{string.Join("×", axes)}"
        : Shape.GetChannels().ToString();

    /// <summary>The names of its layers, one after the other, for programs that read the figure.</summary>
    internal string LayerNames => Rows.Count == 1 ? Rows[0].Name : $"{Rows[0].Name} {Rows[Rows.Count - 1].Name}";
}
