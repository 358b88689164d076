using CnnParams.Formats.TensorFlow;
using CnnParams.Formats.TensorFlow.Operators;
using CnnParams.Layers;

namespace CnnParams.Formats.TensorFlowLite;

/// <summary>Units and recurrent units, whose weights TensorFlow Lite keeps a unit a row.</summary>
internal sealed class LiteProductOperators : TensorFlowRules
{
    private const int Gates = 4;

    public LiteProductOperators()
    {
        Map("FULLY_CONNECTED", Units);
        Map("UNIDIRECTIONAL_SEQUENCE_LSTM", call => Recurrent(call));
    }

    // Units see as many values as a row has, all axes before made rows: usually all values of a sample.
    private static OperatorResult Units(OperatorCall call)
    {
        long[] rows = call.Sizes(1, 2);
        var sample = call.Sample(call.First);
        bool keepsAxes = call.Truth("keep_num_dims"),
            seesAll = !keepsAxes && sample is not null && sample.Count != 1 && GraphTensor.Product(sample) == rows[1];
        var units = new GraphLayer(bias =>
            seesAll
                ? new FullyConnected
                {
                    Units = rows[0],
                    InputFeatures = rows[1],
                    UseBias = bias,
                }
                : new Dense
                {
                    Units = rows[0],
                    InputFeatures = rows[1],
                    UseBias = bias,
                }
        )
        {
            Reads = [call.First],
        }
            .Weight("kernel", call.Constant(1))
            .Bias(call.Input(2));
        if (seesAll || sample is not { Count: > 1 } || keepsAxes || call.Outputs[0].Sizes is not { } outgoing)
            return units;
        return new LayerChain([units, GraphLayer.Operation("RESHAPE", WorkKind.DataMovement, outgoing, "/rows")]);
    }

    // Input weights of the four gates, recurrent ones, peepholes, biases, a projection, and two states.
    private static GraphLayer Recurrent(OperatorCall call)
    {
        const int input = 1,
            recurrent = 5,
            peephole = 9,
            bias = 12,
            projection = 16,
            normalization = 20;
        bool isPlain =
            Enumerable
                .Range(input, 2 * Gates)
                .Concat(Enumerable.Range(bias, Gates))
                .All(i => call.Input(i) is { IsConstant: true })
            && !Enumerable
                .Range(peephole, 3)
                .Concat(Enumerable.Range(projection, 2))
                .Concat(Enumerable.Range(normalization, Gates))
                .Any(i => call.Input(i) is not null);
        if (!isPlain || call.Truth("time_major"))
            throw new UnknownOperatorException(
                "it has peepholes, a projection or other inputs than the four gates have"
            );
        return new GraphLayer(new LSTM { Units = call.Sizes(recurrent, 2)[0], ReturnSequences = true })
        {
            Reads = [call.First],
        }
            .Weight("kernel", Joined(call, input))
            .Weight("recurrent_kernel", Joined(call, recurrent))
            .Weight("bias", Joined(call, bias));
    }

    private static GraphTensor Joined(OperatorCall call, int first) =>
        new(call.Constant(first).Name, null)
        {
            Origins = [.. Enumerable.Range(first, Gates).SelectMany(i => call.Constant(i).Origins)],
        };
}
