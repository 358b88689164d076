using CnnParams.Layers;
using CnnParams.Networks;
using CnnParams.Shapes;

namespace CnnParams.Core.Tests.Measuring.Conventions;

/// <summary>
/// torchvision's vit_b_16: no convolutional network but for its first layer, and the one with attention.
/// </summary>
internal static class VisionTransformer
{
    private const long Width = 768,
        Positions = 197;

    internal static Network Base16 { get; } =
        new([.. Layers().Select(ByModule)]) { View = CnnParams.Layers.ParameterView.PyTorch };

    private static Layer ByModule(Layer layer) => layer.Noted(notes => notes with { Call = ModuleCall.Module });

    private static IEnumerable<Layer> Layers()
    {
        yield return new Input
        {
            Name = "image",
            Shape = new TensorShape(3, 224, 224).As(ShapeLayout.ChannelsFirst),
            Layout = ShapeLayout.ChannelsFirst,
        };
        yield return new Convolution(2)
        {
            Name = "conv_proj",
            Filters = Width,
            KernelSize = 16,
            Stride = 16,
        };
        yield return new Reshape { Name = "patches", TargetShape = [Width, Positions - 1] };
        yield return new Permute { Name = "tokens", Order = [2, 1] };
        yield return new WeightTensors
        {
            Name = "class_token",
            Inputs = ["image"],
            Tensors = [TensorSpec.Parse("class_token:1x768")],
            OutputShape = new TensorShape(1, Width),
        };
        yield return new Concatenate
        {
            Name = "sequence",
            Inputs = ["class_token", "tokens"],
            Axis = 1,
        };
        yield return new WeightTensors
        {
            Name = "pos_embedding",
            Inputs = ["image"],
            Tensors = [TensorSpec.Parse("pos:197x768")],
            OutputShape = new TensorShape(Positions, Width),
        };
        yield return new Merge
        {
            Name = "encoder",
            Operation = MergeOperation.Add,
            Inputs = ["sequence", "pos_embedding"],
        };
        string last = "encoder";
        for (int i = 0; i < 12; i++)
        {
            string at = $"encoder.layers.encoder_layer_{i}";
            yield return new LayerNormalization { Name = at + ".ln_1", Inputs = [last] };
            yield return new MultiHeadAttention
            {
                Name = at + ".self_attention",
                Heads = 12,
                KeySize = 64,
            };
            yield return new Merge
            {
                Name = at + ".add_1",
                Operation = MergeOperation.Add,
                Inputs = [last, at + ".self_attention"],
            };
            yield return new LayerNormalization { Name = at + ".ln_2" };
            yield return new Dense { Name = at + ".mlp.0", Units = 3072 };
            yield return new Activation { Name = at + ".mlp.1", Function = "gelu" };
            yield return new Dense { Name = at + ".mlp.3", Units = Width };
            yield return new Merge
            {
                Name = last = at + ".add_2",
                Operation = MergeOperation.Add,
                Inputs = [at + ".add_1", at + ".mlp.3"],
            };
        }

        yield return new LayerNormalization { Name = "encoder.ln", Inputs = [last] };
        yield return new Slice
        {
            Name = "class",
            Axis = 1,
            Start = 0,
            End = 1,
        };
        yield return new Flatten { Name = "flatten" };
        yield return new Dense { Name = "heads.head", Units = 1000 };
    }
}
