namespace CnnParams.Measuring.Arena;

/// <summary>What a plan of an arena is asked to assume; as TensorFlow Lite Micro does when nothing is said.</summary>
public sealed record ArenaOptions
{
    /// <summary>The alignment of TensorFlow Lite Micro (MicroArenaBufferAlignment).</summary>
    public const int DefaultAlignment = 16;

    /// <summary>How tensors get their places.</summary>
    public ArenaAlgorithm Algorithm { get; init; }

    /// <summary>What the size of each buffer is rounded up to a multiple of, in bytes.</summary>
    public int Alignment
    {
        get;
        init =>
            field = value is > 0 and <= 1 << 16
                ? value
                : throw new LayerException(
                    ErrorId.InvalidSetting,
                    $"Alignment is {value}; it should be 1 to {1 << 16} bytes"
                )
                {
                    Setting = nameof(Alignment),
                };
    } = DefaultAlignment;

    /// <summary>
    /// Which layers write over what they read, where nobody else reads it; none in TensorFlow Lite Micro.
    /// </summary>
    public InPlaceOperations InPlace { get; init; } = InPlaceOperations.None;

    /// <summary>The kernels whose scratch buffers are planned too.</summary>
    public ScratchKernels Scratch { get; init; }

    /// <summary>Whether another order of the operators is looked for, in which less is alive at once.</summary>
    public bool Reorder { get; init; }

    /// <summary>
    /// Into how many patches along each spatial axis the first layers are cut, as an estimate; 1 for whole images.
    /// </summary>
    public int Patches
    {
        get;
        init =>
            field = value is >= 1 and <= 16
                ? value
                : throw new LayerException(ErrorId.InvalidSetting, $"Patch is {value}; it should be 1 to 16 an axis")
                {
                    Setting = "Patch",
                };
    } = 1;
}
