using CnnParams.Layers;
using CnnParams.Measuring;
using CnnParams.Networks;
using CnnParams.Shapes;

namespace CnnParams.Core.Tests.Layers;

/// <summary>
/// Expected numbers: PyTorch 1.13's parameters() and buffers, arithmetic of Keras's documentation (field.md 3.5).
/// </summary>
public sealed class NormalizationTests
{
    // With statistics that are kept an instance norm computes what a batch norm does.
    [Fact]
    public void Kept_statistics_are_not_computed()
    {
        var instance = Single.Measure(
            "8x8x4",
            "InstanceNormalization",
            "TrackStatistics=true; Scale=true; Center=true"
        );
        Assert.Equal(Single.Measure("8x8x4", "BatchNormalization").Flops, instance.Flops);
        var own = Single.Measure("8x8x4", "InstanceNormalization", "Scale=true; Center=true");
        Assert.True(own.Flops > instance.Flops);
    }

    // BatchNorm(64): PyTorch 128 + buffers 64 + 64 + 1; Keras 256, of which 128 are not trainable.
    [Theory]
    [InlineData("", ParameterView.Keras, 256, 128, 1)]
    [InlineData("", ParameterView.PyTorch, 128, 0, 129)]
    [InlineData("", ParameterView.File, 256, 128, 1)]
    [InlineData("", ParameterView.StateDict, 257, 129, 0)]
    [InlineData("Scale=false", ParameterView.Keras, 192, 128, 1)]
    [InlineData("Scale=false; Center=false", ParameterView.PyTorch, 0, 0, 129)]
    [InlineData("TrackStatistics=false", ParameterView.Keras, 128, 0, 0)]
    public void A_batch_norm_in_each_view(
        string settings,
        ParameterView view,
        long parameters,
        long nonTrainable,
        long buffers
    )
    {
        var row = Measure("28x28x64", "BatchNormalization", settings, view);
        Assert.Equal(parameters, row.Parameters);
        Assert.Equal(nonTrainable, row.NonTrainableParameters);
        Assert.Equal(buffers, row.Buffers);
    }

    // keras: layer.trainable = False moves gamma and beta to the non-trainable ones.
    [Fact]
    public void A_frozen_batch_norm_trains_nothing() =>
        Assert.Equal(256, Measure("28x28x64", "BatchNormalization", "Trainable=false").NonTrainableParameters);

    [Theory]
    [InlineData("28x28x64", "GroupNormalization", "Groups=8", "v * c", "2 * 64 = 128")]
    [InlineData("28x28x64", "InstanceNormalization", "", "0", "0")]
    [InlineData("28x28x64", "InstanceNormalization", "Scale=true; Center=true", "v * c", "2 * 64 = 128")]
    [InlineData("64", "LayerNormalization", "", "v * c", "2 * 64 = 128")]
    [InlineData("64x7x7", "LayerNormalization", "NormalizedShape=64,7,7", "v * a1 * a2 * a3", "2 * 64 * 7 * 7 = 6272")]
    [InlineData("28x28x8", "LayerNormalization", "", "v * c", "2 * 8 = 16")]
    [InlineData("28x28x8", "LayerNormalization", "Axis=1,2,3", "v * a1 * a2 * a3", "2 * 28 * 28 * 8 = 12544")]
    [InlineData("64", "LayerNormalization", "Center=false", "v * c", "1 * 64 = 64")]
    [InlineData("64", "RMSNormalization", "", "v * c", "1 * 64 = 64")]
    [InlineData("28x28x3", "Normalization", "", "c + c + 1", "3 + 3 + 1 = 7")]
    [InlineData("28x28x3", "Normalization", "Fixed=true", "0", "0")]
    [InlineData("55x55x96", "LocalResponseNormalization", "Size=5", "0", "0")]
    [InlineData("56x56x96", "Scale", "", "a1", "96")]
    [InlineData("56x56x64", "Scale", "UseBias=true", "a1 + a2", "64 + 64 = 128")]
    public void Parameters_are_explained(string shape, string type, string settings, string formula, string calculation)
    {
        var row = Measure(shape, type, settings);
        Assert.Equal((formula, calculation), (row.Formula, row.Calculation));
        Assert.Equal(row.InputShape, row.OutputShape);
        Assert.Equal(0, row.Macs);
    }

    // EfficientNetB0's 5,330,571 has these 7, none of which is trainable; PyTorch would not count them.
    [Fact]
    public void Adapted_statistics_are_not_trained()
    {
        Assert.Equal(0, Measure("224x224x3", "Normalization").TrainableParameters);
        Assert.Equal(0, Measure("224x224x3", "Normalization", view: ParameterView.PyTorch).Parameters);
    }

    [Fact]
    public void Channels_first_are_the_first_axis() =>
        Assert.Equal(
            "2 * 8 = 16",
            Single.Measure("8x28x28", "GroupNormalization", "Groups=4", ShapeLayout.ChannelsFirst).Calculation
        );

    [Theory]
    [InlineData("28x28x64", "BatchNormalization", "InputChannels=32", ErrorId.ShapeMismatch, "InputChannels")]
    [InlineData("28x28x64", "BatchNormalization", "Axis=4", ErrorId.InvalidSetting, "Axis")]
    [InlineData("28x28x10", "GroupNormalization", "Groups=3", ErrorId.IndivisibleGroups, "Groups")]
    [InlineData("28x28x8", "LayerNormalization", "NormalizedShape=28,9", ErrorId.ShapeMismatch, "NormalizedShape")]
    [InlineData("8", "LayerNormalization", "NormalizedShape=28,8", ErrorId.ShapeMismatch, "NormalizedShape")]
    [InlineData(
        "28x28x8",
        "LayerNormalization",
        "Axis=3; NormalizedShape=8",
        ErrorId.InvalidSetting,
        "NormalizedShape"
    )]
    [InlineData("28x28x8", "LayerNormalization", "Axis=4", ErrorId.InvalidSetting, "Axis")]
    [InlineData("28x28x3", "Normalization", "Axis=4", ErrorId.InvalidSetting, "Axis")]
    public void Refuses(string shape, string type, string settings, ErrorId id, string setting) =>
        Single.AssertRefused(id, setting, shape, type, settings);

    // Known from what is stated, though nothing arrives that is known.
    [Theory]
    [InlineData("BatchNormalization", "InputChannels=64", 256L)]
    [InlineData("LayerNormalization", "NormalizedShape=64", 128L)]
    [InlineData("LayerNormalization", "", null)]
    [InlineData("BatchNormalization", "", null)]
    [InlineData("Normalization", "", null)]
    [InlineData("Scale", "", null)]
    public void Open_shapes(string type, string settings, long? parameters) =>
        Assert.Equal(parameters, Measure("?", type, settings).Parameters);

    private static LayerMeasurement Measure(
        string shape,
        string type,
        string settings = "",
        ParameterView view = ParameterView.Keras
    )
    {
        var layer = Single.Measure(shape, type, settings).GetLayer();
        var network = new Network([new Input { Name = "in0", Shape = TensorShape.Parse(shape) }, layer])
        {
            View = view,
        };
        return Measurer.Measure(network).Rows[^1];
    }
}
