using CnnParams.Catalogue.Blocks;

namespace CnnParams.Catalogue.Families;

/// <summary>
/// SelecSLS, as timm builds it: blocks whose last convolution sees three outputs of the block and that of the stage's
/// first block.
/// </summary>
internal sealed class SelecSLS : IArchitectureFamily
{
    private static readonly Paper Paper = new(
        "XNect: Real-time Multi-Person 3D Motion Capture with a Single RGB Camera",
        2019,
        "arXiv:1907.00837"
    );

    private static readonly Stage[] Stages42 = [new(64, 64, 128), new(144, 144, 288), new(304, 304, 480)];

    private static readonly Stage[] Stages60 =
    [
        new(64, 64, 128),
        new(128, 128, 128, 288),
        new(288, 288, 288, 288, 416),
    ];

    private static readonly Stage[] Stages84 =
    [
        new(64, 64, 144),
        new(144, 144, 144, 144, 144, 304),
        new(304, 304, 304, 304, 304, 304, 512),
    ];

    public string Name => "SelecSLS";

    public IEnumerable<Architecture> Members =>
        [
            Of("selecsls42", Stages42, [(960, 3), (1024, 3), (1024, 3), (1280, 1)]),
            Of("selecsls42b", Stages42, [(960, 3), (1024, 3), (1280, 3), (1024, 1)]),
            Of("selecsls60", Stages60, [(756, 3), (1024, 3), (1024, 3), (1280, 1)]),
            Of("selecsls60b", Stages60, [(756, 3), (1024, 3), (1280, 3), (1024, 1)]),
            Of("selecsls84", Stages84, [(960, 3), (1024, 3), (1024, 3), (1280, 3)]),
        ];

    private static Architecture Of(string name, Stage[] stages, (long Filters, long Kernel)[] head) =>
        new(
            name,
            Paper,
            Variants.Timm(
                (x, _) =>
                {
                    int block = 0;
                    x = Unit(x, "stem.", 32, 3, 2);
                    foreach (var stage in stages)
                    {
                        var first = Block(x, $"features.{block++}.", stage.Middle, stage.Widths[0], null);
                        x = first.Repeat(
                            stage.Widths.Length - 1,
                            (x, i) => Block(x, $"features.{block++}.", stage.Middle, stage.Widths[i + 1], first)
                        );
                    }

                    return x.Repeat(
                        head.Length,
                        (x, i) => Unit(x, $"head.{i}.", head[i].Filters, head[i].Kernel, i % 2 == 0 ? 2 : 1)
                    );
                },
                (x, o) => x.AdaptiveAveragePool("global_pool", 1).Flatten().Dense("fc", o.Classes)
            )
        );

    private static Tensor Block(Tensor x, string scope, long middle, long width, Tensor? first) =>
        x.Within(
            scope,
            x =>
            {
                var d1 = Unit(x, "conv1.", middle, 3, first is null ? 2 : 1);
                var d2 = Unit(Unit(d1, "conv2.", middle), "conv3.", middle / 2, 3);
                var d3 = Unit(Unit(d2, "conv4.", middle), "conv5.", middle / 2, 3);
                return Unit(d1.Concatenate("cat", first is null ? [d2, d3] : [d2, d3, first]), "conv6.", width);
            }
        );

    private static Tensor Unit(Tensor x, string scope, long filters, long kernel = 1, long stride = 1) =>
        x.Within(
            scope,
            x => x.Conv("0", filters, kernel, stride, (stride + kernel - 2) / 2, bias: false).BatchNorm("1").ReLU("2")
        );

    private sealed record Stage(long Middle, params long[] Widths);
}
