using CnnParams.Catalogue.Blocks;

namespace CnnParams.Catalogue.Families;

/// <summary>
/// CoAtNet and MaxViT as timm has them: its own (rw), those of the papers, and those with the blocks of ConvNeXt
/// (coatnext, maxxvit).
/// </summary>
internal sealed class TimmMaxViT : IArchitectureFamily
{
    private static readonly Paper CoAtNet = new(
        "CoAtNet: Marrying Convolution and Attention for All Data Sizes",
        2021,
        "arXiv:2106.04803"
    );

    private static readonly Paper MaxViTPaper = new("MaxViT: Multi-Axis Vision Transformer", 2022, "arXiv:2204.01697");

    private static readonly long[] Pico = [32, 64, 128, 256];
    private static readonly long[] Tiny = [64, 128, 256, 512];
    private static readonly long[] Small = [96, 192, 384, 768];
    private static readonly long[] Large = [128, 256, 512, 1024];
    private static readonly long[] Huge = [192, 384, 768, 1536];

    private static readonly int[] Shallow = [1, 2, 3, 1];
    private static readonly int[] Usual = [2, 2, 5, 2];
    private static readonly int[] Deep = [2, 6, 14, 2];

    // timm's first networks, made before the authors' code was public.
    private static MaxViTForm Own { get; } =
        new([], [], (32, 64))
        {
            Function = "silu",
            ExpandsInput = true,
            ConvBias = false,
            ExpandsLate = true,
        };

    private static MaxViTForm OwnCoAt { get; } =
        Own with
        {
            ActivatesFirst = true,
            HalvesByPooling = true,
            SqueezeFunction = "relu",
        };

    private static MaxViTForm OwnMax { get; } = Own with { SqueezeRatio = 1.0 / 16, Stages = "MMMM" };

    private static MaxViTForm OwnNano { get; } = Own with { ConvBias = true };

    private static MaxViTForm Next { get; } =
        new([], [], (32, 64))
        {
            IsConvNeXt = true,
            ExpandsLate = true,
            ScalesConvolutions = true,
            Scales = true,
            PositionUnits = 512,
            Stages = "MMMM",
        };

    private static MaxViTForm TensorFlow { get; } =
        new([], [], (64, 64))
        {
            Function = "gelu_tanh",
            PadsAsTensorFlow = true,
            StemBias = true,
            HasHiddenHead = true,
            LooksUpByProducts = true,
            Stages = "MMMM",
        };

    public string Name => "MaxViT";

    public IEnumerable<Architecture> Members =>
        [
            Of("coatnet_pico_rw_224", CoAtNet, OwnNano.Sized(Tiny, [2, 3, 5, 2])),
            Of("coatnet_nano_rw_224", CoAtNet, OwnNano.Sized(Tiny, [3, 4, 6, 3]) with { HalvesByPooling = true }),
            Of(
                "coatnet_0_rw_224",
                CoAtNet,
                OwnCoAt.Sized(Small, [2, 3, 7, 2]) with
                {
                    SqueezesEarly = true,
                    ShortcutBias = false,
                }
            ),
            Of("coatnet_1_rw_224", CoAtNet, Early.Sized(Small, Deep)),
            Of("coatnet_2_rw_224", CoAtNet, OwnLarge.Sized(Large, Deep, (64, 128))),
            Of("coatnet_3_rw_224", CoAtNet, OwnLarge.Sized(Huge, Deep, (96, 192)) with { Scales = true }, 11821),
            Of("coatnet_bn_0_rw_224", CoAtNet, Early.Sized(Small, [2, 3, 7, 2]) with { HasBatchNorms = true }),
            Of("coatnet_rmlp_nano_rw_224", CoAtNet, OwnNano.Sized(Tiny, [3, 4, 6, 3]) with { PositionUnits = 384 }),
            Of("coatnet_rmlp_0_rw_224", CoAtNet, OwnPerceptron.Sized(Small, [2, 3, 7, 2])),
            Of(
                "coatnet_rmlp_1_rw_224",
                CoAtNet,
                OwnCoAt.Sized(Small, Deep) with
                {
                    PoolsLargest = true,
                    SqueezesEarly = true,
                    ShortcutBias = false,
                    PositionUnits = 384,
                }
            ),
            Of("coatnet_rmlp_1_rw2_224", CoAtNet, OwnPerceptron.Sized(Small, Deep)),
            Of("coatnet_rmlp_2_rw_224", CoAtNet, ScaledPerceptron.Sized(Large, Deep, (64, 128))),
            Of("coatnet_rmlp_2_rw_384", CoAtNet, ScaledPerceptron.Sized(Large, Deep, (64, 128))),
            Of("coatnet_rmlp_3_rw_224", CoAtNet, ScaledPerceptron.Sized(Huge, Deep, (96, 192))),
            Of("coatnet_nano_cc_224", CoAtNet, OwnCoAt.Sized(Tiny, [3, 4, 6, 3]) with { Stages = "CCXX" }),
            Of(
                "coatnext_nano_rw_224",
                CoAtNet,
                Next.Sized(Tiny, [3, 4, 6, 3]) with
                {
                    Stages = "CCTT",
                    Scales = false,
                    PositionUnits = 0,
                }
            ),
            Of("coatnet_0_224", CoAtNet, Published(Small, [2, 3, 5, 2], 64)),
            Of("coatnet_1_224", CoAtNet, Published(Small, Deep, 64)),
            Of("coatnet_2_224", CoAtNet, Published(Large, Deep, 128)),
            Of("coatnet_3_224", CoAtNet, Published(Huge, Deep, 192)),
            Of("coatnet_4_224", CoAtNet, Published(Huge, [2, 12, 28, 2], 192)),
            Of("coatnet_5_224", CoAtNet, Published([256, 512, 1280, 2048], [2, 12, 28, 2], 192)),
            Of("maxvit_pico_rw_256", MaxViTPaper, OwnMax.Sized(Pico, Usual, (24, 32))),
            Of("maxvit_nano_rw_256", MaxViTPaper, OwnMax.Sized(Tiny, Shallow)),
            Of("maxvit_tiny_rw_224", MaxViTPaper, OwnMax.Sized(Tiny, Usual)),
            Of("maxvit_tiny_rw_256", MaxViTPaper, OwnMax.Sized(Tiny, Usual)),
            Of("maxvit_rmlp_pico_rw_256", MaxViTPaper, OwnMaxPerceptron.Sized(Pico, Usual, (24, 32))),
            Of("maxvit_rmlp_nano_rw_256", MaxViTPaper, OwnMaxPerceptron.Sized(Tiny, Shallow)),
            Of("maxvit_rmlp_tiny_rw_256", MaxViTPaper, OwnMaxPerceptron.Sized(Tiny, Usual)),
            Of("maxvit_rmlp_small_rw_224", MaxViTPaper, OwnMaxPerceptron.Sized(Small, Usual) with { Scales = true }),
            Of("maxvit_rmlp_small_rw_256", MaxViTPaper, OwnMaxPerceptron.Sized(Small, Usual) with { Scales = true }),
            Of(
                "maxvit_rmlp_base_rw_224",
                MaxViTPaper,
                OwnMaxPerceptron.Sized(Small, Deep) with
                {
                    HasHiddenHead = true,
                }
            ),
            Of(
                "maxvit_rmlp_base_rw_384",
                MaxViTPaper,
                OwnMaxPerceptron.Sized(Small, Deep) with
                {
                    HasHiddenHead = true,
                }
            ),
            Of("maxvit_tiny_pm_256", MaxViTPaper, OwnMax.Sized(Tiny, Usual) with { Stages = "PPPP" }),
            Of("maxxvit_rmlp_nano_rw_256", MaxViTPaper, Next.Sized(Tiny, Shallow)),
            Of("maxxvit_rmlp_tiny_rw_256", MaxViTPaper, Next.Sized(Tiny, Usual)),
            Of("maxxvit_rmlp_small_rw_256", MaxViTPaper, Next.Sized(Small, Usual, (48, 96))),
            Of("maxxvitv2_nano_rw_256", MaxViTPaper, Second.Sized(Small, Shallow, (48, 96)) with { PositionUnits = 0 }),
            Of("maxxvitv2_rmlp_base_rw_224", MaxViTPaper, Second.Sized(Large, [2, 6, 12, 2], (64, 128))),
            Of("maxxvitv2_rmlp_base_rw_384", MaxViTPaper, Second.Sized(Large, [2, 6, 12, 2], (64, 128))),
            Of(
                "maxxvitv2_rmlp_large_rw_224",
                MaxViTPaper,
                Second.Sized([160, 320, 640, 1280], [2, 6, 16, 2], (80, 160)) with
                {
                    HasHiddenHead = true,
                }
            ),
            .. OfTensorFlow("tiny", TensorFlow.Sized(Tiny, Usual, (64, 64))),
            .. OfTensorFlow("small", TensorFlow.Sized(Small, Usual, (64, 64))),
            .. OfTensorFlow("base", TensorFlow.Sized(Small, Deep, (64, 64))),
            .. OfTensorFlow("large", TensorFlow.Sized(Large, Deep, (128, 128))),
            .. OfTensorFlow("xlarge", TensorFlow.Sized(Huge, Deep, (192, 192)), 21843),
        ];

    private static MaxViTForm Early =>
        OwnCoAt with
        {
            HalvesByPooling = false,
            SqueezesEarly = true,
            ShortcutBias = false,
        };

    private static MaxViTForm OwnLarge => OwnCoAt with { HalvesByPooling = false, SqueezeFunction = "silu" };

    private static MaxViTForm OwnPerceptron => OwnCoAt with { HalvesByPooling = false, PositionUnits = 512 };

    private static MaxViTForm ScaledPerceptron => OwnLarge with { Scales = true, PositionUnits = 512 };

    private static MaxViTForm OwnMaxPerceptron => OwnMax with { PositionUnits = 512 };

    private static MaxViTForm Second => Next with { OnlyGrids = true };

    private static MaxViTForm Published(long[] widths, int[] depths, long stem) =>
        new(widths, depths, (stem, stem)) { HasHiddenHead = true };

    // The weights for the smallest images know the classes that they were first trained for.
    private static IEnumerable<Architecture> OfTensorFlow(string size, MaxViTForm form, long first = 1000) =>
        new[] { 224, 384, 512 }.Select(resolution =>
            Of(
                FormattableString.Invariant($"maxvit_{size}_tf_{resolution}"),
                MaxViTPaper,
                form,
                resolution == 224 ? first : 1000
            )
        );

    private static Architecture Of(string name, Paper paper, MaxViTForm form, long classes = 1000) =>
        new(
            name,
            paper,
            Variants.Timm((x, _) => form.Body(x), form.Top, resolution: VisionNames.ImageOf(name), classes: classes)
        );
}
