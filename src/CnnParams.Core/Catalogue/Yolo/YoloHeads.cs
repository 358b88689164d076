using CnnParams.Catalogue.Blocks;
using CnnParams.Layers;
using CnnParams.Shapes;

namespace CnnParams.Catalogue.Yolo;

/// <summary>What says where things are: boxes, masks, key points, turned boxes, classes.</summary>
internal sealed class YoloHeads : YoloModules
{
    public YoloHeads()
    {
        Map(
            "Detect",
            (call, x) =>
                call.Values.Anchors(1) is { } anchors
                    ? WithAnchors(call, x, anchors)
                    : Detect(call, x, call.Model.IsEndToEnd, call.IsLegacy)
        );
        Map("WorldDetect", (call, x) => Branches(call, x, "", isLegacy: true, decodes: true, isByText: true));
        Map("v10Detect", (call, x) => Detect(call, x, isEndToEnd: true, isLegacy: false));
        Map(
            "Segment",
            (call, x) =>
                call.Values.Anchors(1) is { } anchors
                    ? SegmentWithAnchors(call, x, anchors)
                    : Segment(call, x, inputs => Prototypes(call, inputs[0], "proto."))
        );
        Map("Segment26", (call, x) => Segment(call, x, inputs => FusedPrototypes(call, inputs)));
        Map(
            "Pose",
            (call, x) =>
            {
                long values = KeyPointValues(call);
                return Also(call, Detect(call, x, call.Model.IsEndToEnd, call.IsLegacy), values, values);
            }
        );
        Map("Pose26", Pose26);
        Map(
            "OBB OBB26",
            (call, x) =>
                Also(
                    call,
                    Detect(call, x, call.Model.IsEndToEnd, call.IsLegacy),
                    call.Values.Whole(1, 1),
                    call.Values.Whole(1, 1)
                )
        );
        Map(
            "Classify",
            (call, x) =>
            {
                x = call.Inputs.Count > 1 ? x.Concatenate("concat", [.. call.Inputs.Skip(1)]) : x;
                return call
                    .Unit.Conv(x, "conv.", 1280, call.Values.Whole(1, 1), call.Values.Whole(2, 1))
                    .AdaptiveAveragePool("pool", 1)
                    .Flatten()
                    .Dropout("drop", 0)
                    .Dense("linear", call.Values.Whole(0));
            }
        );
    }

    private static Tensor Detect(YoloCall call, Tensor x, bool isEndToEnd, bool isLegacy)
    {
        if (!isEndToEnd)
            return Branches(call, x, "", isLegacy, decodes: true);
        // The branch that training needs besides is computed, and not looked at.
        _ = x.ForTraining(x => Branches(call, x, "", isLegacy, decodes: false));
        return Branches(call, x, "one2one_", isLegacy, decodes: true);
    }

    // YOLO 3 and 5 as their own repositories have them: one convolution a level, for so many boxes to start from.
    private static Tensor WithAnchors(YoloCall call, Tensor x, long anchors, long masks = 0)
    {
        long values = checked(anchors * (call.Values.Whole(0) + 5 + masks));
        var rows = Levels(call, x)
            .Select((level, i) => Rows(level.Conv(FormattableString.Invariant($"m.{i}"), values, 1)))
            .ToArray();
        return Joined(rows, "output").Activation("sigmoid", "sigmoid");
    }

    private static Tensor SegmentWithAnchors(YoloCall call, Tensor x, long anchors)
    {
        long masks = call.Values.Whole(2, 32),
            filters = call.Model.Scale.Channels(call.Values.Whole(3, 256));
        _ = call.Inputs[0]
            .InScopeOf(x)
            .Within(
                "proto.",
                x =>
                    call.Unit.Conv(
                        call.Unit.Conv(
                            call.Unit.Conv(x, "cv1.", filters, 3).Then("upsample", new UpSampling(2) { Size = 2 }),
                            "cv2.",
                            filters,
                            3
                        ),
                        "cv3.",
                        masks
                    )
            );
        return WithAnchors(call, x, anchors, masks);
    }

    // A branch for boxes and one for classes on each level; boxes are means over bins.
    private static Tensor Branches(
        YoloCall call,
        Tensor x,
        string prefix,
        bool isLegacy,
        bool decodes,
        bool isByText = false
    )
    {
        var inputs = Levels(call, x);
        long bins = call.Model.Bins,
            classes = call.Values.Whole(0),
            first = inputs[0].Channels;
        long boxes = Math.Max(Math.Max(16, first / 4), 4 * bins),
            kinds = Math.Max(first, Math.Min(classes, 100));
        var sides = inputs
            .Select((level, i) => Rows(Tower(call.Unit, level, $"{prefix}cv2.{i}.", boxes, 4 * bins)))
            .ToArray();
        var scores = inputs
            .Select(
                (level, i) =>
                    Rows(
                        isByText ? LikeTexts(call, level, i, kinds)
                        : isLegacy ? Tower(call.Unit, level, $"{prefix}cv3.{i}.", kinds, classes)
                        : LightTower(call.Unit, level, $"{prefix}cv3.{i}.", kinds, classes)
                    )
            )
            .ToArray();
        var box = Joined(sides, "boxes").If(decodes && bins > 1, x => Expected(x, bins));
        return !decodes
            ? box
            : box.Concatenate(Axis(box), "output", Joined(scores, "scores").Activation("sigmoid", "sigmoid"));
    }

    private static Tensor Tower(YoloUnit unit, Tensor x, string scope, long hidden, long values) =>
        x.Within(scope, x => unit.Conv(unit.Conv(x, "0.", hidden, 3), "1.", hidden, 3).Conv("2", values, 1));

    // How similar the features of each position and of the text of each class are (YOLO-World).
    private static Tensor LikeTexts(YoloCall call, Tensor level, int number, long hidden)
    {
        long features = call.Values.Whole(1, 512);
        return Tower(call.Unit, level, $"cv3.{number}.", hidden, features)
            .Within(
                $"cv4.{number}.",
                x =>
                {
                    var normed = call.Values.Flag(2) ? x.BatchNorm("norm") : x.OfUnitLength("normalized");
                    return normed
                        .Tokens("rows")
                        .Then(
                            "likeness",
                            new MatMul { TransposeB = true },
                            YoloWorld.Texts(call, x, features).OfUnitLength("texts_normalized")
                        )
                        .ImageLike("image", normed)
                        .Multiply("scaled", x.Learned("logit_scale", 1))
                        .Add("biased", x.Learned("bias", 1));
                }
            );
    }

    private static Tensor LightTower(YoloUnit unit, Tensor x, string scope, long hidden, long values) =>
        x.Within(
            scope,
            x =>
            {
                x = unit.Conv(unit.Depthwise(x, "0.0.", x.Channels, 3), "0.1.", hidden);
                return unit.Conv(unit.Depthwise(x, "1.0.", hidden, 3), "1.1.", hidden).Conv("2", values, 1);
            }
        );

    // A softmax over the bins of each side and the mean by it, which Ultralytics writes as a frozen 1x1 convolution.
    private static Tensor Expected(Tensor x, long bins)
    {
        bool first = x.Shape.Layout == ShapeLayout.ChannelsFirst;
        long count = x.Shape.ElementCount!.Value / (4 * bins);
        var binned = first
            ? x.Then("dfl.bins", new Reshape { TargetShape = [4, bins, count] }).Permute("dfl.permute", 2, 1, 3)
            : x.Then("dfl.bins", new Reshape { TargetShape = [count, 4, bins] });
        return binned
            .Activation("dfl.softmax", "softmax")
            .Then(
                "dfl.conv",
                new Convolution(2)
                {
                    Filters = 1,
                    KernelSize = 1,
                    UseBias = false,
                    Trainable = false,
                }
            )
            .Then("dfl.sides", new Reshape { TargetShape = first ? [4, count] : [count, 4] });
    }

    private static Tensor Segment(YoloCall call, Tensor x, Func<IReadOnlyList<Tensor>, Tensor> prototypes)
    {
        var inputs = Levels(call, x);
        _ = prototypes(inputs);
        long masks = call.Values.Whole(1, 32);
        return Also(call, Detect(call, x, call.Model.IsEndToEnd, call.IsLegacy), masks, masks);
    }

    private static Tensor Prototypes(YoloCall call, Tensor x, string scope) =>
        x.Within(
            scope,
            x =>
            {
                long filters = PrototypeFilters(call);
                x = call
                    .Unit.Conv(x, "cv1.", filters, 3)
                    .Then("upsample", YoloConvolutions.Upwards(filters, 2, 2, bias: true));
                return call.Unit.Conv(call.Unit.Conv(x, "cv2.", filters, 3), "cv3.", call.Values.Whole(1, 32));
            }
        );

    // YOLO 26 adds the coarser levels, and in training says the class of each position.
    private static Tensor FusedPrototypes(YoloCall call, IReadOnlyList<Tensor> inputs) =>
        inputs[0]
            .Within(
                "proto.",
                x =>
                {
                    long filters = PrototypeFilters(call),
                        first = x.Channels,
                        classes = call.Values.Whole(0);
                    var sum = x;
                    for (int i = 1; i < inputs.Count; i++)
                    {
                        var refined = call.Unit.Conv(inputs[i].InScopeOf(x), $"feat_refine.{i - 1}.", first);
                        sum = sum.Add("sum", refined.Then("resize", PyramidBlocks.SizeOf(x)));
                    }

                    TrainingOnly(
                        x,
                        "semseg",
                        ("0.conv.weight", [filters, first, 3, 3]),
                        ("0.bn.weight", [filters]),
                        ("0.bn.bias", [filters]),
                        ("1.conv.weight", [filters, filters, 3, 3]),
                        ("1.bn.weight", [filters]),
                        ("1.bn.bias", [filters]),
                        ("2.weight", [classes, filters, 1, 1]),
                        ("2.bias", [classes])
                    );
                    return Prototypes(call, call.Unit.Conv(sum, "feat_fuse.", filters, 3), "");
                }
            );

    private static long PrototypeFilters(YoloCall call) => call.Model.Scale.Channels(call.Values.Whole(2, 256));

    private static Tensor Pose26(YoloCall call, Tensor x)
    {
        long values = KeyPointValues(call),
            points = call.Model.KeyPoints[0];
        var found = Detect(call, x, call.Model.IsEndToEnd, call.IsLegacy);
        var inputs = Levels(call, x);
        long hidden = Math.Max(inputs[0].Channels / 4, values + (2 * points));
        foreach (string prefix in call.Model.IsEndToEnd ? new[] { "", "one2one_" } : [""])
        {
            for (int i = 0; i < inputs.Count; i++)
            {
                _ = Branch(
                    inputs[i],
                    prefix,
                    call,
                    x =>
                        x.Within(
                                $"{prefix}cv4.{i}.",
                                x => call.Unit.Conv(call.Unit.Conv(x, "0.", hidden, 3), "1.", hidden, 3)
                            )
                            .Conv($"{prefix}cv4_kpts.{i}", values, 1)
                );
                TrainingOnly(
                    x,
                    $"{prefix}cv4_sigma.{i}",
                    ("weight", [2 * points, hidden, 1, 1]),
                    ("bias", [2 * points])
                );
            }
        }

        // Six steps of a flow, each with two networks of three linear layers: 2 to 64, 64, 2.
        for (int i = 0; i < 12; i++)
        {
            TrainingOnly(
                x,
                FormattableString.Invariant($"flow_model.{(i < 6 ? "s" : "t")}.{i % 6}"),
                ("0.weight", [64, 2]),
                ("0.bias", [64]),
                ("2.weight", [64, 64]),
                ("2.bias", [64]),
                ("4.weight", [2, 64]),
                ("4.bias", [2])
            );
        }

        return found;
    }

    // A branch of two convolutions for what comes with each box.
    private static Tensor Also(YoloCall call, Tensor found, long values, long least)
    {
        var inputs = Levels(call, found);
        long hidden = Math.Max(inputs[0].Channels / 4, least);
        foreach (string prefix in call.Model.IsEndToEnd ? new[] { "", "one2one_" } : [""])
        {
            for (int i = 0; i < inputs.Count; i++)
                _ = Branch(inputs[i], prefix, call, x => Tower(call.Unit, x, $"{prefix}cv4.{i}.", hidden, values));
        }

        return found;
    }

    // With two branches, fusing keeps the one that needs no suppression of doubles.
    private static Tensor Branch(Tensor x, string prefix, YoloCall call, Func<Tensor, Tensor> branch) =>
        call.Model.IsEndToEnd && prefix.Length == 0 ? x.ForTraining(branch) : branch(x);

    private static void TrainingOnly(Tensor x, string name, params (string Name, long[] Shape)[] weights) =>
        x.ForTraining(x =>
            x.Beside(
                name,
                new WeightTensors
                {
                    Tensors = [.. weights.Select(weight => new TensorSpec(weight.Name, new TensorShape(weight.Shape)))],
                }
            )
        );

    private static long KeyPointValues(YoloCall call) =>
        call.Values.Has(1)
            ? call.Values.List(1).Aggregate(1L, (product, size) => checked(product * size))
            : call.Model.KeyPoints.Aggregate(1L, (product, size) => checked(product * size));

    private static IReadOnlyList<Tensor> Levels(YoloCall call, Tensor x) =>
        [.. call.Inputs.Select(input => input.InScopeOf(x))];

    // Each position a row, the values of all levels after one another.
    private static Tensor Rows(Tensor x) =>
        x.Then(
            x.Name.Substring(x.Name.LastIndexOf('.') + 1) + ".view",
            new Reshape
            {
                TargetShape = x.Shape.Layout == ShapeLayout.ChannelsFirst ? [x.Channels, -1] : [-1, x.Channels],
            }
        );

    private static int Axis(Tensor x) => x.Shape.Layout == ShapeLayout.ChannelsFirst ? 1 : 2;

    private static Tensor Joined(Tensor[] rows, string name) =>
        rows[0].Then(name, new Concatenate { Axis = 3 - Axis(rows[0]) }, [.. rows.Skip(1)]);
}

/// <summary>Joining along an axis.</summary>
file static class Joining
{
    internal static Tensor Concatenate(this Tensor x, int axis, string name, Tensor other) =>
        x.Then(name, new Concatenate { Axis = axis }, other);
}
