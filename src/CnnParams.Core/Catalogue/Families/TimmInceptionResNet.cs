using CnnParams.Catalogue.Blocks;
using CnnParams.Layers;
using CnnParams.Shapes;

namespace CnnParams.Catalogue.Families;

/// <summary>Inception-ResNet v2 as timm builds it. The fixed factors of its branches are not layers here.</summary>
internal sealed class TimmInceptionResNet : IArchitectureFamily
{
    private static readonly Paper Paper = new(
        "Inception-v4, Inception-ResNet and the Impact of Residual Connections on Learning",
        2016,
        "arXiv:1602.07261"
    );

    public string Name => "Inception";

    public IEnumerable<Architecture> Members =>
        [
            new(
                "InceptionResNetV2",
                Paper,
                Variants.Timm(
                    (x, _) =>
                        x.Unit("conv2d_1a.", 32, 3, 2, padding: 0)
                            .Unit("conv2d_2a.", 32, 3, padding: 0)
                            .Unit("conv2d_2b.", 64, 3)
                            .MaxPool("maxpool_3a", 3, 2)
                            .Unit("conv2d_3b.", 80)
                            .Unit("conv2d_4a.", 192, 3, padding: 0)
                            .MaxPool("maxpool_5a", 3, 2)
                            .Within("mixed_5b.", Mixed5b)
                            .Repeat(10, (x, i) => x.Within($"repeat.{i}.", Block35))
                            .Within("mixed_6a.", Mixed6a)
                            .Repeat(20, (x, i) => x.Within($"repeat_1.{i}.", Block17))
                            .Within("mixed_7a.", Mixed7a)
                            .Repeat(9, (x, i) => x.Within($"repeat_2.{i}.", x => Block8(x).ReLU("relu")))
                            .Within("block8.", Block8)
                            .Unit("conv2d_7b.", 1536),
                    (x, o) => x.AdaptiveAveragePool("global_pool", 1).Flatten().Dense("classif", o.Classes),
                    "Batch norms have a factor; the moving statistics are buffers, not parameters.",
                    resolution: 299
                )
            ),
        ];

    private static Tensor Mixed5b(Tensor x) =>
        x.Branches(
            "cat",
            x => x.Unit("branch0.", 96),
            x => x.Unit("branch1.0.", 48).Unit("branch1.1.", 64, 5),
            x => x.Unit("branch2.0.", 64).Unit("branch2.1.", 96, 3).Unit("branch2.2.", 96, 3),
            x =>
                x.Then(
                        "branch3.0",
                        new AveragePooling(2)
                        {
                            PoolSize = 3,
                            Stride = 1,
                            Padding = 1,
                            CountIncludePad = false,
                        }
                    )
                    .Unit("branch3.1.", 64)
        );

    private static Tensor Block35(Tensor x) =>
        Residual(
                x,
                x => x.Unit("branch0.", 32),
                x => x.Unit("branch1.0.", 32).Unit("branch1.1.", 32, 3),
                x => x.Unit("branch2.0.", 32).Unit("branch2.1.", 48, 3).Unit("branch2.2.", 64, 3)
            )
            .ReLU("act");

    private static Tensor Mixed6a(Tensor x) =>
        x.Branches(
            "cat",
            x => x.Unit("branch0.", 384, 3, 2, padding: 0),
            x => x.Unit("branch1.0.", 256).Unit("branch1.1.", 256, 3).Unit("branch1.2.", 384, 3, 2, padding: 0),
            x => x.MaxPool("branch2", 3, 2)
        );

    private static Tensor Block17(Tensor x) =>
        Residual(
                x,
                x => x.Unit("branch0.", 192),
                x => Line(Line(x.Unit("branch1.0.", 128), "branch1.1.", 160, new(1, 7)), "branch1.2.", 192, new(7, 1))
            )
            .ReLU("act");

    private static Tensor Mixed7a(Tensor x) =>
        x.Branches(
            "cat",
            x => x.Unit("branch0.0.", 256).Unit("branch0.1.", 384, 3, 2, padding: 0),
            x => x.Unit("branch1.0.", 256).Unit("branch1.1.", 288, 3, 2, padding: 0),
            x => x.Unit("branch2.0.", 256).Unit("branch2.1.", 288, 3).Unit("branch2.2.", 320, 3, 2, padding: 0),
            x => x.MaxPool("branch3", 3, 2)
        );

    private static Tensor Block8(Tensor x) =>
        Residual(
            x,
            x => x.Unit("branch0.", 192),
            x => Line(Line(x.Unit("branch1.0.", 192), "branch1.1.", 224, new(1, 3)), "branch1.2.", 256, new(3, 1))
        );

    private static Tensor Residual(Tensor x, params Func<Tensor, Tensor>[] branches) =>
        x.Branches("cat", branches).Conv("conv2d", x.Channels, 1).Add("add", x);

    // Filters along one axis that keep its size.
    private static Tensor Line(Tensor x, string scope, long filters, Extent kernel) =>
        x.Within(
            scope,
            x =>
                x.Conv("conv", filters, kernel, 1, Padding.Symmetric(kernel[0] / 2, kernel[1] / 2), bias: false)
                    .BatchNorm("bn")
                    .ReLU("act")
        );
}
