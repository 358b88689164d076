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

    private static KerasDraft ConvolutionalLstm(KerasCall call, int rank) =>
        new(
            new ConvolutionalLSTM(rank)
            {
                Filters = call.Config.Needed<long>("filters"),
                KernelSize = call.Config.Needed<Extent>("kernel_size"),
                Stride = call.Config.Given<Extent>("strides") ?? Extent.One,
                Dilation = call.Config.Given<Extent>("dilation_rate") ?? Extent.One,
                Padding = call.Config.Given<Padding>("padding") ?? Padding.Valid,
                UseBias = UseBias(call),
                ReturnSequences = ReturnsSequences(call),
            }
        )
        {
            Depth = (nameof(FilterLayer.InputChannels), "kernel", -2),
            Reads = [.. call.Arguments.Take(1)],
        };
}
