using CnnParams.Formats.Writing;
using CnnParams.Layers;
using CnnParams.Shapes;

namespace CnnParams.Formats.Onnx.Writing.Rules;

/// <summary>Inputs, Gemm, MatMul, Gather, and what acts in training only.</summary>
internal sealed class OnnxCoreWriting : LayerRules<OnnxOutline>
{
    public OnnxCoreWriting()
    {
        For<Input>(
            (input, layer, outline) =>
            {
                InexpressibleException.Unless(input.Shape.HasRank, "the number of its axes is open");
                outline.SetInput(layer);
            }
        );
        For<Dense>(
            (dense, layer, outline) =>
            {
                long features =
                    dense.InputFeatures
                    ?? (layer.InputShape.Rank > 0 ? layer.InputShape.Dimensions[layer.InputShape.Rank - 1].Size : null)
                    ?? throw new InexpressibleException("the input values are not known");
                if (layer.InputShape.Rank <= 1)
                    Gemm(dense, features, outline.Plain(layer), layer, outline);
                else
                    Product(dense, features, layer, outline);
            }
        );
        For<FullyConnected>(
            (dense, layer, outline) =>
            {
                long features =
                    dense.InputFeatures
                    ?? layer.InputShape.ElementCount
                    ?? throw new InexpressibleException("the input values are not known");
                string x = outline.Plain(layer);
                Gemm(
                    dense,
                    features,
                    layer.InputShape.Rank == 1
                        ? x
                        : outline.Step(layer, "flatten", "Flatten", [x], OnnxAttribute.Of("axis", 1)),
                    layer,
                    outline
                );
            }
        );
        For<Embedding>(
            (embedding, layer, outline) =>
                outline.SetPlain(
                    layer,
                    "Gather",
                    [
                        outline.Weight(layer, "weight", embedding.VocabularySize, embedding.EmbeddingSize),
                        outline.Step(
                            layer,
                            "indices",
                            "Cast",
                            [outline.Plain(layer)],
                            OnnxAttribute.Of("to", (long)ElementType.Int64)
                        ),
                    ]
                )
        );
        For<Scale>(
            (scale, layer, outline) =>
            {
                long[] sizes =
                [
                    layer.InputShape.GetChannels().Size
                        ?? throw new InexpressibleException("the input channels are not known"),
                    .. Enumerable.Repeat(1L, Math.Max(layer.InputShape.Rank - 1, 0)),
                ];
                InexpressibleException.Unless(
                    sizes[0] > 1,
                    "in ONNX, one learned number for all is not told from a constant"
                );
                string[] factors = [outline.Image(layer), outline.Weight(layer, "weight", sizes)];
                if (scale.UseBias)
                    outline.SetImage(
                        layer,
                        "Add",
                        [outline.Step(layer, "factor", "Mul", factors), outline.Weight(layer, "bias", sizes)]
                    );
                else
                    outline.SetImage(layer, "Mul", factors);
            }
        );
        For<Dropout>(
            (dropout, layer, outline) =>
            {
                var x = outline.Any(layer);
                // Outside of training, noise and dropout of any kind pass their input on.
                bool isPlain = dropout.Kind == DropoutKind.Dropout;
                outline.Set(
                    layer,
                    x.IsTurned,
                    isPlain ? "Dropout" : "Identity",
                    isPlain ? [x.Name, outline.Real(layer, "ratio", (float)dropout.Rate)] : [x.Name]
                );
            }
        );
    }

    private static void Gemm(UnitLayer dense, long features, string x, WritableLayer layer, OnnxOutline outline)
    {
        string[] inputs = [x, outline.Weight(layer, "weight", dense.Units, features), .. Bias(dense, layer, outline)];
        outline.SetPlain(layer, "Gemm", inputs, OnnxAttribute.Of("transB", 1));
    }

    private static void Product(Dense dense, long features, WritableLayer layer, OnnxOutline outline)
    {
        string[] factors = [outline.Plain(layer), outline.Weight(layer, "weight", features, dense.Units)];
        if (dense.UseBias)
            outline.Finish(
                layer,
                "sum",
                "Add",
                [outline.Named(layer, "MatMul", factors), .. Bias(dense, layer, outline)]
            );
        else
            outline.SetPlain(layer, "MatMul", factors);
    }

    private static string[] Bias(UnitLayer dense, WritableLayer layer, OnnxOutline outline) =>
        dense.UseBias ? [outline.Weight(layer, "bias", dense.Units)] : [];
}
