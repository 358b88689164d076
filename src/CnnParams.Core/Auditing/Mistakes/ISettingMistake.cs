using CnnParams.Layers;
using CnnParams.Measuring;

namespace CnnParams.Auditing.Mistakes;

/// <summary>
/// A mistake about a setting of a layer: whatever follows from it, in this layer and behind it, is measured and not
/// guessed. The search finds every class that is one.
/// </summary>
internal interface ISettingMistake
{
    /// <summary>The settings that somebody could have had in mind; none where the mistake cannot be made.</summary>
    /// <param name="row">The layer.</param>
    /// <param name="wrong">The claims about the layer that are wrong, for mistakes that are read from these.</param>
    IEnumerable<SettingChange> Make(LayerMeasurement row, IReadOnlyList<Claim> wrong);
}

/// <summary>Another value of a setting.</summary>
/// <param name="Slip">The mistake.</param>
/// <param name="Setting">The name of the setting.</param>
/// <param name="Value">The value that somebody had in mind.</param>
internal sealed record SettingChange(Slip Slip, string Setting, object Value)
{
    /// <summary>Whether somebody who makes the mistake makes it in all layers.</summary>
    internal bool IsHabit { get; init; } = true;

    /// <summary>A layer with this value of the setting.</summary>
    /// <exception cref="LayerException">The layer cannot have it.</exception>
    internal Layer Applied(Layer layer) => LayerTypes.Of(layer).With(layer, Setting, Value);

    /// <summary>The row of a layer with this value of the setting, whatever follows; none where it cannot be.</summary>
    internal LayerMeasurement? Applied(LayerMeasurement row)
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
