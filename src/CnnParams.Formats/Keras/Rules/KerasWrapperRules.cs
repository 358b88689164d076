using CnnParams.Layers;

namespace CnnParams.Formats.Keras;

/// <summary>
/// keras.layers: layers that hold another one. A wrapped model is taken apart by the builder of the network.
/// </summary>
internal sealed class KerasWrapperRules : KerasRules
{
    public KerasWrapperRules()
    {
        Map("TimeDistributed", call => Wrapper(call, PerStep(call), inner => new TimeDistributed { Layer = inner }));
        Map(
            "Bidirectional",
            call => Wrapper(call, call, inner => new Bidirectional { Layer = inner, MergeMode = Merging(call) })
        );
        Map("Wrapper SpectralNormalization", Inside);
    }

    // None is written as null; where nothing is written, it is the default.
    private static DirectionMerge Merging(KerasCall call) =>
        call.Config.IsNull("merge_mode")
            ? DirectionMerge.None
            : call.Config.Given<DirectionMerge?>("merge_mode") ?? DirectionMerge.Concat;

    private static KerasDraft Wrapper(KerasCall call, KerasCall inside, Func<Layer, Layer> wrap) =>
        inside.Inner("layer") is { } inner
            ? new KerasDraft(wrap(inner.Layer)) { Reads = [.. call.Arguments.Take(1)] }
            : Empty(call);

    // The wrapped layer sees one step at a time.
    private static KerasCall PerStep(KerasCall call) =>
        call with
        {
            Arguments =
            [
                .. call.Arguments.Select(argument => argument with { Shape = KerasScope.OneStep(argument.Shape) }),
            ],
        };

    private static KerasDraft Inside(KerasCall call) => call.Inner("layer") ?? Empty(call);

    private static KerasDraft Empty(KerasCall call)
    {
        call.Warn("the layer that it holds is not known");
        return call.Unknown();
    }
}
