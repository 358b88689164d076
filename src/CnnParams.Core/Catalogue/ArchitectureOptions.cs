using CnnParams.Shapes;

namespace CnnParams.Catalogue;

/// <summary>What can be chosen of an architecture; what is left open is as it was published.</summary>
public sealed record ArchitectureOptions
{
    /// <summary>As published.</summary>
    public static ArchitectureOptions Published { get; } = new();

    /// <summary>The number of classes.</summary>
    public long? Classes
    {
        get;
        init => field = Checked(value, nameof(Classes));
    }

    /// <summary>The size of the input image: one number, or height and width.</summary>
    public Extent? Resolution
    {
        get;
        init => field = value is null ? null : Layers.Setting.Positive(value);
    }

    /// <summary>The channels of the input image.</summary>
    public long? Channels
    {
        get;
        init => field = Checked(value, nameof(Channels));
    }

    /// <summary>The width multiplier: how many times as many filters there are.</summary>
    public double? Width
    {
        get;
        init => field = value is null or > 0 ? value : throw Layers.Setting.Invalid(nameof(Width), value, "above 0");
    }

    /// <summary>Whether the classifier at the end is there.</summary>
    public bool IncludeTop { get; init; } = true;

    /// <summary>Whether the heads that help training are there.</summary>
    public bool Auxiliary { get; init; }

    /// <summary>Where shapes have their channels.</summary>
    public ShapeLayout? Layout { get; init; }

    private static long? Checked(long? value, string option) => Layers.Setting.AtLeast(1, value, option);
}
