using CnnParams.Catalogue.Blocks;
using CnnParams.Layers;
using CnnParams.Shapes;

namespace CnnParams.Catalogue.Yolo;

/// <summary>Poolings of several sizes side by side, and what YOLO 9 makes images smaller and features one by.</summary>
internal sealed class YoloPyramids : YoloModules
{
    public YoloPyramids()
    {
        Map(
            "SPP",
            (call, x) =>
            {
                x = call.Unit.Conv(x, "cv1.", YoloStages.Hidden(x.Channels, 0.5));
                long[] sizes = [.. call.Values.List(1, 5, 9, 13)];
                return call.Unit.Conv(
                    x.Concatenate("concat", [.. sizes.Select((size, i) => Pool(x, $"m.{i}", size))]),
                    "cv2.",
                    call.Filters
                );
            }
        );
        Map("SPPF", Fast);
        Map(
            "SPPELAN",
            (call, x) =>
            {
                var parts = Pooled(call.Unit.Conv(x, "cv1.", call.Values.Whole(1)), call.Values.Whole(2, 5), 3);
                return call.Unit.Conv(parts[0].Concatenate("concat", [.. parts.Skip(1)]), "cv5.", call.Filters);
            }
        );
        Map(
            "ADown",
            (call, x) =>
            {
                var parts = x.AveragePool("avg_pool", 2, 1).ThenParts("chunk", new Split { Sections = 2 });
                long half = call.Filters / 2;
                return call
                    .Unit.Conv(parts[0], "cv1.", half, 3, 2)
                    .Concatenate("concat", call.Unit.Conv(parts[1].MaxPool("max_pool", 3, 2, 1), "cv2.", half));
            }
        );
        Map("AConv", (call, x) => call.Unit.Conv(x.AveragePool("avg_pool", 2, 1), "cv1.", call.Filters, 3, 2));
        Map("ELAN1", (call, x) => Elan(call, x, (x, name, filters) => call.Unit.Conv(x, name, filters, 3)));
        Map(
            "RepNCSPELAN4",
            (call, x) =>
                Elan(
                    call,
                    x,
                    (x, name, filters) =>
                        x.Within(
                            name,
                            x =>
                                call.Unit.Conv(
                                    RepCsp(call.Unit, x, "0.", filters, call.Values.Small(3, 1)),
                                    "1.",
                                    filters,
                                    3
                                )
                        )
                )
        );
        MapParts(
            "CBLinear",
            (call, x) =>
            {
                var sizes = call.Values.List(0);
                return x.Conv(
                        "conv",
                        sizes.Sum(),
                        call.Values.Whole(1, 1),
                        call.Values.Whole(2, 1),
                        call.Values.Whole(1, 1) / 2
                    )
                    .ThenParts("split", new Split { Sizes = sizes });
            }
        );
        Map("CBFuse", Fuse);
        Map("Index", (call, x) => Part(call.Outputs[0], call.Values.Whole(1, 0)));
    }

    // One pooling again and again; since YOLO 26 how often and a shortcut can be given.
    private static Tensor Fast(YoloCall call, Tensor x)
    {
        var parts = Pooled(
            call.Unit.Conv(x, "cv1.", YoloStages.Hidden(x.Channels, 0.5)),
            call.Values.Whole(1, 5),
            call.Values.Small(2, 3)
        );
        var end = call.Unit.Conv(parts[0].Concatenate("concat", [.. parts.Skip(1)]), "cv2.", call.Filters);
        return end.If(call.Values.Flag(3) && x.Channels == end.Channels, end => end.Add("add", x));
    }

    private static List<Tensor> Pooled(Tensor x, long size, int times)
    {
        List<Tensor> parts = [x];
        for (int i = 0; i < times; i++)
            parts.Add(Pool(parts[i], "m", size));
        return parts;
    }

    private static Tensor Pool(Tensor x, string name, long size) => x.MaxPool(name, size, 1, size / 2);

    private static Tensor Elan(YoloCall call, Tensor x, Func<Tensor, string, long, Tensor> branch)
    {
        long filters = call.Values.Whole(2);
        var parts = call.Unit.Conv(x, "cv1.", call.Values.Whole(1)).ThenParts("chunk", new Split { Sections = 2 });
        var first = branch(parts[1], "cv2.", filters);
        return call.Unit.Conv(
            parts[0].Concatenate("concat", parts[1], first, branch(first, "cv3.", filters)),
            "cv4.",
            call.Filters
        );
    }

    private static Tensor RepCsp(YoloUnit unit, Tensor x, string scope, long filters, int repeats) =>
        YoloStages.Three(
            unit,
            x,
            scope,
            filters,
            0.5,
            repeats,
            (x, scope, hidden) =>
                x.Within(
                    scope,
                    x =>
                        x.Add(
                            "add",
                            unit.Conv(YoloConvolutions.Reparameterized(unit, x, "cv1.", hidden), "cv2.", hidden, 3)
                        )
                )
        );

    // The parts of other stages, brought to the size of the last, and their sum.
    private static Tensor Fuse(YoloCall call, Tensor x)
    {
        var parts = call.Values.List(0);
        var last = call.Outputs[call.Outputs.Count - 1][0];
        if (parts.Count != call.Outputs.Count - 1)
            throw new LayerException(
                ErrorId.WrongInputCount,
                FormattableString.Invariant(
                    $"argument 1 has {parts.Count} numbers; it must have one for each input but the last"
                )
            );
        Tensor[] resized =
        [
            .. parts.Select(
                (part, i) => Part(call.Outputs[i], part).InScopeOf(x).Then("resize", PyramidBlocks.SizeOf(last))
            ),
        ];
        return resized[0].Add("sum", [.. resized.Skip(1), last]);
    }

    private static Tensor Part(IReadOnlyList<Tensor> parts, long index) =>
        index >= 0 && index < parts.Count
            ? parts[(int)index]
            : throw new LayerException(
                ErrorId.UnknownInput,
                FormattableString.Invariant($"output {index} is read of {parts.Count}")
            );
}
