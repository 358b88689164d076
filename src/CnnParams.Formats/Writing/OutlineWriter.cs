namespace CnnParams.Formats.Writing;

/// <summary>A writer whose rules give the layers to an outline, which then is written.</summary>
/// <param name="format">The name of the format.</param>
/// <param name="extension">How the names of its files end.</param>
/// <param name="begin">Makes the outline of a network.</param>
internal abstract class OutlineWriter<TOutline>(string format, string extension, Func<WritableNetwork, TOutline> begin)
    : IModelWriter
    where TOutline : class
{
    /// <inheritdoc/>
    public string Format => format;

    /// <inheritdoc/>
    public IReadOnlyList<string> Extensions { get; } = [extension];

    /// <inheritdoc/>
    public void Write(WritableNetwork network, string fileName, Stream output, CancellationToken cancellation)
    {
        var outline = begin(network);
        LayerRules<TOutline>.WriteAll(network, format, outline, cancellation);
        Write(outline, output);
    }

    private protected abstract void Write(TOutline outline, Stream output);
}
