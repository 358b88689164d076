using System.Management.Automation;
using CnnParams.Layers;

namespace CnnParams.PowerShell;

/// <summary>
/// Makes shapes, extents and paddings of what a script has: '32x32x3', 32,32,3 or 5. The Types file names it.
/// </summary>
public sealed class SettingConverter : PSTypeConverter
{
    /// <inheritdoc/>
    public override bool CanConvertFrom(object sourceValue, Type destinationType) => sourceValue is not null;

    /// <inheritdoc/>
    /// <exception cref="LayerException">It is not such a value; the message says how to write one.</exception>
    public override object ConvertFrom(
        object sourceValue,
        Type destinationType,
        IFormatProvider formatProvider,
        bool ignoreCase
    ) => SettingValue.Convert(PipelineValue.Plain(sourceValue)!, destinationType, destinationType.Name);

    /// <inheritdoc/>
    public override bool CanConvertTo(object sourceValue, Type destinationType) => false;

    /// <inheritdoc/>
    public override object ConvertTo(
        object sourceValue,
        Type destinationType,
        IFormatProvider formatProvider,
        bool ignoreCase
    ) => throw new NotSupportedException();
}
