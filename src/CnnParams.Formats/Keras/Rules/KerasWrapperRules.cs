using CnnParams.Layers;

namespace CnnParams.Formats.Keras;

/// <summary>
/// keras.layers: layers that hold another one. A wrapped model is taken apart by the builder of the network.
/// </summary>
internal sealed class KerasWrapperRules : KerasRules
{
    public KerasWrapperRules()
    {
        Map("TimeDistributed", call => Wrapper(call, "TimeDistributed", call with { Arguments = PerStep(call) }));
        Map("Bidirectional", call => Wrapper(call, "Bidirectional", call).With("MergeMode", Merging(call)));
        Map("Wrapper SpectralNormalization", Inside);
    }

    // None is written as null; where nothing is written, it is the default.
    private static string? Merging(KerasCall call) =>
        call.Config.IsNull("merge_mode") ? nameof(DirectionMerge.None) : call.Config.Text("merge_mode");

    private static KerasDraft Wrapper(KerasCall call, string type, KerasCall inside)
    {
        var inner = inside.Inner("layer");
        if (inner is null)
        {
            call.Warn("the layer that it holds is not known");
            return new KerasDraft("Operation").With("OperatorType", call.Layer.ClassName);
        }

        return new KerasDraft(type) { Reads = [.. call.Arguments.Take(1)] }.With("Layer", inner.Create());
    }

    // The wrapped layer sees one step at a time.
    private static IReadOnlyList<KerasArgument> PerStep(KerasCall call) =>
        [.. call.Arguments.Select(argument => argument with { Shape = KerasScope.OneStep(argument.Shape) })];

    private static KerasDraft Inside(KerasCall call)
    {
        if (call.Inner("layer") is not { } inner)
        {
            call.Warn("the layer that it holds is not known");
            return new KerasDraft("Operation").With("OperatorType", call.Layer.ClassName);
        }

        return inner;
    }
}
