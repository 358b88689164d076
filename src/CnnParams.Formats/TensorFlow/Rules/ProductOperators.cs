using CnnParams.Formats.TensorFlow.Operators;
using CnnParams.Layers;

namespace CnnParams.Formats.TensorFlow;

/// <summary>Products with a matrix of weights, or of two computed tensors.</summary>
internal sealed class ProductOperators : TensorFlowRules
{
    public ProductOperators()
    {
        Map("MatMul", call => Product(call, "transpose_a", "transpose_b"));
        Map("_FusedMatMul", call => Fusion.Of(call, Product(call, "transpose_a", "transpose_b")));
        Map("BatchMatMul BatchMatMulV2 BatchMatMulV3 BATCH_MATMUL", call => Product(call, "adj_x", "adj_y"));
        Map("GatherV2 Gather ResourceGather GATHER EMBEDDING_LOOKUP", Lookup);
        Map("BiasAdd", call => Arithmetic.WithConstant(call));
    }

    private static GraphLayer Product(OperatorCall call, string transposeLeft, string transposeRight)
    {
        bool left = call.Truth(transposeLeft),
            right = call.Truth(transposeRight);
        if (call.First.IsConstant)
            throw new UnknownOperatorException("its first matrix is written in the file, and not its second");
        if (!call.Required(1).IsConstant)
        {
            if (!IsOfSamples(call, call.First) || !IsOfSamples(call, call.Required(1)))
                throw new UnknownOperatorException("it multiplies matrices that are no samples");
            return new GraphLayer(new MatMul { TransposeA = left, TransposeB = right });
        }

        long[] matrix = call.Sizes(1, 2);
        var (rows, columns) = right ? (matrix[1], matrix[0]) : (matrix[0], matrix[1]);
        if (left)
            throw new UnknownOperatorException("it transposes the input");
        return new GraphLayer(bias => new Dense
        {
            Units = columns,
            InputFeatures = rows,
            UseBias = bias,
        })
        {
            Outward = columns,
        }.Weight("kernel", call.Constant(1));
    }

    private static bool IsOfSamples(OperatorCall call, GraphTensor tensor) =>
        call.HasBatch(tensor) || (tensor.Batch == GraphBatch.Joined && tensor.Rank > 2);

    // Rows of a table of weights by their numbers; a part of what is computed otherwise.
    private static OperatorResult Lookup(OperatorCall call)
    {
        bool isTableSecond = call.Operator == "EMBEDDING_LOOKUP";
        var (table, places) = isTableSecond ? (call.Required(1), call.First) : (call.First, call.Required(1));
        if (table.IsConstant && table.Rank == 2 && !places.IsConstant)
        {
            long[] sizes = call.Sizes(isTableSecond ? 1 : 0, 2);
            return new GraphLayer(new Embedding { VocabularySize = sizes[0], EmbeddingSize = sizes[1] }).Weight(
                "embeddings",
                table
            );
        }

        long? axis = isTableSecond
            ? 0
            : call.Whole("axis")
                ?? (
                    call.Input(2) is { } third
                        ? third.Wholes is [var given]
                            ? given
                            : null
                        : 0
                );
        if (
            table.Sizes is not { } values
            || places.Sizes is not { } places2
            || axis is null
            || (call.Whole("batch_dims") ?? 0) != 0
        )
            return new MovedTensors([null]);
        int at = (int)(axis < 0 ? axis.Value + values.Count : axis.Value);
        if (at < 0 || at >= values.Count)
            throw new UnknownOperatorException(
                $"its axis is {axis}; the input has the sizes {OperatorCall.Text(values)}"
            );
        return new MovedTensors([
            [.. values.Take(at), .. places2, .. values.Skip(at + 1)],
        ]);
    }
}
