using CnnParams.Formats.Graphs;
using CnnParams.Formats.TensorFlow.Operators;
using CnnParams.Layers;
using CnnParams.Shapes;

namespace CnnParams.Formats.TensorFlow;

/// <summary>Windows or axes that are summed up in one value.</summary>
internal sealed class PoolingOperators : TensorFlowRules
{
    public PoolingOperators()
    {
        Map(
            "MaxPool MaxPoolWithArgmax",
            call => Pool(call, isMax: true, 2, call.Wholes("ksize"), call.Wholes("strides"))
        );
        Map("MaxPoolV2", call => Pool(call, isMax: true, 2, call.Wholes(1), call.Wholes(2)));
        Map("AvgPool", call => Pool(call, isMax: false, 2, call.Wholes("ksize"), call.Wholes("strides")));
        Map("MaxPool3D", call => Pool(call, isMax: true, 3, call.Wholes("ksize"), call.Wholes("strides")));
        Map("AvgPool3D", call => Pool(call, isMax: false, 3, call.Wholes("ksize"), call.Wholes("strides")));
        Map(
            "Mean MEAN",
            call => Reduce(call, rank => new GlobalAveragePooling(rank) { KeepDims = call.Truth("keep_dims") })
        );
        Map(
            "Max REDUCE_MAX",
            call => Reduce(call, rank => new GlobalMaxPooling(rank) { KeepDims = call.Truth("keep_dims") })
        );
        Map(
            "Min Sum Prod All Any EuclideanNorm REDUCE_MIN SUM REDUCE_PROD REDUCE_ANY REDUCE_ALL ArgMax ArgMin ARG_MAX "
                + "ARG_MIN",
            call => Reduce(call, null)
        );
    }

    private static GraphLayer Pool(OperatorCall call, bool isMax, int rank, long[]? window, long[]? stride)
    {
        if (
            FilterWindow.Spatial(call, window, rank) is not { } size
            || FilterWindow.Spatial(call, stride, rank) is not { } step
        )
            throw new UnknownOperatorException("the size of its window is not known");
        if (
            window!.Aggregate(1L, (product, side) => checked(product * side))
            != size.Aggregate(1L, (product, side) => checked(product * side))
        )
            throw new UnknownOperatorException("its window goes over samples or channels");
        var padding = FilterWindow.Padding(call, rank);
        return new GraphLayer(PoolingLayers.Of(isMax, rank, new Extent(size), new Extent(step), padding))
        {
            Reads = [call.First],
        };
    }

    private static OperatorResult Reduce(OperatorCall call, Func<int, Layer>? pooling)
    {
        bool keeps = call.Truth("keep_dims");
        if (call.First.Sizes is not { } sizes || call.Wholes(1) is not { } given)
            return GraphLayer.Operation(call.Operator, WorkKind.Mean);

        long[] axes = Array.ConvertAll(given, axis => axis < 0 ? axis + sizes.Count : axis);
        int spatial = sizes.Count - 2,
            first = FilterWindow.IsChannelsFirst(call) ? 2 : 1;
        bool isPooling =
            spatial is >= 1 and <= 3
            && call.HasBatch(call.First)
            && axes.OrderBy(axis => axis).SequenceEqual(Enumerable.Range(first, spatial).Select(axis => (long)axis));
        if (isPooling && pooling is not null)
            return pooling(spatial);
        var left = sizes.Select((size, i) => axes.Contains(i) ? 1 : size).Where((_, i) => keeps || !axes.Contains(i));
        return GraphLayer.Operation(call.Operator, WorkKind.Mean, [.. left]);
    }
}
