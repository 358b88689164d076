using CnnParams.Layers;

namespace CnnParams.Reports.Tests;

public sealed class LayerKindTests
{
    [Theory]
    [InlineData("Conv2D", LayerKind.Convolution)]
    [InlineData("DepthwiseConv2D", LayerKind.Convolution)]
    [InlineData("FullyConnected", LayerKind.Dense)]
    [InlineData("BatchNormalization", LayerKind.Normalization)]
    [InlineData("ReLU", LayerKind.Activation)]
    [InlineData("MaxPooling2D", LayerKind.Pooling)]
    [InlineData("GlobalAveragePooling2D", LayerKind.Pooling)]
    [InlineData("Add", LayerKind.Merge)]
    [InlineData("UpSampling2D", LayerKind.Resizing)]
    [InlineData("Flatten", LayerKind.Shaping)]
    [InlineData("LSTM", LayerKind.Recurrence)]
    [InlineData("MultiHeadAttention", LayerKind.Attention)]
    public void A_layer_has_the_kind_of_its_family(string type, LayerKind kind) =>
        Assert.Equal(kind, LayerKinds.Of(Example(LayerTypes.Get(type))));

    private static Layer Example(LayerTypeInfo type) =>
        type.Create([.. type.ExampleSettings.Select(pair => new KeyValuePair<string, object>(pair.Key, pair.Value))]);
}
