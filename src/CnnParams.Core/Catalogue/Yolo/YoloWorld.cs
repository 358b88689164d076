using CnnParams.Catalogue.Blocks;
using CnnParams.Layers;
using CnnParams.Shapes;

namespace CnnParams.Catalogue.Yolo;

/// <summary>
/// What YOLO-World has besides (arXiv:2401.17270): features of a text for each class, which say what is looked for.
/// These are computed by another network, and an input here.
/// </summary>
internal sealed class YoloWorld : YoloModules
{
    private const long TextFeatures = 512;

    public YoloWorld()
    {
        MapRepeated("C2fAttn", Fast);
        Map("ImagePoolingAttn", Pooled);
    }

    /// <summary>The features of a text for each class.</summary>
    internal static Tensor Texts(YoloCall call, Tensor x, long features = TextFeatures) =>
        x.Computed("texts", call.Model.Classes, features);

    // C2f, and what the last part makes of the texts.
    private static Tensor Fast(YoloCall call, Tensor x)
    {
        long hidden = YoloStages.Hidden(call.Filters, call.Values.Real(6, 0.5));
        var parts = call.Unit.Conv(x, "cv1.", 2 * hidden).ThenParts("chunk", new Split { Sections = 2 }).ToList();
        for (int i = 0; i < call.Repeats; i++)
        {
            parts.Add(
                YoloStages.Bottleneck(
                    call.Unit,
                    parts[parts.Count - 1],
                    FormattableString.Invariant($"m.{i}."),
                    hidden,
                    call.Values.Flag(4),
                    call.Values.Whole(5, 1),
                    3,
                    3,
                    1
                )
            );
        }

        parts.Add(parts[parts.Count - 1].Within("attn.", x => Guided(call, x)));
        return call.Unit.Conv(parts[0].Concatenate("concat", [.. parts.Skip(1)]), "cv2.", call.Filters);
    }

    // Each head weighs its positions by the text that they are most like.
    private static Tensor Guided(YoloCall call, Tensor x)
    {
        var scale = call.Model.Scale with { MostChannels = Math.Floor(call.Model.Scale.MostChannels / 2) };
        long width = scale.Channels(call.Values.Whole(1, 128)),
            given = call.Values.Whole(2, 1),
            heads = given > 1
                ? (long)Math.Max(Math.Min(given, Math.Floor(scale.MostChannels / 32)) * scale.Width, 1)
                : given,
            perHead = x.Channels / heads,
            positions = x.Shape.Spatial(0).Value * x.Shape.Spatial(1).Value;
        var texts = Texts(call, x, call.Values.Whole(3, TextFeatures)).OfFixedSize(x => x.Dense("gl", width));
        var embedded = x.If(x.Channels != width, x => call.Unit.Conv(x, "ec.", width, active: false));
        var weights = embedded
            .Tokens("rows")
            .View("heads", positions, heads, perHead)
            .Permute("turned", 2, 1, 3)
            .Then(
                "likeness",
                new MatMul { TransposeB = true },
                texts.View("texts_heads", call.Model.Classes, heads, perHead).Permute("texts_turned", 2, 1, 3)
            );
        var image = call.Unit.Conv(x, "proj_conv.", x.Channels, 3, active: false);
        return image.Multiply(
            "multiply",
            weights
                .Then(
                    "most",
                    new Operation
                    {
                        OperatorType = "MaxPlusBias",
                        OutputShape = image.Shape,
                        Kind = WorkKind.ElementWise,
                        Tensors = [new TensorSpec("bias", new TensorShape(heads))],
                    }
                )
                .Activation("sigmoid", "sigmoid")
        );
    }

    // The texts ask 3x3 places of each level.
    private static Tensor Pooled(YoloCall call, Tensor x)
    {
        const long places = 3 * 3;
        long width = call.Values.Whole(0, 256),
            features = call.Values.Whole(1, TextFeatures),
            heads = call.Values.Whole(2, 8),
            perHead = width / heads,
            classes = call.Model.Classes,
            rows = places * call.Inputs.Count;
        var levels = call
            .Inputs.Select(
                (level, i) =>
                    level
                        .InScopeOf(x)
                        .Conv($"projections.{i}", width, 1)
                        .Then($"im_pools.{i}", new AdaptiveMaxPooling(2) { OutputSize = 3 })
                        .Tokens($"places.{i}")
            )
            .ToArray();
        var image = levels[0].Then("cat", new Concatenate { Axis = 1 }, [.. levels.Skip(1)]);
        return image.OfFixedSize(_ => Asked(Texts(call, image, features)));

        Tensor Part(Tensor x, string name, long count) =>
            x.LayerNorm(name + ".0")
                .Dense(name + ".1", width)
                .View(name + ".heads", count, heads, perHead)
                .Permute(name + ".turned", 2, 1, 3);

        Tensor Asked(Tensor texts) =>
            Part(texts, "query", classes)
                .Then("scores", new MatMul { TransposeB = true }, Part(image, "key", rows))
                .Activation("softmax", "softmax")
                .Then("mixture", new MatMul(), Part(image, "value", rows))
                .Permute("joined", 2, 1, 3)
                .View("rows", classes, width)
                .Dense("proj", features)
                .Add("add", texts);
    }
}
