using CnnParams.Formats.Onnx.Inference;
using CnnParams.Layers;
using CnnParams.Shapes;

namespace CnnParams.Formats.Onnx.Building.Rules;

/// <summary>
/// Recurrent layers. ONNX keeps the matrices of both directions in one tensor, and both biases of a gate in another;
/// its outputs have an axis for the directions, which a view after the layer makes.
/// </summary>
internal sealed class RecurrentLayerRule : LayerRule
{
    internal override IEnumerable<string> Operators => ["LSTM", "GRU", "RNN"];

    internal override bool LeavesOtherAxes => true;

    internal override Layer? Create(LayerCall call)
    {
        bool isBidirectional = RecurrentShapeRule.Directions(call.Operation) == 2;
        if (
            RecurrentShapeRule.Units(call.Operation)?.Value is not { } units
            || call.Sizes(1) is not [_, _, var features]
            || !call.Reads(0)
        )
            return null;

        string[] directions = isBidirectional ? ["forward_", "backward_"] : [""];
        bool hasBias = call.Operation.Has(3);
        // With the channels last, after a transposition, a layer has both biases of a direction as one weight, as Keras
        // does.
        string[] biases = call.Incoming.Layout == ShapeLayout.ChannelsLast ? ["bias"] : ["bias", "recurrent_bias"];
        if (
            !call.WeighsParts(1, [.. directions.Select(direction => direction + "kernel")])
            || !call.WeighsParts(2, [.. directions.Select(direction => direction + "recurrent_kernel")])
            || (
                hasBias
                && !call.WeighsParts(
                    3,
                    [.. directions.SelectMany(direction => biases.Select(bias => direction + bias))]
                )
            )
        )
        {
            return null;
        }

        // The peepholes of an LSTM are learned too, but no part of the layer's rule.
        call.WeighsBeside(7);
        // Rows of an image, or other sequences of one sample: the layer runs over each of them.
        var layer = Made(call, units, features, hasBias, isBidirectional);
        if (call.Incoming.First is not { Rank: 3 } several)
            return layer;
        call.ReadsAs(
            new TensorShape([several.Dimensions[1], several.Dimensions[0], several.Dimensions[2]], several.Layout)
        );
        return new TimeDistributed { Layer = layer };
    }

    private static RecurrentLayer Made(LayerCall call, long units, long features, bool hasBias, bool isBidirectional) =>
        call.Operator switch
        {
            "LSTM" => new LSTM
            {
                Units = units,
                InputFeatures = features,
                UseBias = hasBias,
                BiasCount = 2,
                Bidirectional = isBidirectional,
                ReturnSequences = true,
            },
            "GRU" => new GRU
            {
                Units = units,
                InputFeatures = features,
                UseBias = hasBias,
                BiasCount = 2,
                Bidirectional = isBidirectional,
                ReturnSequences = true,
                ResetAfter = call.Node.Number("linear_before_reset", 0) != 0,
            },
            _ => new SimpleRNN
            {
                Units = units,
                InputFeatures = features,
                UseBias = hasBias,
                BiasCount = 2,
                Bidirectional = isBidirectional,
                ReturnSequences = true,
            },
        };
}
