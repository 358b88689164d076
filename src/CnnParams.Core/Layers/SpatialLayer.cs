using System.Globalization;
using CnnParams.Explaining;
using CnnParams.Formulas;
using CnnParams.Shapes;

namespace CnnParams.Layers;

/// <summary>A layer that works on images: 1, 2 or 3 spatial axes and channels.</summary>
public abstract class SpatialLayer : Layer
{
    private static readonly string[][] AxisNames =
    [
        ["length"],
        ["height", "width"],
        ["depth", "height", "width"],
    ];

    private protected SpatialLayer(int spatialRank) =>
        SpatialRank = spatialRank is >= 1 and <= 3
            ? spatialRank
            : throw new ArgumentOutOfRangeException(nameof(spatialRank), spatialRank, "1, 2 or 3 spatial axes.");

    /// <summary>The number of spatial axes.</summary>
    public int SpatialRank { get; }

    /// <summary>Where the channels are, where the layer takes them elsewhere than its network does.</summary>
    [Setting(
        "Where the layer takes the channels to be (data_format): ChannelsLast or ChannelsFirst; as the network's Input "
            + "when not given."
    )]
    public ShapeLayout? Layout { get; init; }

    /// <inheritdoc/>
    internal override bool TellsChannels => true;

    /// <inheritdoc/>
    internal override ShapeLayout? OwnLayout => Layout;

    /// <summary>The names of the spatial axes in order.</summary>
    private protected IReadOnlyList<string> SpatialAxes => AxisNames[SpatialRank - 1];

    /// <summary>The input shape, made sure to be an image of this rank or unknown.</summary>
    /// <exception cref="LayerException">It has another number of axes.</exception>
    private protected TensorShape Image(LayerInputs inputs)
    {
        var shape = inputs.First;
        if (!shape.HasRank)
            return shape.Like(Enumerable.Repeat(Dimension.Unknown, SpatialRank + 1).ToArray());
        if (shape.Rank == SpatialRank + 1)
            return shape;

        var axes =
            shape.Layout == ShapeLayout.ChannelsFirst
                ? SpatialAxes.Prepend("channels")
                : SpatialAxes.Append("channels");
        throw new LayerException(
            ErrorId.InvalidShape,
            $"reads {shape}; it needs ({string.Join(",", axes)}){SiblingFor(shape.Rank - 1)}"
        );
    }

    // The same kind of layer for as many axes, where there is one.
    private string SiblingFor(int rank)
    {
        string ending = string.Format(CultureInfo.InvariantCulture, "{0}D", SpatialRank);
        if (rank is < 1 or > 3 || !Type.EndsWith(ending, StringComparison.Ordinal))
            return "";
        string sibling = string.Format(
            CultureInfo.InvariantCulture,
            "{0}{1}D",
            Type.Substring(0, Type.Length - ending.Length),
            rank
        );
        return LayerTypes.Find(sibling) is null ? ""
            : rank < SpatialRank ? $"; {sibling} reads such a shape"
            : $"; {sibling} reads such a shape, and a batch is not written";
    }

    /// <summary>Makes sure that a setting has one number, or one for each spatial axis.</summary>
    private protected Extent Checked(Extent value, string setting) =>
        value.HasRank(SpatialRank) ? value : throw Setting.Invalid(setting, value, AxisCount);

    /// <inheritdoc cref="Checked(Extent, string)"/>
    private protected Padding Checked(Padding value, string setting) =>
        value.HasRank(SpatialRank) ? value : throw Setting.Invalid(setting, value, AxisCount);

    /// <summary>How many numbers a setting for each axis can have, for messages.</summary>
    private protected string AxisCount => $"one for all axes or {SpatialRank} ({string.Join(", ", SpatialAxes)})";

    /// <summary>The output of a rule that is applied to each spatial axis.</summary>
    private protected Dimension[] PerAxis(Func<int, Dimension> rule)
    {
        var spatial = new Dimension[SpatialRank];
        for (int i = 0; i < SpatialRank; i++)
            spatial[i] = rule(i);
        return spatial;
    }

    /// <summary>What is seen along each spatial axis.</summary>
    private protected ReceptiveStep WindowPerAxis(Func<int, ReceptiveAxis?> rule) =>
        Layers.ReceptiveStep.Window([.. Enumerable.Range(0, SpatialRank).Select(rule)]);

    /// <summary>The rule of each spatial axis whose size is known.</summary>
    private protected IReadOnlyList<AxisRule> ExplainAxes(LayerInputs inputs, Func<int, long, Working> rule)
    {
        var image = Image(inputs);
        var rules = new List<AxisRule>(SpatialRank);
        for (int i = 0; i < SpatialRank; i++)
        {
            if (image.Spatial(i).Size is { } size)
                rules.Add(new AxisRule(SpatialAxes[i], rule(i, size)));
        }

        return rules;
    }
}
