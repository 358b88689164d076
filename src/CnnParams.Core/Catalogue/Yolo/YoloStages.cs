using CnnParams.Layers;
using CnnParams.Shapes;

namespace CnnParams.Catalogue.Yolo;

/// <summary>Stages that send a part of the channels around their blocks (CSPNet), as YOLO 3 to 26 have them.</summary>
internal sealed class YoloStages : YoloModules
{
    public YoloStages()
    {
        Map(
            "Bottleneck",
            (call, x) =>
                Bottleneck(
                    call.Unit,
                    x,
                    "",
                    call.Filters,
                    call.Values.Flag(1, true),
                    call.Values.Whole(2, 1),
                    FirstKernel(call),
                    3,
                    call.Values.Real(call.Model.Anchors is null ? 4 : 3, 0.5)
                )
        );
        MapRepeated("BottleneckCSP", BottleneckCsp);
        MapRepeated(
            "C1",
            (call, x) =>
            {
                var first = call.Unit.Conv(x, "cv1.", call.Filters);
                return first
                    .Repeat(call.Repeats, (x, i) => call.Unit.Conv(x, $"m.{i}.", call.Filters, 3))
                    .Add("add", first);
            }
        );
        MapRepeated(
            "C2",
            (call, x) =>
                TwoWays(
                    call,
                    x,
                    (x, scope, filters) =>
                        Bottleneck(
                            call.Unit,
                            x,
                            scope,
                            filters,
                            call.Values.Flag(1, true),
                            call.Values.Whole(2, 1),
                            3,
                            3,
                            1
                        ),
                    call.Values.Real(3, 0.5)
                )
        );
        MapRepeated(
            "C2f",
            (call, x) =>
                Fast(
                    call,
                    x,
                    call.Values.Real(3, 0.5),
                    (x, scope, filters) =>
                        Bottleneck(call.Unit, x, scope, filters, call.Values.Flag(1), call.Values.Whole(2, 1), 3, 3, 1)
                )
        );
        MapRepeated("C3k2", ThreeOrBottleneck, isModern: true);
        MapRepeated(
            "C2fCIB",
            (call, x) =>
                Fast(
                    call,
                    x,
                    call.Values.Real(4, 0.5),
                    (x, scope, filters) =>
                        Inverted(call.Unit, x, scope, filters, call.Values.Flag(1), call.Values.Flag(2))
                ),
            isModern: true
        );
        MapRepeated(
            "C3",
            (call, x) =>
                Three(
                    call,
                    x,
                    (x, scope, filters) =>
                        Bottleneck(
                            call.Unit,
                            x,
                            scope,
                            filters,
                            call.Values.Flag(1, true),
                            call.Values.Whole(2, 1),
                            1,
                            3,
                            1
                        )
                )
        );
        MapRepeated(
            "C3x",
            (call, x) =>
                Three(
                    call,
                    x,
                    (x, scope, filters) =>
                        Bottleneck(
                            call.Unit,
                            x,
                            scope,
                            filters,
                            call.Values.Flag(1, true),
                            call.Values.Whole(2, 1),
                            new Extent(1, 3),
                            new Extent(3, 1),
                            1
                        )
                )
        );
        MapRepeated(
            "C3Ghost",
            (call, x) =>
                Three(
                    call,
                    x,
                    (x, scope, filters) => x.Within(scope, x => YoloConvolutions.GhostBottleneck(call.Unit, x, filters))
                )
        );
        MapRepeated("RepC3", RepC3);
    }

    /// <summary>Two convolutions with a shortcut where it is wanted and fits.</summary>
    internal static Tensor Bottleneck(
        YoloUnit unit,
        Tensor x,
        string scope,
        long filters,
        bool shortcut,
        long groups,
        Extent first,
        Extent second,
        double expansion
    ) =>
        x.Within(
            scope,
            x =>
            {
                long hidden = Hidden(filters, expansion);
                var end = unit.Conv(unit.Conv(x, "cv1.", hidden, first), "cv2.", filters, second, 1, groups);
                return end.If(shortcut && x.Channels == filters, end => x.Add("add", end));
            }
        );

    /// <summary>Three convolutions around the blocks, which have half of the channels (YOLO 5).</summary>
    internal static Tensor Three(
        YoloUnit unit,
        Tensor x,
        string scope,
        long filters,
        double expansion,
        int repeats,
        Func<Tensor, string, long, Tensor> block
    ) =>
        x.Within(
            scope,
            x =>
            {
                long hidden = Hidden(filters, expansion);
                var blocks = unit.Conv(x, "cv1.", hidden).Repeat(repeats, (x, i) => block(x, $"m.{i}.", hidden));
                return unit.Conv(blocks.Concatenate("concat", unit.Conv(x, "cv2.", hidden)), "cv3.", filters);
            }
        );

    /// <summary>Every block's output is kept, and all go into the last convolution (YOLO 8).</summary>
    internal static Tensor Fast(YoloCall call, Tensor x, double expansion, Func<Tensor, string, long, Tensor> block)
    {
        long hidden = Hidden(call.Filters, expansion);
        var parts = call.Unit.Conv(x, "cv1.", 2 * hidden).ThenParts("chunk", new Split { Sections = 2 }).ToList();
        for (int i = 0; i < call.Repeats; i++)
            parts.Add(block(parts[parts.Count - 1], $"m.{i}.", hidden));
        return call.Unit.Conv(parts[0].Concatenate("concat", [.. parts.Skip(1)]), "cv2.", call.Filters);
    }

    /// <summary>Half of the channels go through the blocks, half around them.</summary>
    internal static Tensor TwoWays(
        YoloCall call,
        Tensor x,
        Func<Tensor, string, long, Tensor> block,
        double expansion = 0.5
    )
    {
        long hidden = Hidden(call.Filters, expansion);
        var parts = call.Unit.Conv(x, "cv1.", 2 * hidden).ThenParts("split", new Split { Sections = 2 });
        var blocks = parts[0].Repeat(call.Repeats, (x, i) => block(x, $"m.{i}.", hidden));
        return call.Unit.Conv(blocks.Concatenate("concat", parts[1]), "cv2.", call.Filters);
    }

    /// <summary>The channels within: a share, cut off to a whole number.</summary>
    internal static long Hidden(long filters, double expansion) =>
        (long)(filters * expansion) is > 0 and var hidden
            ? hidden
            : throw new LayerException(
                ErrorId.InvalidSetting,
                FormattableString.Invariant($"{filters} channels times {expansion} are none")
            );

    /// <summary>C3 with blocks of two kxk convolutions (YOLO 11).</summary>
    internal static Tensor ThreeOfTwo(
        YoloUnit unit,
        Tensor x,
        string scope,
        long filters,
        bool shortcut,
        long groups
    ) =>
        Three(
            unit,
            x,
            scope,
            filters,
            0.5,
            2,
            (x, scope, hidden) => Bottleneck(unit, x, scope, hidden, shortcut, groups, 3, 3, 1)
        );

    private static Tensor Three(YoloCall call, Tensor x, Func<Tensor, string, long, Tensor> block) =>
        Three(call.Unit, x, "", call.Filters, call.Values.Real(3, 0.5), call.Repeats, block);

    // The scales m, l and x have C3k in all places, whatever the table says.
    private static Tensor ThreeOrBottleneck(YoloCall call, Tensor x)
    {
        bool isThree = call.Values.Flag(1) || call.IsScale("mlx"),
            attends = call.Values.Flag(3),
            shortcut = call.Values.Flag(5, true);
        long groups = call.Values.Whole(4, 1);
        return Fast(
            call,
            x,
            call.Values.Real(2, 0.5),
            (x, scope, filters) =>
                attends
                    ? x.Within(
                        scope,
                        x =>
                            YoloAttention.Block(
                                call.Unit,
                                Bottleneck(call.Unit, x, "0.", filters, shortcut, groups, 3, 3, 0.5),
                                "1.",
                                Math.Max(1, filters / 64)
                            )
                    )
                : isThree ? ThreeOfTwo(call.Unit, x, scope, filters, shortcut, groups)
                : Bottleneck(call.Unit, x, scope, filters, shortcut, groups, 3, 3, 0.5)
        );
    }

    // The compact inverted block of YOLO 10: depthwise, pointwise, depthwise, pointwise, depthwise.
    private static Tensor Inverted(YoloUnit unit, Tensor x, string scope, long filters, bool shortcut, bool isLarge) =>
        x.Within(
            scope,
            x =>
            {
                long hidden = 2 * filters;
                var end = unit.Conv(unit.Conv(x, "cv1.0.", x.Channels, 3, 1, x.Channels), "cv1.1.", hidden);
                end = isLarge ? LargeKernel(unit, end, "cv1.2.") : unit.Conv(end, "cv1.2.", hidden, 3, 1, hidden);
                end = unit.Conv(unit.Conv(end, "cv1.3.", filters), "cv1.4.", filters, 3, 1, filters);
                return end.If(shortcut && x.Channels == filters, end => x.Add("add", end));
            }
        );

    private static Tensor LargeKernel(YoloUnit unit, Tensor x, string scope) =>
        x.Within(
            scope,
            x =>
                unit.Conv(x, "conv.", x.Channels, 7, 1, x.Channels, active: false)
                    .Add("add", x.ForTraining(x => unit.Conv(x, "conv1.", x.Channels, 3, 1, x.Channels, active: false)))
                    .Activation("act", "silu")
        );

    // YOLOv3's and YOLOv5's own repositories have 1x1 where Ultralytics' package has 3x3.
    private static Extent FirstKernel(YoloCall call) => call.Model.Anchors is null ? 3 : 1;

    private static Tensor BottleneckCsp(YoloCall call, Tensor x)
    {
        long hidden = Hidden(call.Filters, call.Values.Real(3, 0.5));
        var blocks = call
            .Unit.Conv(x, "cv1.", hidden)
            .Repeat(
                call.Repeats,
                (x, i) =>
                    Bottleneck(
                        call.Unit,
                        x,
                        $"m.{i}.",
                        hidden,
                        call.Values.Flag(1, true),
                        call.Values.Whole(2, 1),
                        FirstKernel(call),
                        3,
                        1
                    )
            );
        return call.Unit.Conv(
            blocks
                .Conv("cv3", hidden, 1, bias: false)
                .Concatenate("concat", x.Conv("cv2", hidden, 1, bias: false))
                .BatchNorm("bn")
                .Activation("act", "silu"),
            "cv4.",
            call.Filters
        );
    }

    private static Tensor RepC3(YoloCall call, Tensor x)
    {
        long filters = call.Filters,
            hidden = Hidden(filters, call.Values.Real(1, 1));
        var end = call
            .Unit.Conv(x, "cv1.", hidden)
            .Repeat(call.Repeats, (x, i) => YoloConvolutions.Reparameterized(call.Unit, x, $"m.{i}.", hidden))
            .Add("add", call.Unit.Conv(x, "cv2.", hidden));
        return end.If(hidden != filters, end => call.Unit.Conv(end, "cv3.", filters));
    }
}
