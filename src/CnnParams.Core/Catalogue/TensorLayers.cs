using CnnParams.Layers;
using CnnParams.Shapes;

namespace CnnParams.Catalogue;

/// <summary>The layers that networks for images are written with, each put after a tensor in a word.</summary>
public static class TensorLayers
{
    /// <summary>A convolution over an image.</summary>
    public static Tensor Conv(
        this Tensor x,
        string name,
        long filters,
        Extent kernelSize,
        Extent? stride = null,
        Padding? padding = null,
        long groups = 1,
        Extent? dilation = null,
        bool bias = true
    ) =>
        x.Then(
            name,
            new Convolution(2)
            {
                Filters = filters,
                KernelSize = kernelSize,
                Stride = stride ?? Extent.One,
                Padding = padding ?? Padding.Valid,
                Groups = groups,
                Dilation = dilation ?? Extent.One,
                UseBias = bias,
            }
        );

    /// <summary>A convolution of each channel on its own.</summary>
    public static Tensor DepthwiseConv(
        this Tensor x,
        string name,
        Extent kernelSize,
        Extent? stride = null,
        Padding? padding = null,
        bool bias = true
    ) =>
        x.Then(
            name,
            new DepthwiseConvolution(2)
            {
                KernelSize = kernelSize,
                Stride = stride ?? Extent.One,
                Padding = padding ?? Padding.Valid,
                UseBias = bias,
            }
        );

    /// <summary>A depthwise convolution, then a pointwise one.</summary>
    public static Tensor SeparableConv(
        this Tensor x,
        string name,
        long filters,
        Extent kernelSize,
        Extent? stride = null,
        Padding? padding = null,
        bool bias = true
    ) =>
        x.Then(
            name,
            new SeparableConvolution(2)
            {
                Filters = filters,
                KernelSize = kernelSize,
                Stride = stride ?? Extent.One,
                Padding = padding ?? Padding.Valid,
                UseBias = bias,
            }
        );

    /// <summary>A normalisation over the batch.</summary>
    public static Tensor BatchNorm(this Tensor x, string name, bool scale = true) =>
        x.Then(name, new BatchNormalization { Scale = scale });

    /// <summary>A normalisation of the channels of each position.</summary>
    public static Tensor LayerNorm(this Tensor x, string name, bool channels = false) =>
        x.Then(name, new LayerNormalization { Axis = channels ? [x.Shape.ChannelAxis + 1] : [-1] });

    /// <summary>A normalisation by the neighbours in the channels (AlexNet).</summary>
    public static Tensor LocalResponseNorm(this Tensor x, string name) =>
        x.Then(name, new LocalResponseNormalization());

    /// <summary>An activation function.</summary>
    public static Tensor Activation(this Tensor x, string name, string function) =>
        x.Then(name, new Activation { Function = function });

    /// <summary>max(0, x)</summary>
    public static Tensor ReLU(this Tensor x, string name) => x.Activation(name, "relu");

    /// <summary>The largest value of each window.</summary>
    public static Tensor MaxPool(
        this Tensor x,
        string name,
        Extent poolSize,
        Extent? stride = null,
        Padding? padding = null,
        WindowRounding rounding = WindowRounding.Floor
    ) =>
        x.Then(
            name,
            new MaxPooling(2)
            {
                PoolSize = poolSize,
                Stride = stride,
                Padding = padding ?? Padding.Valid,
                CeilMode = rounding,
            }
        );

    /// <summary>The mean of each window.</summary>
    public static Tensor AveragePool(
        this Tensor x,
        string name,
        Extent poolSize,
        Extent? stride = null,
        Padding? padding = null
    ) =>
        x.Then(
            name,
            new AveragePooling(2)
            {
                PoolSize = poolSize,
                Stride = stride,
                Padding = padding ?? Padding.Valid,
            }
        );

    /// <summary>The mean of windows that fit a wanted output size.</summary>
    public static Tensor AdaptiveAveragePool(this Tensor x, string name, Extent outputSize) =>
        x.Then(name, new AdaptiveAveragePooling(2) { OutputSize = outputSize, Layout = x.OtherLayout });

    /// <summary>The mean of each channel.</summary>
    public static Tensor GlobalAveragePool(this Tensor x, string name, bool keepDims = false) =>
        x.Then(name, new GlobalAveragePooling(2) { KeepDims = keepDims, Layout = x.OtherLayout });

    /// <summary>
    /// The mean of each channel as an image of one position, written as a mean over axes and not as a pooling: tools
    /// that count poolings do not see it.
    /// </summary>
    public static Tensor Mean(this Tensor x, string name) =>
        x.GlobalAveragePool(name)
            .Then(
                name + ".keepdim",
                new Reshape
                {
                    TargetShape = x.Shape.Layout == ShapeLayout.ChannelsFirst ? [x.Channels, 1, 1] : [1, 1, x.Channels],
                }
            );

    /// <summary>Positions added around the image.</summary>
    public static Tensor Pad(this Tensor x, string name, Padding padding) =>
        x.Then(name, new ZeroPadding(2) { Padding = padding, Layout = x.OtherLayout });

    /// <summary>All values in one row.</summary>
    public static Tensor Flatten(this Tensor x, string name = "flatten") => x.Then(name, new Flatten());

    /// <summary>Units that see the last axis.</summary>
    public static Tensor Dense(this Tensor x, string name, long units, bool bias = true) =>
        x.Then(name, new Dense { Units = units, UseBias = bias });

    /// <summary>Units that see every value.</summary>
    public static Tensor FullyConnected(this Tensor x, string name, long units) =>
        x.Then(name, new FullyConnected { Units = units });

    /// <summary>Values left out in training.</summary>
    public static Tensor Dropout(this Tensor x, string name, double rate = 0.5) =>
        x.Then(name, new Dropout { Rate = rate });

    /// <summary>The branch of a sample left out in training.</summary>
    public static Tensor DropPath(this Tensor x, string name, double rate = 0.2) =>
        x.Then(name, new Dropout { Kind = DropoutKind.DropPath, Rate = rate });

    /// <summary>Axes in another order, counted from 1.</summary>
    public static Tensor Permute(this Tensor x, string name, params long[] order) =>
        x.Then(name, new Permute { Order = order });

    /// <summary>The channels of an image after its positions; an image that has them there passes.</summary>
    public static Tensor ToChannelsLast(this Tensor x, string name) =>
        x.If(x.Shape.Layout == ShapeLayout.ChannelsFirst, x => x.Permute(name, 2, 3, 1));

    /// <summary>The channels of an image before its positions; an image that has them there passes.</summary>
    public static Tensor ToChannelsFirst(this Tensor x, string name) =>
        x.If(x.Shape.Layout == ShapeLayout.ChannelsLast, x => x.Permute(name, 3, 1, 2));

    /// <summary>The sum with other tensors.</summary>
    public static Tensor Add(this Tensor x, string name, params Tensor[] others) =>
        x.Then(name, new Merge { Operation = MergeOperation.Add }, others);

    /// <summary>The product with another tensor.</summary>
    public static Tensor Multiply(this Tensor x, string name, Tensor other) =>
        x.Then(name, new Merge { Operation = MergeOperation.Multiply }, other);

    /// <summary>Joined with other tensors along the channels.</summary>
    public static Tensor Concatenate(this Tensor x, string name, params Tensor[] others) =>
        x.Then(name, new Concatenate(), others);

    /// <summary>What several branches make of this tensor, joined along the channels.</summary>
    public static Tensor Branches(this Tensor x, string name, params Func<Tensor, Tensor>[] branches)
    {
        var ends = Array.ConvertAll(branches, branch => branch(x));
        return ends[0].Concatenate(name, [.. ends.Skip(1)]);
    }
}
