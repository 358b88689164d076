namespace CnnParams;

/// <summary>What is wrong with a layer or a network; the name of each is stable, for scripts that look at it.</summary>
public enum ErrorId : long
{
    /// <summary>The type is not one that exists.</summary>
    UnknownLayerType,

    /// <summary>The architecture, or its variant, is not one of the catalogue.</summary>
    UnknownArchitecture,

    /// <summary>The block is not one that exists.</summary>
    UnknownBlock,

    /// <summary>The cost convention is not one that exists.</summary>
    UnknownCostConvention,

    /// <summary>The type does not have this setting.</summary>
    UnknownSetting,

    /// <summary>The type needs a setting that is not given.</summary>
    MissingSetting,

    /// <summary>The value of a setting is not possible.</summary>
    InvalidSetting,

    /// <summary>A shape is not possible, or not one that the layer can take.</summary>
    InvalidShape,

    /// <summary>The layer could not be made, and is missing in the network.</summary>
    UnmadeLayer,

    /// <summary>The window is larger than what it slides over.</summary>
    WindowTooLarge,

    /// <summary>Channels or filters are not divisible by the number of groups.</summary>
    IndivisibleGroups,

    /// <summary>Shapes that meet in a layer do not merge.</summary>
    ShapeMismatch,

    /// <summary>The layer reads fewer or more layers than it can.</summary>
    WrongInputCount,

    /// <summary>The network does not begin with an Input layer.</summary>
    MissingInputLayer,

    /// <summary>A layer reads one that does not exist.</summary>
    UnknownInput,

    /// <summary>Layers read each other in a circle.</summary>
    CyclicNetwork,

    /// <summary>Two layers have the same name.</summary>
    DuplicateName,

    /// <summary>The layer whose weights should be shared does not exist, or has other weights.</summary>
    InvalidWeightSharing,

    /// <summary>A number is larger than 2^63-1.</summary>
    SizeOverflow,

    /// <summary>A limit is not one that can be held, or has a value that is none.</summary>
    InvalidLimit,

    /// <summary>The device is not one that is known.</summary>
    UnknownDevice,

    /// <summary>What should vary is not there, or cannot vary in this way.</summary>
    InvalidChoice,
}

/// <summary>
/// A layer that cannot be: says what is wrong and what would be right. The network adds the layer's name.
/// </summary>
public sealed class LayerException : Exception
{
    /// <summary>An error about a layer.</summary>
    public LayerException(ErrorId id, string message, Exception? inner = null)
        : base(PrintableText.Message(message), inner) => Id = id;

    /// <summary>The stable identifier.</summary>
    public ErrorId Id { get; }

    /// <summary>The setting that is wrong; null where it is none, or several.</summary>
    public string? Setting { get; init; }

    /// <summary>
    /// The row of a table of modules that is wrong, counted from 0; null where there is no such table.
    /// </summary>
    public int? Row { get; init; }
}
