using CnnParams.Layers;
using CnnParams.Shapes;

namespace CnnParams.Formats.Keras;

/// <summary>keras.layers: recurrent layers.</summary>
internal sealed class KerasRecurrentRules : KerasRules
{
    public KerasRecurrentRules()
    {
        Map("SimpleRNN SimpleRNNCell", call => Recurrent(call, SimpleRnn(call, ReturnsSequences(call))));
        Map("LSTM LSTMCell CuDNNLSTM", call => Recurrent(call, Lstm(call, ReturnsSequences(call))));
        Map("GRU GRUCell CuDNNGRU", call => Recurrent(call, Gru(call, ReturnsSequences(call))));
        MapToChain("RNN", Cells);
        for (int rank = 1; rank <= 3; rank++)
        {
            int axes = rank;
            Map($"ConvLSTM{rank}D", call => ConvolutionalLstm(call, axes));
        }
    }

    // A recurrent layer reads its sequence; the states that it may be given besides change no shape.
    private static KerasDraft Recurrent(KerasCall call, RecurrentLayer layer) =>
        new(layer)
        {
            Depth = (nameof(RecurrentLayer.InputFeatures), "kernel", -2),
            Reads = [.. call.Arguments.Take(1)],
        };

    private static SimpleRNN SimpleRnn(KerasCall cell, bool returnsSequences) =>
        new()
        {
            Units = Units(cell),
            UseBias = UseBias(cell),
            ReturnSequences = returnsSequences,
        };

    private static LSTM Lstm(KerasCall cell, bool returnsSequences) =>
        new()
        {
            Units = Units(cell),
            UseBias = UseBias(cell),
            ReturnSequences = returnsSequences,
        };

    // Whether it is reset after is written from tf.keras 2 on; before that, only the cuDNN form had a second bias.
    private static GRU Gru(KerasCall cell, bool returnsSequences) =>
        new()
        {
            Units = Units(cell),
            UseBias = UseBias(cell),
            ReturnSequences = returnsSequences,
            ResetAfter = cell.Config.Truth("reset_after") ?? cell.Layer.ClassName == "CuDNNGRU",
        };

    private static long Units(KerasCall cell) => cell.Config.Needed<long>("units", "output_dim");

    private static bool UseBias(KerasCall cell) => cell.Config.Given<bool?>("use_bias") ?? true;

    private static bool ReturnsSequences(KerasCall call) => call.Config.Truth("return_sequences") == true;

    // Cells on top of each other are layers of which all but the last give every step.
    private static IReadOnlyList<KerasDraft> Cells(KerasCall call)
    {
        var cells = CellsOf(call).ToArray();
        var drafts = new List<KerasDraft>(cells.Length);
        for (int i = 0; i < cells.Length; i++)
        {
            bool isLast = i == cells.Length - 1;
            string name = cells[i].Layer.ClassName;
            bool returnsSequences = !isLast || ReturnsSequences(call);
            RecurrentLayer? layer = name switch
            {
                "SimpleRNN" or "SimpleRNNCell" => SimpleRnn(cells[i], returnsSequences),
                "LSTM" or "LSTMCell" => Lstm(cells[i], returnsSequences),
                "GRU" or "GRUCell" => Gru(cells[i], returnsSequences),
                _ => null,
            };
            if (layer is null)
                call.Warn($"its cell {name} is not known");
            var draft = layer is null ? KerasDraft.Unknown(name) : Recurrent(call, layer);
            drafts.Add(
                draft with
                {
                    Depth = cells.Length == 1 ? draft.Depth : null,
                    Suffix = isLast ? "" : FormattableString.Invariant($"/cell_{i}"),
                    Part = (i, cells.Length),
                }
            );
        }

        return drafts;
    }

    private static IEnumerable<KerasCall> CellsOf(KerasCall call)
    {
        if (call.Wrapped("cell") is not { } cell)
            return [];
        return
            cell.Layer.ClassName == "StackedRNNCells"
            && cell.Config["cells"] is { ValueKind: System.Text.Json.JsonValueKind.Array } cells
            ? cells.EnumerateArray().Select(item => call with { Layer = new KerasLayer(item) })
            : [cell];
    }

    private static KerasDraft ConvolutionalLstm(KerasCall call, int rank)
    {
        var reads = call.Arguments.Take(1).ToArray();
        long filters = call.Config.Needed<long>("filters");
        var kernel = call.Config.Needed<Extent>("kernel_size");
        var stride = call.Config.Given<Extent>("strides") ?? Extent.One;
        var dilation = call.Config.Given<Extent>("dilation_rate") ?? Extent.One;
        var padding = call.Config.Given<Padding>("padding") ?? Padding.Valid;
        if (rank == 2)
        {
            return new KerasDraft(
                new ConvolutionalLSTM(2)
                {
                    Filters = filters,
                    KernelSize = kernel,
                    Stride = stride,
                    Dilation = dilation,
                    Padding = padding,
                    UseBias = UseBias(call),
                    ReturnSequences = ReturnsSequences(call),
                }
            )
            {
                Depth = (nameof(FilterLayer.InputChannels), "kernel", -2),
                Reads = reads,
            };
        }

        // One frame goes through the convolutions of the four gates, from the input and from the state.
        var frame = call.InputShape is { Rank: > 1 } sequence
            ? Tensors.Shape(sequence.Sizes.Skip(1)).As(sequence.Layout)
            : TensorShape.Unknown;
        var gates = new Convolution(rank)
        {
            Filters = filters,
            KernelSize = kernel,
            Stride = stride,
            Dilation = dilation,
            Padding = padding,
        };
        var output = gates.OutputShapes(new LayerInputs(frame))[0];
        bool channelsFirst = call.Config.Text("data_format") == "channels_first";
        if (
            Sizes(call, rank) is not { } sizes
            || !frame.HasRank
            || frame.Sizes[channelsFirst ? 0 : frame.Rank - 1] is not { } channels
        )
        {
            return call.Unknown() with { Reads = reads };
        }

        long all = checked(4 * filters);
        TensorSpec[] weights =
        [
            Tensors.Of("kernel", [.. sizes, channels, all]),
            Tensors.Of("recurrent_kernel", [.. sizes, filters, all]),
            Tensors.Of("bias", all),
        ];
        return Tensors.Draft(
            UseBias(call) ? weights : weights.Take(2),
            ReturnsSequences(call) ? [call.InputShape.Sizes[0], .. output.Sizes] : output.Sizes,
            reads
        );
    }

    private static long[]? Sizes(KerasCall call, int rank) =>
        call.Config.Wholes("kernel_size") switch
        {
            [var one] => [.. Enumerable.Repeat(one, rank)],
            { Length: var count } sizes when count == rank => sizes,
            _ => null,
        };
}
