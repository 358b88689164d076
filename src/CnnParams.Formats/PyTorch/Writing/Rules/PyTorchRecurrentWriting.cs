using CnnParams.Formats.Writing;
using CnnParams.Layers;
using CnnParams.Shapes;

namespace CnnParams.Formats.PyTorch.Writing;

/// <summary>torch.nn: recurrent layers, and layers that hold another one.</summary>
internal sealed class PyTorchRecurrentWriting : LayerRules<PyTorchOutline>
{
    public PyTorchRecurrentWriting()
    {
        For<SimpleRNN>((rnn, layer, outline) => Write(rnn, "RNN", 0, rnn.Bidirectional, rnn.MergeMode, layer, outline));
        For<LSTM>(
            (lstm, layer, outline) =>
                Write(lstm, "LSTM", lstm.ProjectionSize, lstm.Bidirectional, lstm.MergeMode, layer, outline)
        );
        For<GRU>(
            (gru, layer, outline) =>
            {
                InexpressibleException.Unless(gru.ResetAfter, "PyTorch applies the reset gate after the product");
                Write(gru, "GRU", 0, gru.Bidirectional, gru.MergeMode, layer, outline);
            }
        );
        For<Bidirectional>(
            (both, layer, outline) =>
            {
                var (rnn, type) = both.Layer switch
                {
                    SimpleRNN simple => ((RecurrentLayer)simple, "RNN"),
                    LSTM lstm => (lstm, "LSTM"),
                    GRU { ResetAfter: true } gru => (gru, "GRU"),
                    _ => throw new InexpressibleException($"PyTorch has no {both.Layer.Type} in both directions"),
                };
                Write(rnn, type, (rnn as LSTM)?.ProjectionSize ?? 0, true, both.MergeMode, layer, outline);
            }
        );
        For<TimeDistributed>(EachStep);
    }

    private static void Write(
        RecurrentLayer rnn,
        string type,
        long projection,
        bool isBidirectional,
        DirectionMerge merge,
        WritableLayer layer,
        PyTorchOutline outline
    )
    {
        InexpressibleException.Unless(rnn is not LSTM { UsePeepholes: true }, "PyTorch's LSTM has no peepholes");
        long biases = rnn.BiasCount ?? (rnn is GRU ? 2 : 1);
        InexpressibleException.Unless(
            !rnn.UseBias || biases == 2,
            "PyTorch has two bias vectors for each gate: BiasCount is 2"
        );
        InexpressibleException.Unless(
            !isBidirectional || merge == DirectionMerge.Concat,
            "PyTorch puts both directions one after the other"
        );
        string access = outline.Module(
            layer,
            PyTorchCalls.Call(
                $"nn.{type}",
                $"{PyTorchCalls.Features(layer.InputShape, rnn.InputFeatures)}",
                $"{rnn.Units}",
                PyTorchCalls.Named("num_layers", [rnn.LayerCount], 1),
                PyTorchCalls.Named("bias", rnn.UseBias, byDefault: true),
                "batch_first=True",
                PyTorchCalls.Named("bidirectional", isBidirectional, byDefault: false),
                PyTorchCalls.Named("proj_size", [projection], 0)
            )
        );
        string call = $"{access}({outline.Plain(layer)})[0]";
        if (rnn.ReturnSequences)
        {
            outline.Set(layer, call);
        }
        else if (!isBidirectional)
        {
            outline.Set(layer, call + "[:, -1]");
        }
        else
        {
            // Read backward, the sequence ends with its first step.
            string steps = outline.Variable(layer.Name + "_steps", call);
            long size = projection > 0 ? projection : rnn.Units;
            outline.Set(layer, $"torch.cat(({steps}[:, -1, :{size}], {steps}[:, 0, {size}:]), 1)");
        }
    }

    // The steps become samples, and samples steps again.
    private static void EachStep(TimeDistributed each, WritableLayer layer, PyTorchOutline outline)
    {
        var sequence = layer.InputShape;
        InexpressibleException.Unless(sequence.Rank > 1 && sequence[0].IsKnown, "the number of its steps is open");
        var step = each.Layer.Seen(new LayerInputs(sequence.Part(1, sequence.Rank - 1)), outline.Layout).First;
        var source = new WritableLayer(
            layer.Name + "_steps",
            new Input { Shape = step, Layout = step.Layout },
            [],
            [step],
            null,
            outline.Layout
        )
        {
            ReadCount = 2,
        };
        outline.SetVariable(source, outline.Variable(source.Name, $"{outline.Plain(layer)}.flatten(0, 1)"));
        var inner = new WritableLayer(
            layer.Name,
            each.Layer,
            [new LayerTensor(source, 0)],
            each.Layer.OutputShapes(new LayerInputs(step)),
            layer.WeightsFrom,
            outline.Layout
        );
        LayerRules<PyTorchOutline>.Write(inner, outline);
        outline.Set(layer, $"{outline.PlainOf(inner)}.unflatten(0, (-1, {sequence[0].Value}))");
    }
}
