using CnnParams.Formats.Graphs;
using CnnParams.Layers;
using CnnParams.Shapes;

namespace CnnParams.Formats.Ncnn;

/// <summary>Attention, recurrent layers and products of matrices, some of which are weights.</summary>
internal sealed class NcnnMatrixRules : OperatorRules<NcnnLayer>
{
    public NcnnMatrixRules()
    {
        Map("MultiHeadAttention", Attention);
        Map("Gemm", Gemm);
        Map("SDPA", layer => layer.AddUnknown(layer.StatedOutput, mayHaveWeights: false));
        Map("LSTM", layer => Recurrent(layer, 4, hasStateBias: false));
        Map("GRU", layer => Recurrent(layer, 3, hasStateBias: true));
        Map("RNN", layer => Recurrent(layer, 1, hasStateBias: false));
    }

    private static void Attention(NcnnLayer layer)
    {
        long size = layer.Whole(NcnnAttention.Size, 0),
            heads = layer.Whole(NcnnAttention.Heads, 1);
        long features =
            size > 0 && layer.Whole(NcnnAttention.WeightSize) is > 0 and var weights ? weights / size : size;
        if (size > 0 && layer.Whole(NcnnAttention.WeightSize, 0) % size != 0)
            layer.Contradict($"it has {layer.Whole(NcnnAttention.WeightSize)} weights for {size} values");
        if (heads < 1 || size % heads != 0)
            throw layer.Wrong($"has {heads} heads, among which {size} values cannot be shared out");
        layer.AddToFirst(
            new MultiHeadAttention
            {
                Heads = heads,
                KeySize = size / heads,
                OutputSize = features,
                QueryFeatures = features,
                KeyFeatures = layer.Whole(NcnnAttention.KeyFeatures, size),
                ValueFeatures = layer.Whole(NcnnAttention.ValueFeatures, size),
            },
            3
        );
    }

    // alpha * A * B + beta * C, each of which is an input or a weight.
    private static void Gemm(NcnnLayer layer)
    {
        bool isLeftWeight = layer.Whole(NcnnGemm.HasA, 0) != 0,
            isRightWeight = layer.Whole(NcnnGemm.HasB, 0) != 0,
            isAddedWeight = layer.Whole(NcnnGemm.HasC, 0) != 0;
        long rows = layer.Whole(NcnnGemm.Rows, 0),
            columns = layer.Whole(NcnnGemm.Columns, 0),
            inner = layer.Whole(NcnnGemm.Inner, 0);
        if (
            isRightWeight
            && !isLeftWeight
            && layer.Whole(NcnnGemm.TurnsA, 0) == 0
            && (!isAddedWeight || layer.Whole(NcnnGemm.FormOfC, 0) is -1 or 4)
        )
        {
            layer.AddToFirst(
                new Dense
                {
                    Units = columns,
                    InputFeatures = inner,
                    UseBias = isAddedWeight && layer.Whole(NcnnGemm.FormOfC, 0) == 4,
                }
            );
            return;
        }

        if (!isLeftWeight && !isRightWeight && !isAddedWeight && layer.InputCount == 2)
        {
            layer.Add(
                new MatMul
                {
                    TransposeA = layer.Whole(NcnnGemm.TurnsA, 0) != 0,
                    TransposeB = layer.Whole(NcnnGemm.TurnsB, 0) != 0,
                }
            );
            return;
        }

        var tensors = new List<TensorSpec>();
        if (isLeftWeight)
            tensors.Add(new TensorSpec("A", new TensorShape(rows, inner)));
        if (isRightWeight)
            tensors.Add(new TensorSpec("B", new TensorShape(inner, columns)));
        long[]? added = layer.Whole(NcnnGemm.FormOfC, 0) switch
        {
            0 => [1],
            1 or 2 => [rows],
            3 => [rows, columns],
            4 => [columns],
            _ => null,
        };
        if (isAddedWeight && added is not null)
            tensors.Add(new TensorSpec("C", new TensorShape(added), WeightRole.Bias));
        layer.AddUnknown(layer.StatedOutput, mayHaveWeights: false, [.. tensors]);
    }

    // The state is multiplied too; a GRU has one bias of the state beside those of its gates.
    private static void Recurrent(NcnnLayer layer, long gates, bool hasStateBias)
    {
        long output = layer.Whole(NcnnRecurrent.Output, 0),
            directions = layer.Whole(NcnnRecurrent.Direction, 0) == 2 ? 2 : 1,
            hidden = gates == 4 ? layer.Whole(NcnnRecurrent.Hidden, output) : output;
        long rows = checked(hidden * gates);
        if (
            rows < 1
            || layer.Whole(NcnnRecurrent.WeightSize, 0) is not (> 0 and var size)
            || size % (rows * directions) != 0
        )
            throw layer.Wrong("has no sizes that its gates could be of");
        var tensors = new List<TensorSpec>
        {
            new("weight_xc", new TensorShape(directions, rows, size / (rows * directions))),
            new(
                "bias_c",
                new TensorShape(directions, checked(hidden * (hasStateBias ? gates + 1 : gates))),
                WeightRole.Bias
            ),
            new("weight_hc", new TensorShape(directions, rows, output)),
        };
        if (hidden != output)
            tensors.Add(new TensorSpec("weight_hr", new TensorShape(directions, output, hidden)));
        // Of each step of a sequence both directions leave, one after the other.
        var outgoing = layer.Shape is { Rank: 2 } steps
            ? new TensorShape([steps.Dimensions[0], Dimension.Of(checked(output * directions))], steps.Layout)
            : layer.StatedOutput;
        layer.AddUnknown(outgoing, mayHaveWeights: false, [.. tensors]);
        layer.Warn("its multiply-accumulates are not known: they go by the steps of a sequence");
    }
}
