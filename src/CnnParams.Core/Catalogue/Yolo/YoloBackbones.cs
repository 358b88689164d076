using CnnParams.Layers;
using CnnParams.Shapes;

namespace CnnParams.Catalogue.Yolo;

/// <summary>Stages of PP-HGNetV2 and ResNet, which RT-DETR stands on.</summary>
internal sealed class YoloBackbones : YoloModules
{
    private const long Expansion = 4;

    public YoloBackbones()
    {
        Map("HGStem", Stem);
        MapRepeated("HGBlock", Block);
        MapRepeated("ResNetLayer", Residual);
    }

    private static Tensor Stem(YoloCall call, Tensor x)
    {
        long middle = call.Values.Whole(0),
            filters = call.Values.Whole(1);
        x = ReLU(x, "stem1.", middle, 3, 2);
        var padded = x.Pad("pad1", Padding.Sides((0, 1), (0, 1)));
        var branch = ReLU(padded, "stem2a.", middle / 2, 2, 1, 0).Pad("pad2", Padding.Sides((0, 1), (0, 1)));
        branch = ReLU(branch, "stem2b.", middle, 2, 1, 0);
        var pooled = padded.MaxPool("pool", 2, 1, rounding: WindowRounding.Ceil);
        return ReLU(ReLU(pooled.Concatenate("concat", branch), "stem3.", middle, 3, 2), "stem4.", filters, 1);
    }

    private static Tensor Block(YoloCall call, Tensor x)
    {
        long middle = call.Values.Whole(0),
            filters = call.Values.Whole(1),
            kernel = call.Values.Whole(2, 3);
        bool isLight = call.Values.Flag(3);
        List<Tensor> parts = [x];
        for (int i = 0; i < call.Repeats; i++)
        {
            parts.Add(
                isLight
                    ? parts[i]
                        .Within(
                            $"m.{i}.",
                            x =>
                                ReLU(
                                    YoloUnit.Activated(x, "conv1.", middle, 1, 1, 1, null),
                                    "conv2.",
                                    middle,
                                    kernel,
                                    groups: middle
                                )
                        )
                    : ReLU(parts[i], $"m.{i}.", middle, kernel)
            );
        }

        var end = ReLU(
            ReLU(parts[0].Concatenate("concat", [.. parts.Skip(1)]), "sc.", filters / 2, 1),
            "ec.",
            filters,
            1
        );
        return end.If(call.Values.Flag(4) && x.Channels == filters, end => end.Add("add", x));
    }

    private static Tensor Residual(YoloCall call, Tensor x)
    {
        long filters = call.Values.Whole(1),
            stride = call.Values.Whole(2, 1);
        if (call.Values.Flag(3))
            return call.Unit.Conv(x, "layer.0.", filters, 7, 2).MaxPool("layer.1", 3, 2, 1);
        int blocks = call.Values.Small(4, 1);
        return x.Repeat(
            blocks,
            (x, i) =>
                x.Within(
                    $"layer.{i}.",
                    x =>
                    {
                        long step = i == 0 ? stride : 1;
                        var end = call.Unit.Conv(x, "cv1.", filters);
                        end = call.Unit.Conv(
                            call.Unit.Conv(end, "cv2.", filters, 3, step),
                            "cv3.",
                            Expansion * filters,
                            active: false
                        );
                        return end.Add(
                                "add",
                                x.If(
                                    step != 1 || x.Channels != end.Channels,
                                    x => call.Unit.Conv(x, "shortcut.0.", end.Channels, 1, step, active: false)
                                )
                            )
                            .ReLU("relu");
                    }
                )
        );
    }

    private static Tensor ReLU(
        Tensor x,
        string scope,
        long filters,
        long kernel,
        long stride = 1,
        Padding? padding = null,
        long groups = 1
    ) => YoloUnit.Activated(x, scope, filters, kernel, stride, groups, "relu", padding: padding);
}
