using CnnParams.Formats.TensorFlow.Operators;
using CnnParams.Layers;

namespace CnnParams.Formats.TensorFlow;

/// <summary>Windows or axes that are summed up in one value.</summary>
internal sealed class PoolingOperators : TensorFlowRules
{
    public PoolingOperators()
    {
        Map("MaxPool MaxPoolWithArgmax", call => Pool(call, "MaxPool2D", 2, call.Wholes("ksize"), call.Wholes("strides")));
        Map("MaxPoolV2", call => Pool(call, "MaxPool2D", 2, call.Wholes(1), call.Wholes(2)));
        Map("AvgPool", call => Pool(call, "AveragePool2D", 2, call.Wholes("ksize"), call.Wholes("strides")));
        Map("MaxPool3D", call => Pool(call, "MaxPool3D", 3, call.Wholes("ksize"), call.Wholes("strides")));
        Map("AvgPool3D", call => Pool(call, "AveragePool3D", 3, call.Wholes("ksize"), call.Wholes("strides")));
        Map("Mean MEAN", call => Reduce(call, "GlobalAveragePool"));
        Map("Max REDUCE_MAX", call => Reduce(call, "GlobalMaxPool"));
        Map("Min Sum Prod All Any EuclideanNorm REDUCE_MIN SUM REDUCE_PROD REDUCE_ANY REDUCE_ALL ArgMax ArgMin ARG_MAX ARG_MIN", call => Reduce(call, null));
    }

    private static GraphLayer Pool(OperatorCall call, string type, int rank, long[]? window, long[]? stride)
    {
        if (FilterWindow.Spatial(call, window, rank) is not { } size || FilterWindow.Spatial(call, stride, rank) is not { } step)
            throw new UnknownOperatorException("the size of its window is not known");
        if (window!.Aggregate(1L, (product, side) => checked(product * side)) != size.Aggregate(1L, (product, side) => checked(product * side)))
            throw new UnknownOperatorException("its window goes over samples or channels");
        return new GraphLayer(type) { Reads = [call.First] }
            .With("PoolSize", size)
            .With("Stride", step)
            .With("Padding", FilterWindow.Padding(call, rank));
    }

    private static GraphLayer Reduce(OperatorCall call, string? type)
    {
        bool keeps = call.Truth("keep_dims");
        var reduced = new GraphLayer(nameof(Operation)).With("OperatorType", call.Operator).With("Kind", WorkKind.Mean);
        if (call.First.Sizes is not { } sizes || call.Wholes(1) is not { } given)
            return reduced;

        long[] axes = Array.ConvertAll(given, axis => axis < 0 ? axis + sizes.Count : axis);
        int spatial = sizes.Count - 2, first = FilterWindow.IsChannelsFirst(call) ? 2 : 1;
        bool isPooling = type is not null && spatial is >= 1 and <= 3 && call.HasBatch(call.First)
            && axes.OrderBy(axis => axis).SequenceEqual(Enumerable.Range(first, spatial).Select(axis => (long)axis));
        if (isPooling)
            return new GraphLayer($"{type}{spatial}D").With("KeepDims", keeps);
        var left = sizes.Select((size, i) => axes.Contains(i) ? 1 : size).Where((_, i) => keeps || !axes.Contains(i));
        return new GraphLayer(nameof(Operation)) { Sizes = [.. left] }.With("OperatorType", call.Operator).With("Kind", WorkKind.Mean);
    }
}
