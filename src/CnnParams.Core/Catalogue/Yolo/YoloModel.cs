namespace CnnParams.Catalogue.Yolo;

/// <summary>A row of a model: what it reads, how often it is repeated, the module and its arguments.</summary>
/// <param name="From">The rows that are read: counted from 0, or back from this one where negative.</param>
/// <param name="Repeats">How often the module, or what it is made of, is repeated before any scaling.</param>
/// <param name="Module">The name of the module: Conv, C2f, Detect.</param>
/// <param name="Arguments">Its arguments, as the table has them.</param>
public sealed record YoloRow(IReadOnlyList<int> From, long Repeats, string Module, IReadOnlyList<object?> Arguments);

/// <summary>
/// The boxes to start from on each level, as an argument of a head: by these, tables of YOLOv3's and YOLOv5's own
/// repositories are told from those of Ultralytics' package, whose modules of the same names differ.
/// </summary>
/// <param name="Count">How many there are on a level.</param>
public sealed record YoloAnchors(long Count);

/// <summary>How a model is scaled.</summary>
/// <param name="Name">The letter: n, s, m, l, x; empty where there is none.</param>
/// <param name="Depth">How many times as many repeats there are.</param>
/// <param name="Width">How many times as many channels there are.</param>
/// <param name="MostChannels">The most channels, before the width is applied.</param>
public sealed record YoloScale(string Name, double Depth, double Width, double MostChannels)
{
    /// <summary>No scaling: channels and repeats as the table has them.</summary>
    public static YoloScale None { get; } = new("", 1, 1, double.PositiveInfinity);

    /// <summary>A number of channels, brought up to a multiple of 8.</summary>
    public long Channels(long channels) =>
        checked((long)Math.Ceiling(Math.Min(channels, MostChannels) * Width / 8) * 8);

    /// <summary>A number of repeats; one stays one.</summary>
    public long Repeats(long repeats) =>
        repeats > 1 ? Math.Max(1, checked((long)Math.Round(repeats * Depth, MidpointRounding.ToEven))) : repeats;
}

/// <summary>A model as Ultralytics' tables describe it: a list of modules, each of which reads earlier ones.</summary>
public sealed record YoloModel
{
    /// <summary>The rows, those of the head after those of the backbone.</summary>
    public required IReadOnlyList<YoloRow> Rows { get; init; }

    /// <summary>The number of classes.</summary>
    public long Classes { get; init; } = 80;

    /// <summary>How it is scaled.</summary>
    public YoloScale Scale { get; init; } = YoloScale.None;

    /// <summary>The boxes to start from on each level; null in tables of Ultralytics' package.</summary>
    public long? Anchors =>
        Rows.SelectMany(row => row.Arguments).OfType<YoloAnchors>().FirstOrDefault() is { } anchors
            ? anchors.Count
            : null;

    /// <summary>Whether attention is that of YOLOv12-turbo, from YOLOv12's own repository.</summary>
    public bool IsTurbo { get; init; }

    /// <summary>Channels that the width does not scale: those that a head says of each position.</summary>
    internal long Unscaled => Anchors is { } anchors ? checked(anchors * (Classes + 5)) : Classes;

    /// <summary>The activation of all modules that do not name their own.</summary>
    public string? Function { get; init; } = "silu";

    /// <summary>The bins of a side of a box (DFL); 1 for a side that is one number.</summary>
    public long Bins { get; init; } = 16;

    /// <summary>Whether the head has a second branch that needs no suppression of doubles (YOLO 10 and 26).</summary>
    public bool IsEndToEnd { get; init; }

    /// <summary>Key points and values of each.</summary>
    public IReadOnlyList<long> KeyPoints { get; init; } = [17, 3];
}
