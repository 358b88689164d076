using CnnParams.Formats.Graphs;
using CnnParams.Layers;
using CnnParams.Shapes;

namespace CnnParams.Formats.Caffe;

/// <summary>
/// Layers that data comes in by. What lies in a database is not in the definition: a crop tells the height and width,
/// the means of channels how many there are; else -InputShape has to.
/// </summary>
internal sealed class CaffeInputRules : OperatorRules<CaffeLayer>
{
    public CaffeInputRules()
    {
        Map("INPUT", layer => Shapes(layer, layer.Proto.InputParam?.Shape ?? []));
        Map("DUMMYDATA", Dummy);
        Map("DATA IMAGEDATA WINDOWDATA HDF5DATA ANNOTATEDDATA VIDEODATA", layer => Add(layer, Stored(layer)));
        Map(
            "MEMORYDATA",
            layer =>
            {
                var settings = layer.Proto.MemoryDataParam ?? new Schema.MemoryData();
                Add(layer, new TensorShape(settings.Channels, settings.Height, settings.Width));
            }
        );
        // A learned tensor of its own.
        Map(
            "PARAMETER",
            layer =>
            {
                var shape =
                    layer.Proto.ParameterParam?.Shape?.Dim ?? throw layer.Wrong("has no parameter_param with a shape");
                layer.Add(
                    new WeightTensors
                    {
                        Tensors = [new TensorSpec("value", new TensorShape([.. shape]))],
                        OutputShape = layer.Sample([.. shape]),
                    }
                );
            }
        );
    }

    /// <summary>
    /// Adds a layer of an unknown type that reads nothing: data comes in by it, of a shape that its code knows.
    /// </summary>
    internal static void AddSource(CaffeLayer layer)
    {
        if (layer.Options.InputShape is null)
            layer.Warn("the shape of its data is not in the definition; give it with -InputShape");
        Add(
            layer,
            new TensorShape([Dimension.Unknown, Dimension.Unknown, Dimension.Unknown], ShapeLayout.ChannelsFirst)
        );
    }

    private static void Dummy(CaffeLayer layer)
    {
        var settings = layer.Proto.DummyDataParam ?? new Schema.DummyData();
        Shapes(
            layer,
            settings.Shape.Count > 0
                ? settings.Shape
                :
                [
                    .. settings.Channels.Select(
                        (channels, i) =>
                            Of(At(settings.Num, i), channels, At(settings.Height, i), At(settings.Width, i))
                    ),
                ]
        );
    }

    private static Schema.BlobShape Of(params uint[] sizes)
    {
        var shape = new Schema.BlobShape();
        shape.Dim.Add(sizes.Select(size => (long)size));
        return shape;
    }

    private static uint At(IReadOnlyList<uint> sizes, int index) => index < sizes.Count ? sizes[index] : 1;

    // One shape is that of every output.
    private static void Shapes(CaffeLayer layer, IReadOnlyList<Schema.BlobShape> shapes)
    {
        layer.AddInputs(output =>
            output == 0 && layer.Options.InputShape is { } given ? given
            : shapes.Count == 0 ? TensorShape.Unknown
            : layer.Sample(shapes[Math.Min(output, shapes.Count - 1)].Dim)
        );
        long?[] counts = [.. shapes.Select(shape => shape.Dim.Count > 0 ? shape.Dim[0] : (long?)null).Distinct()];
        layer.Samples = counts.Length == 1 ? counts[0] : null;
    }

    // One output is the label, a number for each sample: the one that is called so, or not as data is, or the second.
    private static void Add(CaffeLayer layer, TensorShape data)
    {
        var tops = layer.Proto.Top;
        bool isLabelNamed = tops.Any(IsLabel),
            isDataNamed = tops.Any(IsData);
        layer.AddInputs(output =>
            (
                isLabelNamed ? IsLabel(tops[output])
                : isDataNamed ? !IsData(tops[output])
                : output > 0
            )
                ? new TensorShape([], ShapeLayout.ChannelsFirst)
                : layer.Options.InputShape ?? data
        );
    }

    private static bool IsLabel(string top) => Holds(top, "label");

    private static bool IsData(string top) => Holds(top, "data") || Holds(top, "image");

    private static bool Holds(string top, string word) => top.IndexOf(word, StringComparison.OrdinalIgnoreCase) >= 0;

    private static TensorShape Stored(CaffeLayer layer)
    {
        var transform = layer.Proto.TransformParam;
        var images = layer.Proto.ImageDataParam;
        long crop = transform is { HasCropSize: true } ? transform.CropSize : images?.CropSize ?? 0;
        long height = crop > 0 ? crop : images?.NewHeight ?? 0,
            width = crop > 0 ? crop : images?.NewWidth ?? 0;
        long channels =
            images is not null ? (images.IsColor ? 3 : 1)
            : transform is { ForceColor: true } ? 3
            : transform is { ForceGray: true } ? 1
            : transform is { MeanValue.Count: > 1 } ? transform.MeanValue.Count
            : 0;
        if (layer.Options.InputShape is null && (height == 0 || width == 0 || channels == 0))
            layer.Warn("the shape of its data is not in the definition; give it with -InputShape");
        return new TensorShape(
            new[] { channels, height, width }.Select(size => size > 0 ? Dimension.Of(size) : Dimension.Unknown),
            ShapeLayout.ChannelsFirst
        );
    }
}
