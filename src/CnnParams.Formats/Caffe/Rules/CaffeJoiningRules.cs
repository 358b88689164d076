using CnnParams.Formats.Graphs;
using CnnParams.Layers;
using CnnParams.Shapes;
using Operation = CnnParams.Formats.Caffe.Schema.Eltwise.Types.EltwiseOp;

namespace CnnParams.Formats.Caffe;

/// <summary>Layers that join the input, or cut it into parts.</summary>
internal sealed class CaffeJoiningRules : OperatorRules<CaffeLayer>
{
    public CaffeJoiningRules()
    {
        Map("CONCAT", Concat);
        Map("SLICE", Slice);
        Map("SPLIT", layer => layer.PassOn());
        Map("ELTWISE", Eltwise);
    }

    private static void Concat(CaffeLayer layer)
    {
        var settings = layer.Proto.ConcatParam ?? new Schema.Concatenation();
        int axis = settings.HasConcatDim ? checked((int)settings.ConcatDim) : settings.Axis;
        // Along the batch, one sample stays what it is.
        if (axis == 0)
        {
            layer.AddOperation(WorkKind.DataMovement, layer.Shape);
            layer.MixSamples();
        }
        else
        {
            layer.Add(new Concatenate { Axis = axis });
        }
    }

    private static void Slice(CaffeLayer layer)
    {
        var settings = layer.Proto.SliceParam ?? new Schema.Slicing();
        int axis = settings.HasSliceDim ? checked((int)settings.SliceDim) : settings.Axis;
        if (axis == 0)
        {
            layer.PassOn();
            layer.MixSamples();
            return;
        }

        if (settings.SlicePoint.Count == 0)
        {
            layer.Add(new Split { Axis = axis, Sections = layer.Proto.Top.Count });
            return;
        }

        int index = axis > 0 ? axis - 1 : layer.Shape.Rank + axis;
        if (index < 0 || index >= layer.Shape.Rank || layer.Shape.Sizes[index] is not { } size)
        {
            layer.AddOperation(WorkKind.DataMovement, TensorShape.Unknown);
            return;
        }

        long[] points = [0, .. settings.SlicePoint.Select(point => (long)point), size];
        layer.Add(new Split { Axis = axis, Sizes = [.. points.Skip(1).Zip(points, (end, begin) => end - begin)] });
    }

    private static void Eltwise(CaffeLayer layer)
    {
        var operation = (layer.Proto.EltwiseParam?.Operation ?? Operation.Sum) switch
        {
            Operation.Prod => MergeOperation.Multiply,
            Operation.Max => MergeOperation.Maximum,
            _ => MergeOperation.Add,
        };
        layer.Add(new Merge { Operation = operation });
    }
}
