namespace CnnParams.Writing;

/// <summary>How a network is written.</summary>
public sealed class WriteOptions
{
    /// <summary>The name of the format; found by the extension when not given.</summary>
    public string? Format { get; init; }

    /// <summary>Whether a file that is there is left alone, with an error.</summary>
    public bool NoClobber { get; init; }

    /// <summary>Whether a file that is read-only is replaced all the same.</summary>
    public bool Force { get; init; }
}
