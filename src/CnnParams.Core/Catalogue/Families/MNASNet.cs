namespace CnnParams.Catalogue.Families;

/// <summary>MNASNet B1, without squeeze-and-excitation: figure 7 of the paper.</summary>
internal sealed class MNASNet : IArchitectureFamily
{
    private static readonly Paper Paper = new(
        "MnasNet: Platform-Aware Neural Architecture Search for Mobile",
        2018,
        "arXiv:1807.11626"
    );

    // Channels, kernel, stride, expansion and repeats of each stack of inverted residuals.
    private static readonly (long Filters, long Kernel, long Stride, long Expansion, int Repeats)[] Stacks =
    [
        (24, 3, 2, 3, 3),
        (40, 5, 2, 3, 3),
        (80, 5, 2, 6, 3),
        (96, 3, 1, 6, 2),
        (192, 5, 2, 6, 4),
        (320, 3, 1, 6, 1),
    ];

    public string Name => "MNASNet";

    public IEnumerable<Architecture> Members =>
        [Of("MNASNet0_5", 0.5), Of("MNASNet0_75", 0.75), Of("MNASNet1_0", 1), Of("MNASNet1_3", 1.3)];

    private static Architecture Of(string name, double width) =>
        new(
            name,
            Paper,
            Variants.Torchvision(
                (x, o) =>
                {
                    o = o with { Width = o.Width * width };
                    return x.Within(
                        "layers.",
                        x =>
                            x.Conv("0", o.Filters(32), 3, 2, 1, bias: false)
                                .BatchNorm("1")
                                .ReLU("2")
                                .Conv("3", o.Filters(32), 3, 1, 1, o.Filters(32), bias: false)
                                .BatchNorm("4")
                                .ReLU("5")
                                .Conv("6", o.Filters(16), 1, bias: false)
                                .BatchNorm("7")
                                .Repeat(Stacks.Length, (x, i) => Stack(x, $"{i + 8}.", i, o))
                                .Conv("14", 1280, 1, bias: false)
                                .BatchNorm("15")
                                .ReLU("16")
                    );
                },
                (x, o) =>
                    x.GlobalAveragePool("avgpool")
                        .Within("classifier.", x => x.Dropout("0", 0.2).Dense("1", o.Classes)),
                hasWidth: true
            )
        );

    private static Tensor Stack(Tensor x, string scope, int stack, BuildOptions options)
    {
        var (filters, kernel, stride, expansion, repeats) = Stacks[stack];
        return x.Repeat(
            repeats,
            (x, i) =>
                Block(x, $"{scope}{i}.", expansion * x.Channels, options.Filters(filters), kernel, i == 0 ? stride : 1)
        );
    }

    private static Tensor Block(Tensor x, string scope, long expanded, long filters, long kernel, long stride) =>
        x.Within(
            scope,
            x =>
            {
                var end = x.Within(
                    "layers.",
                    x =>
                        x.Conv("0", expanded, 1, bias: false)
                            .BatchNorm("1")
                            .ReLU("2")
                            .Conv("3", expanded, kernel, stride, kernel / 2, expanded, bias: false)
                            .BatchNorm("4")
                            .ReLU("5")
                            .Conv("6", filters, 1, bias: false)
                            .BatchNorm("7")
                );
                return end.If(stride == 1 && x.Channels == filters, end => end.Add("add", x));
            }
        );
}
