using CnnParams.Formats.TensorFlow.Operators;
using CnnParams.Layers;

namespace CnnParams.Formats.TensorFlow;

/// <summary>Normalisations.</summary>
internal sealed class NormalizationOperators : TensorFlowRules
{
    /// <summary>The vectors of a batch normalisation: factor, offset, mean, variance.</summary>
    internal const int Vectors = 4;

    public NormalizationOperators()
    {
        Map("FusedBatchNorm FusedBatchNormV2 FusedBatchNormV3", call => BatchNormalization(call, 1));
        Map("LRN", call => new LocalResponseNormalization { Size = Neighbours(call.Whole("depth_radius") ?? 5) });
        Map(
            "LOCAL_RESPONSE_NORMALIZATION",
            call => new LocalResponseNormalization { Size = Neighbours(call.Whole("radius") ?? 0) }
        );
        Map(
            "L2_NORMALIZATION",
            call => GraphLayer.Operation(call.Operator, WorkKind.RootMeanSquareNormalization, call.First.Sizes)
        );
    }

    /// <summary>A batch normalisation whose vectors begin at an input.</summary>
    internal static GraphLayer BatchNormalization(OperatorCall call, int input, string suffix = "")
    {
        // While it is trained it computes mean and variance, and the file has none.
        bool isTrained = call.Truth("is_training") || call.Input(input + 2)?.Count == 0;
        var layer = new GraphLayer(
            new BatchNormalization { TrackStatistics = !isTrained, InputChannels = call.Constant(input).Count }
        )
        {
            Suffix = suffix,
        }
            .Weight("gamma", call.Constant(input))
            .Weight("beta", call.Constant(input + 1));
        return isTrained
            ? layer
            : layer.Weight("moving_mean", call.Constant(input + 2)).Weight("moving_variance", call.Constant(input + 3));
    }

    private static long Neighbours(long radius) => checked((2 * radius) + 1);
}
