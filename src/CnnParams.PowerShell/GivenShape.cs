using CnnParams.Layers;
using CnnParams.Shapes;

namespace CnnParams.PowerShell;

/// <summary>The shape that a parameter -InputShape gives.</summary>
internal static class GivenShape
{
    /// <summary>The shape that is given as numbers or as text; null where none is given.</summary>
    /// <exception cref="LayerException">What is given is no shape.</exception>
    internal static TensorShape? Of(object? value) =>
        PipelineValue.Plain(value) is { } shape
            ? (TensorShape)SettingValue.Convert(shape, typeof(TensorShape), "InputShape")
            : null;
}
