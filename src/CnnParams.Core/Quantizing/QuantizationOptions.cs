namespace CnnParams.Quantizing;

/// <summary>How a network is quantised.</summary>
public sealed record QuantizationOptions
{
    /// <summary>How the numbers of its layers are stored.</summary>
    public QuantizationScheme Scheme { get; init; } = QuantizationScheme.Int8;

    /// <summary>The format whose conventions hold.</summary>
    public QuantizedFormat Format { get; init; } = QuantizedFormat.TFLite;

    /// <summary>What has a scale of its own.</summary>
    public Granularity Granularity { get; init; } = Granularity.Usual;

    /// <summary>The scheme of a layer, by its name, where it is another one; null for all others.</summary>
    public Func<string, QuantizationScheme?> Overrides { get; init; } = _ => null;

    /// <summary>The scheme of a layer.</summary>
    internal QuantizationScheme SchemeOf(string layer) => Overrides(layer) ?? Scheme;

    /// <summary>The options as a title says them: <c>Int8 (TFLite)</c>.</summary>
    public override string ToString() =>
        Granularity == Granularity.Usual ? $"{Scheme} ({Format})" : $"{Scheme} ({Format}, {Granularity})";
}
