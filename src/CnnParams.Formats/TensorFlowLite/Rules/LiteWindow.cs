using CnnParams.Formats.TensorFlow.Operators;
using CnnParams.Shapes;

namespace CnnParams.Formats.TensorFlowLite;

/// <summary>How TensorFlow Lite states a window: an option for each axis.</summary>
internal static class LiteWindow
{
    /// <summary>The options of the axes <c>h</c>, <c>w</c> and <c>d</c>, in that order.</summary>
    internal static Extent PerAxis(OperatorCall call, string option, string axes) =>
        new([.. axes.Select(axis => call.Whole(option + axis) ?? 1)]);
}
