using System.Text.Json.Nodes;
using CnnParams.Formats.Writing;
using CnnParams.Layers;
using CnnParams.Shapes;

namespace CnnParams.Formats.Keras.Writing;

/// <summary>keras.layers: recurrent layers, and layers that hold another one.</summary>
internal sealed class KerasRecurrentWriting : LayerRules<KerasOutline>
{
    public KerasRecurrentWriting()
    {
        For<SimpleRNN>((rnn, layer, outline) => Write(rnn, "SimpleRNN", [], layer, outline));
        For<LSTM>(
            (lstm, layer, outline) =>
            {
                InexpressibleException.Unless(lstm.ProjectionSize == 0, "Keras does not project the state");
                InexpressibleException.Unless(!lstm.UsePeepholes, "Keras' LSTM has no peepholes");
                Write(lstm, "LSTM", [], layer, outline);
            }
        );
        For<GRU>(
            (gru, layer, outline) =>
                Write(gru, "GRU", new JsonObject { ["reset_after"] = gru.ResetAfter }, layer, outline)
        );
        For<Bidirectional>(
            (both, layer, outline) =>
                outline.Add(
                    layer,
                    "Bidirectional",
                    new JsonObject
                    {
                        ["layer"] = outline.Wrapped(both.Layer, layer.InputShape),
                        ["merge_mode"] = Merging(both.MergeMode),
                    }
                )
        );
        For<TimeDistributed>(
            (each, layer, outline) =>
            {
                var sequence = layer.InputShape;
                InexpressibleException.Unless(sequence.Rank > 1, "its input has no steps");
                outline.Add(
                    layer,
                    "TimeDistributed",
                    new JsonObject { ["layer"] = outline.Wrapped(each.Layer, sequence.Part(1, sequence.Rank - 1)) }
                );
            }
        );
    }

    private static void Write(
        RecurrentLayer rnn,
        string className,
        JsonObject config,
        WritableLayer layer,
        KerasOutline outline
    )
    {
        InexpressibleException.Unless(
            rnn.LayerCount == 1,
            "Keras has one layer in a layer; write them as layers of their own"
        );
        bool takesTwo = rnn is GRU { ResetAfter: true };
        InexpressibleException.Unless(
            rnn.BiasCount is null || !rnn.UseBias || (rnn.BiasCount == 2) == takesTwo,
            $"Keras's {className} has {(takesTwo ? 2 : 1)} bias vectors for each gate"
        );
        InexpressibleException.Unless(layer.Reads.Count == 1, "its states come from another layer");
        config["units"] = rnn.Units;
        config["use_bias"] = rnn.UseBias;
        config["return_sequences"] = rnn.ReturnSequences;
        if (!rnn.Bidirectional)
        {
            outline.Add(layer, className, config);
            return;
        }

        config["name"] = className.ToLowerInvariant();
        outline.Add(
            layer,
            "Bidirectional",
            new JsonObject
            {
                ["layer"] = new JsonObject { ["class_name"] = className, ["config"] = config },
                ["merge_mode"] = Merging(rnn.MergeMode),
            }
        );
    }

    private static string? Merging(DirectionMerge mode) =>
        mode == DirectionMerge.None ? null : mode.ToString().ToLowerInvariant();
}
