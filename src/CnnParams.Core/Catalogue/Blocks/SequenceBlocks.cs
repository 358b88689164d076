using CnnParams.Layers;
using CnnParams.Shapes;

namespace CnnParams.Catalogue.Blocks;

/// <summary>From an image to a sequence of its positions, and what is done with sequences.</summary>
internal static class SequenceBlocks
{
    /// <summary>Each position of the image as a row of its channels.</summary>
    internal static Tensor Tokens(this Tensor x) => x.Shape.Layout == ShapeLayout.ChannelsFirst
        ? x.Then("patches", new Reshape { TargetShape = [x.Channels, -1] }).Permute("tokens", 2, 1)
        : x.Then("tokens", new Reshape { TargetShape = [-1, x.Channels] });

    /// <summary>The rows of a sequence as an image again.</summary>
    internal static Tensor Image(this Tensor x, string name, long height, long width) => x
        .Permute(name + ".turned", 2, 1)
        .Then(name, new Reshape { TargetShape = [x.Channels, height, width] });

    /// <summary>The same values in another shape.</summary>
    internal static Tensor View(this Tensor x, string name, params long[] shape) => x.Then(name, new Reshape { TargetShape = shape });

    /// <summary>Some of the rows.</summary>
    internal static Tensor Rows(this Tensor x, string name, long start, long? end = null) =>
        x.If(start > 0 || end is not null, x => x.Then(name, new Slice { Axis = 1, Start = start, End = end }));

    /// <summary>So many learned rows before the others.</summary>
    internal static Tensor WithTokens(this Tensor x, string name, string joined, long rows = 1) => x.If(rows > 0, x => x
        .Learned(name, rows, x.Channels)
        .Then(joined, new Concatenate { Axis = 1 }, x));

    /// <summary>A learned value for each that is in this tensor.</summary>
    internal static Tensor LearnedLike(this Tensor x, string name) => x.Beside(name, Constant(name, x.Shape.As(ShapeLayout.ChannelsLast)));

    /// <summary>A learned constant.</summary>
    internal static Tensor Learned(this Tensor x, string name, params long[] sizes) => x.Beside(name, Constant(name, new TensorShape(sizes)));

    /// <summary>The mean of the rows.</summary>
    internal static Tensor MeanOfRows(this Tensor x, string name) =>
        x.Then(name, new GlobalAveragePooling(1) { Layout = ShapeLayout.ChannelsLast });

    private static WeightTensors Constant(string name, TensorShape shape) => new() { Tensors = [new TensorSpec(name, shape)], OutputShape = shape };
}
