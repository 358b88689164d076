using CnnParams.Layers;
using CnnParams.Shapes;

namespace CnnParams.Catalogue.Blocks;

/// <summary>From an image to a sequence of its positions, and what is done with sequences.</summary>
public static class SequenceBlocks
{
    /// <summary>Each position of the image as a row of its channels.</summary>
    public static Tensor Tokens(this Tensor x, string name = "tokens") =>
        x.Shape.Layout == ShapeLayout.ChannelsFirst
            ? x.Then(name == "tokens" ? "patches" : name + ".patches", new Reshape { TargetShape = [x.Channels, -1] })
                .Permute(name, 2, 1)
            : x.Then(name, new Reshape { TargetShape = [-1, x.Channels] });

    /// <summary>The rows of a sequence as an image again, of the height, width and layout of another.</summary>
    public static Tensor ImageLike(this Tensor x, string name, Tensor image)
    {
        var (height, width) = (image.Shape.Spatial(0).Value, image.Shape.Spatial(1).Value);
        return image.Shape.Layout == ShapeLayout.ChannelsFirst
            ? x.Permute(name + ".turned", 2, 1).View(name, x.Last(), height, width)
            : x.View(name, height, width, x.Last());
    }

    /// <summary>The same values in another shape.</summary>
    public static Tensor View(this Tensor x, string name, params long[] shape) =>
        x.Then(name, new Reshape { TargetShape = shape });

    /// <summary>The size of the last axis, which linear layers see, wherever the channels are.</summary>
    public static long Last(this Tensor x) => x.Shape[x.Shape.Rank - 1].Value;

    /// <summary>Some of the rows.</summary>
    public static Tensor Rows(this Tensor x, string name, long start, long? end = null) =>
        x.If(
            start > 0 || end is not null,
            x =>
                x.Then(
                    name,
                    new Slice
                    {
                        Axis = 1,
                        Start = start,
                        End = end,
                    }
                )
        );

    /// <summary>So many learned rows before the others.</summary>
    public static Tensor WithTokens(this Tensor x, string name, string joined, long rows = 1) =>
        x.If(rows > 0, x => x.Learned(name, rows, x.Channels).Then(joined, new Concatenate { Axis = 1 }, x));

    /// <summary>A learned value for each that is in this tensor.</summary>
    public static Tensor LearnedLike(this Tensor x, string name) =>
        x.Beside(name, Constant(name, x.Shape.As(ShapeLayout.ChannelsLast)));

    /// <summary>A learned constant.</summary>
    public static Tensor Learned(this Tensor x, string name, params long[] sizes) =>
        x.Beside(name, Constant(name, new TensorShape(sizes)));

    /// <summary>The mean of the rows.</summary>
    public static Tensor MeanOfRows(this Tensor x, string name) =>
        x.Then(name, new GlobalAveragePooling(1) { Layout = ShapeLayout.ChannelsLast });

    /// <summary>Each row divided by its length.</summary>
    public static Tensor OfUnitLength(this Tensor x, string name) =>
        x.Then(
            name,
            new Operation
            {
                OperatorType = "Normalize",
                OutputShape = x.Shape,
                Kind = WorkKind.ElementWise,
            }
        );

    /// <summary>Numbers that are computed and not learned.</summary>
    public static Tensor Computed(this Tensor x, string name, params long[] sizes) =>
        x.Beside(name, new WeightTensors { OutputShape = new TensorShape(sizes) });

    private static WeightTensors Constant(string name, TensorShape shape) =>
        new() { Tensors = [new TensorSpec(name, shape)], OutputShape = shape };
}
