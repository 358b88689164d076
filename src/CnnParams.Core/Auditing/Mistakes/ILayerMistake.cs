using CnnParams.Layers;
using CnnParams.Measuring;

namespace CnnParams.Auditing.Mistakes;

/// <summary>
/// A mistake about what a layer is: whatever follows from it, in this layer and after it, is measured and not guessed.
/// The search finds every class that is one.
/// </summary>
[FoundByItself]
internal interface ILayerMistake
{
    /// <summary>The layers that somebody could have had in mind; none where the mistake cannot be made.</summary>
    /// <param name="row">The layer.</param>
    /// <param name="wrong">The claims about the layer that are wrong, for mistakes that are read from these.</param>
    IEnumerable<MistakenLayer> Make(LayerMeasurement row, IReadOnlyList<Claim> wrong);
}

/// <summary>Another layer in place of one.</summary>
/// <param name="Slip">The mistake.</param>
/// <param name="Applied">The layer that somebody had in mind; an error where it cannot be.</param>
internal sealed record MistakenLayer(Slip Slip, Func<Layer, Layer> Applied)
{
    /// <summary>Another value of a setting.</summary>
    /// <param name="slip">The mistake.</param>
    /// <param name="setting">The name of the setting.</param>
    /// <param name="value">The value that somebody had in mind; null for the setting not given.</param>
    internal MistakenLayer(Slip slip, string setting, object? value)
        : this(slip, layer => LayerTypes.Of(layer).With(layer, setting, value)) { }

    /// <summary>Whether somebody who makes the mistake makes it in all layers.</summary>
    internal bool IsHabit { get; init; } = true;

    /// <summary>The row of the other layer, whatever follows; none where it cannot be.</summary>
    internal LayerMeasurement? Measured(LayerMeasurement row)
    {
        try
        {
            return Revision.Measured(row, Applied(row.Layer), [.. row.SeenInputs.Shapes]);
        }
        catch (LayerException)
        {
            return null;
        }
    }
}
