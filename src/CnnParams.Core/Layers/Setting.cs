using System.Runtime.CompilerServices;
using CnnParams.Shapes;

namespace CnnParams.Layers;

/// <summary>Marks a property of a layer, or a parameter of a block, as a setting that users give.</summary>
/// <param name="description">What it sets, as help shows it.</param>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Parameter)]
public sealed class SettingAttribute(string description) : Attribute
{
    /// <summary>What it sets.</summary>
    public string Description { get; } = description;

    /// <summary>Whether the layer cannot be without it.</summary>
    public bool Required { get; init; }

    /// <summary>
    /// Whether a number without a name means this one, where the layer can be without: the window of a pool.
    /// </summary>
    public bool First { get; init; }

    /// <summary>Which size of the layer it is, where it is one.</summary>
    public SettingSize Size { get; init; }

    /// <summary>
    /// What another framework calls it in this type, separated by spaces, where the word is none of the type's own:
    /// KernelSize of a pool. A word of several settings sets them all.
    /// </summary>
    public string OtherNames { get; init; } = "";
}

/// <summary>A size of a layer that a setting is: no number of a network falls when one of them grows.</summary>
public enum SettingSize : long
{
    /// <summary>It is no size, or one that the output can shrink with, such as a kernel.</summary>
    None,

    /// <summary>The output channels or units, which make a network wider.</summary>
    Output,

    /// <summary>
    /// The input channels or features, which the layer before has, too: stated where that is not known.
    /// </summary>
    Input,

    /// <summary>How many output channels there are for each input channel.</summary>
    Multiplier,
}

/// <summary>Checks of the values of settings; each names the setting that it checks.</summary>
internal static class Setting
{
    internal static long AtLeast(long least, long value, [CallerMemberName] string setting = "") =>
        value >= least ? value : throw Invalid(setting, value, $"{least} or more");

    internal static long? AtLeast(long least, long? value, [CallerMemberName] string setting = "") =>
        value is { } given ? AtLeast(least, given, setting) : null;

    internal static Extent Positive(Extent value, [CallerMemberName] string setting = "") =>
        value.Smallest >= 1 ? value : throw Invalid(setting, value, "1 or more on every axis");

    internal static Extent? PositiveOrNone(Extent? value, [CallerMemberName] string setting = "") =>
        value is null ? null : Positive(value, setting);

    internal static Extent NotNegative(Extent value, [CallerMemberName] string setting = "") =>
        value.Smallest >= 0 ? value : throw Invalid(setting, value, "zero or more on every axis");

    internal static Padding NotNegative(Padding value, [CallerMemberName] string setting = "") =>
        !value.HasNegativeSide ? value : throw Invalid(setting, value, "zero or more on every side");

    internal static Padding InNumbers(Padding value, [CallerMemberName] string setting = "") =>
        value.IsExplicit
            ? value
            : throw Invalid(setting, value, "numbers: one, one per axis, or pairs begin:end per axis");

    internal static IReadOnlyList<long> AllAtLeast(
        long least,
        IReadOnlyList<long> values,
        [CallerMemberName] string setting = ""
    ) =>
        values.All(value => value >= least)
            ? values
            : throw Invalid(setting, string.Join(",", values), $"numbers of {least} or more");

    internal static IReadOnlyList<long> NotZero(IReadOnlyList<long> axes, [CallerMemberName] string setting = "") =>
        axes.All(axis => axis != 0)
            ? axes
            : throw Invalid(setting, string.Join(",", axes), "axes counted from 1, or negative from the end");

    internal static LayerException Invalid(string setting, object value, string right) =>
        new(ErrorId.InvalidSetting, $"{setting} is {value}; it must be {right}") { Setting = setting };
}
