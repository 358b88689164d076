using CnnParams.Formats.Onnx.Inference;
using CnnParams.Layers;

namespace CnnParams.Formats.Onnx.Building.Rules;

/// <summary>Products with a matrix of weights are dense layers; of two computed tensors, matrix products.</summary>
internal sealed class MatMulLayerRule : LayerRule
{
    // Where an operator has the bias; operators without one have none here.
    private static readonly Dictionary<string, int> Biases = new(StringComparer.Ordinal)
    {
        ["Gemm"] = 2,
        ["FusedGemm"] = 2,
        ["QGemm"] = 6,
        ["DynamicQuantizeMatMul"] = 4,
        ["MatMulIntegerToFloat"] = 6,
    };

    internal override IEnumerable<string> Operators =>
        [
            "MatMul",
            "MatMulInteger",
            "QLinearMatMul",
            "FusedMatMul",
            "TransposeMatMul",
            "DynamicQuantizeMatMul",
            "MatMulIntegerToFloat",
            "Gemm",
            "FusedGemm",
            "QGemm",
        ];

    internal override Layer? Create(LayerCall call)
    {
        int second =
            call.Operator == "QGemm" ? GemmRule.SecondIndex(call.Operation) : MatMulRule.SecondIndex(call.Operation);
        bool transposed = call.Node.Number("transB", 0) != 0;
        return
            call.Node.Number("transA", 0) == 0
            && call.Operation.First.Layer is not null
            && call.Sizes(second) is [var rows, var columns]
            ? Dense(call, second, transposed ? rows : columns, transposed ? columns : rows)
            : Product(call, second, transposed);
    }

    private static UnitLayer? Dense(LayerCall call, int kernel, long units, long features)
    {
        int bias = Biases.TryGetValue(call.Operator, out int at) && call.Operation.Has(at) ? at : -1;
        bool isBias = bias >= 0 && call.Operation.Input(bias).Shape?.Count.Value is { } count && count == units;
        if (
            !call.Reads(0)
            || !call.Weighs("kernel", kernel)
            || (isBias && !call.Weighs("bias", bias))
            || (bias >= 0 && !call.IsConstant(bias))
        )
            return null;
        // Before version 7 Gemm merged the axes of what it read.
        bool merges =
            call.Operator == "Gemm"
            && call.Incoming.First.Rank > 1
            && call.Outputs[0].Shape is { Rank: 2 }
            && call.Operation.Shape is { Rank: > 2 };
        return merges
            ? new FullyConnected
            {
                Units = units,
                InputFeatures = features,
                UseBias = isBias,
            }
            : new Dense
            {
                Units = units,
                InputFeatures = features,
                UseBias = isBias,
            };
    }

    private static MatMul? Product(LayerCall call, int second, bool transposed)
    {
        if (
            Biases.TryGetValue(call.Operator, out int bias)
            && call.Operation.Has(bias)
            && call.Operation.Input(bias).Shape?.Count.Value != 1
        )
            return null;
        return call.ReadsOrLearns(0) && call.ReadsOrLearns(second)
            ? new MatMul { TransposeA = call.Node.Number("transA", 0) != 0, TransposeB = transposed }
            : null;
    }
}

/// <summary>A product with a matrix that is packed to a few bits a number (com.microsoft).</summary>
internal sealed class PackedProductRule : LayerRule
{
    internal override IEnumerable<string> Operators => ["MatMulNBits"];

    internal override Layer? Create(LayerCall call)
    {
        long units = call.Node.Number("N", 0),
            features = call.Node.Number("K", 0);
        bool hasBias = call.Operation.Has(5);
        var type = call.Node.Number("bits", 4) == 8 ? Layers.DataType.Int8 : Layers.DataType.Int4;
        return
            call.Reads(0)
            && call.WeighsPacked("kernel", 1, type, checked(units * features))
            && (!hasBias || call.Weighs("bias", 5))
            ? new Dense
            {
                Units = units,
                InputFeatures = features,
                UseBias = hasBias,
            }
            : null;
    }
}

/// <summary>Rows looked up in a table of weights.</summary>
internal sealed class EmbeddingLayerRule : LayerRule
{
    internal override IEnumerable<string> Operators => ["Gather"];

    internal override Layer? Create(LayerCall call)
    {
        var table = call.Operation.First;
        bool isTable = table.ElementType.IsReal() && call.Operation.Shape?.Index(call.Node.Number("axis", 0)) == 0;
        return isTable && call.Sizes(0) is [var words, var size] && call.Reads(1) && call.Weighs("embeddings", 0)
            ? new Embedding { VocabularySize = words, EmbeddingSize = size }
            : null;
    }
}
