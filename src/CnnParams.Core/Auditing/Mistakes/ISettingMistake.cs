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
}
