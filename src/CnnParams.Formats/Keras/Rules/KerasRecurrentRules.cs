using CnnParams.Layers;
using CnnParams.Shapes;

namespace CnnParams.Formats.Keras;

/// <summary>keras.layers: recurrent layers.</summary>
internal sealed class KerasRecurrentRules : KerasRules
{
    private const string Settings = "Units=units|output_dim UseBias=use_bias";

    public KerasRecurrentRules()
    {
        Map("SimpleRNN SimpleRNNCell", call => Recurrent(call, call, "SimpleRNN"));
        Map("LSTM LSTMCell CuDNNLSTM", call => Recurrent(call, call, "LSTM"));
        Map("GRU GRUCell CuDNNGRU", call => Recurrent(call, call, "GRU"));
        MapToChain("RNN", Cells);
        for (int rank = 1; rank <= 3; rank++)
        {
            int axes = rank;
            Map($"ConvLSTM{rank}D", call => ConvolutionalLstm(call, axes));
        }
    }

    // A recurrent layer reads its sequence; the states that it may be given besides change no shape.
    private static KerasDraft Recurrent(KerasCall call, KerasCall cell, string type) =>
        new KerasDraft(type) { Depth = ("InputFeatures", "kernel", -2), Reads = [.. call.Arguments.Take(1)] }
            .Copy(cell.Config, Settings)
            .With("ReturnSequences", call.Config.Truth("return_sequences"))
            .With("ResetAfter", type == "GRU" ? ResetAfter(cell) : null);

    // Written from tf.keras 2 on; before that, only the cuDNN form had a second bias.
    private static bool ResetAfter(KerasCall cell) =>
        cell.Config.Truth("reset_after") ?? cell.Layer.ClassName == "CuDNNGRU";

    // Cells on top of each other are layers of which all but the last give every step.
    private static IReadOnlyList<KerasDraft> Cells(KerasCall call)
    {
        var cells = CellsOf(call).ToArray();
        var drafts = new List<KerasDraft>(cells.Length);
        for (int i = 0; i < cells.Length; i++)
        {
            bool isLast = i == cells.Length - 1;
            string suffix = isLast ? "" : FormattableString.Invariant($"/cell_{i}");
            string name = cells[i].Layer.ClassName;
            string type = name.EndsWith("Cell", StringComparison.Ordinal) ? name.Substring(0, name.Length - 4) : name;
            bool known = type is "SimpleRNN" or "LSTM" or "GRU" && Find(cells[i].Layer) is not null;
            var draft = known
                ? new KerasDraft(type)
                {
                    Depth = cells.Length == 1 ? ("InputFeatures", "kernel", -2) : null,
                    Reads = [.. call.Arguments.Take(1)],
                    Suffix = suffix,
                    Part = (i, cells.Length),
                }
                : new KerasDraft("Operation") { Suffix = suffix, Part = (i, cells.Length) }.With("OperatorType", name);
            if (known)
            {
                draft
                    .Copy(cells[i].Config, Settings)
                    .With("ReturnSequences", isLast ? call.Config.Truth("return_sequences") : true)
                    .With("ResetAfter", type == "GRU" ? ResetAfter(cells[i]) : null);
            }
            else
            {
                call.Warn($"its cell {name} is not known");
            }

            drafts.Add(draft);
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
        const string window =
            "Filters=filters KernelSize=kernel_size Stride=strides Dilation=dilation_rate UseBias=use_bias";
        var reads = call.Arguments.Take(1).ToArray();
        if (rank == 2)
        {
            return new KerasDraft("ConvLSTM2D") { Depth = ("InputChannels", "kernel", -2), Reads = reads }.Copy(
                call.Config,
                window + " ReturnSequences=return_sequences Padding=padding"
            );
        }

        // One frame goes through the convolutions of the four gates, from the input and from the state.
        var frame = call.InputShape is { Rank: > 1 } sequence
            ? Tensors.Shape(sequence.Sizes.Skip(1)).As(sequence.Layout)
            : TensorShape.Unknown;
        var gates = new KerasDraft($"Conv{rank}D").Copy(call.Config, window + " Padding=padding").Create();
        var output = gates.OutputShapes(new LayerInputs(frame))[0];
        bool channelsFirst = call.Config.Text("data_format") == "channels_first";
        if (
            call.Config.Whole("filters") is not { } filters
            || Sizes(call, rank) is not { } sizes
            || !frame.HasRank
            || frame.Sizes[channelsFirst ? 0 : frame.Rank - 1] is not { } channels
        )
        {
            return new KerasDraft("Operation") { Reads = reads }.With("OperatorType", call.Layer.ClassName);
        }

        long all = checked(4 * filters);
        TensorSpec[] weights =
        [
            Tensors.Of("kernel", [.. sizes, channels, all]),
            Tensors.Of("recurrent_kernel", [.. sizes, filters, all]),
            Tensors.Of("bias", all),
        ];
        bool sequences = call.Config.Truth("return_sequences") == true;
        return Tensors.Draft(
            call.Config.Truth("use_bias") == false ? weights.Take(2) : weights,
            sequences ? [call.InputShape.Sizes[0], .. output.Sizes] : output.Sizes,
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
