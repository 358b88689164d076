using CnnParams.Formats.Writing;
using CnnParams.Layers;
using CnnParams.Shapes;

namespace CnnParams.Formats.PyTorch.Writing;

/// <summary>torch.nn: inputs, linear layers, embeddings, learned constants, and what acts in training only.</summary>
internal sealed class PyTorchCoreWriting : LayerRules<PyTorchOutline>
{
    public PyTorchCoreWriting()
    {
        For<Input>((_, layer, outline) => outline.SetInput(layer));
        For<Dense>(
            (dense, layer, outline) =>
                outline.Set(
                    layer,
                    $"{outline.Module(layer, Linear(dense, PyTorchCalls.Features(layer.InputShape, dense.InputFeatures)))}({outline.Plain(layer)})"
                )
        );
        For<FullyConnected>(
            (dense, layer, outline) =>
            {
                string x =
                    layer.InputShape.Rank == 1 ? outline.Plain(layer) : $"torch.flatten({outline.Plain(layer)}, 1)";
                long features =
                    dense.InputFeatures
                    ?? layer.InputShape.ElementCount
                    ?? throw new InexpressibleException("the input values are not known");
                outline.Set(layer, $"{outline.Module(layer, Linear(dense, features))}({x})");
            }
        );
        For<Bilinear>(
            (bilinear, layer, outline) =>
                outline.Set(
                    layer,
                    $"{outline.Module(layer, PyTorchCalls.Call(
            "nn.Bilinear",
            $"{PyTorchCalls.Features(layer.Reads[0].Shape)}",
            $"{PyTorchCalls.Features(layer.Reads[1].Shape)}",
            $"{bilinear.Units}",
            PyTorchCalls.Named("bias", bilinear.UseBias, byDefault: true)))}({outline.Plain(layer)}, {outline.Plain(layer, 1)})"
                )
        );
        For<Embedding>(
            (embedding, layer, outline) =>
                outline.Set(
                    layer,
                    $"{outline.Module(layer, $"nn.Embedding({embedding.VocabularySize}, {embedding.EmbeddingSize})")}({outline.Plain(layer)}.long())"
                )
        );
        For<Scale>(
            (scale, layer, outline) =>
                outline.SetImage(
                    layer,
                    $"{outline.Module(layer, outline.Parts.Scale(PerChannel(layer), scale.UseBias))}({outline.Image(layer)})"
                )
        );
        For<WeightTensors>(Constant);
        For<Dropout>(DropOut);
    }

    // One number for each channel, to be repeated over the positions after it.
    private static IEnumerable<long> PerChannel(WritableLayer layer) =>
        Enumerable.Repeat(1L, Math.Max(layer.InputShape.Rank - 1, 0)).Prepend(PyTorchCalls.Channels(layer));

    private static string Linear(UnitLayer dense, long features) =>
        PyTorchCalls.Call(
            "nn.Linear",
            $"{features}",
            $"{dense.Units}",
            PyTorchCalls.Named("bias", dense.UseBias, byDefault: true)
        );

    private static void Constant(WeightTensors constant, WritableLayer layer, PyTorchOutline outline)
    {
        InexpressibleException.Unless(
            layer.Reads.Count == 0
                && constant.Tensors.Count == 1
                && constant.Tensors[0].ToWeight().IsLearned
                && constant.Tensors[0].Shape.ElementCount == layer.OutputShape.ElementCount,
            "it is not known what is done with its weights"
        );
        var sizes = layer.OutputShape.Dimensions.Select(axis => axis.Value).ToArray();
        string access = outline.Module(layer, outline.Parts.Scale(sizes, hasBias: false));
        outline.Set(layer, $"{access}.weight.expand({outline.BatchSize}{string.Concat(sizes.Select(_ => ", -1"))})");
    }

    private static void DropOut(Dropout dropout, WritableLayer layer, PyTorchOutline outline)
    {
        string rate = PythonNames.Number(dropout.Rate);
        int axes = dropout.Kind switch
        {
            DropoutKind.SpatialDropout1D => 1,
            DropoutKind.SpatialDropout2D => 2,
            DropoutKind.SpatialDropout3D => 3,
            _ => 0,
        };
        if (axes > 0)
        {
            outline.SetImage(layer, $"F.dropout{axes}d({outline.Image(layer)}, {rate}, self.training)");
            return;
        }

        var x = outline.Any(layer);
        InexpressibleException.Unless(
            dropout.Kind != DropoutKind.GaussianDropout || dropout.Rate < 1,
            "noise of a rate of 1 is infinite"
        );
        outline.SetLike(
            layer,
            x,
            dropout.Kind switch
            {
                DropoutKind.AlphaDropout => $"F.alpha_dropout({x.Name}, {rate}, self.training)",
                DropoutKind.GaussianNoise =>
                    $"{x.Name} + torch.randn_like({x.Name}) * ({rate} if self.training else 0.0)",
                DropoutKind.GaussianDropout => $"{x.Name} * (1 + torch.randn_like({x.Name}) * "
                    + $"({PythonNames.Number(Math.Sqrt(dropout.Rate / (1 - dropout.Rate)))} if self.training else "
                    + "0.0))",
                DropoutKind.DropPath =>
                    $"{outline.Parts.Torchvision("stochastic_depth")}({x.Name}, {rate}, 'row', self.training)",
                _ => $"F.dropout({x.Name}, {rate}, self.training)",
            }
        );
    }
}
