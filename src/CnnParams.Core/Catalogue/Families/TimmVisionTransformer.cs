using System.Globalization;
using CnnParams.Catalogue.Blocks;
using CnnParams.Layers;

namespace CnnParams.Catalogue.Families;

/// <summary>
/// The vision transformer as timm builds it, in the sizes and forms that it has names for. A name says the size of a
/// patch and of the image; reg and gap mean learned registers and the mean of the patches in place of a class token.
/// </summary>
internal sealed class TimmVisionTransformer : IArchitectureFamily
{
    private static readonly Paper First = new(
        "An Image is Worth 16x16 Words: Transformers for Image Recognition at Scale",
        2020,
        "arXiv:2010.11929"
    );

    private static readonly Paper Scaling = new("Scaling Vision Transformers", 2021, "arXiv:2106.04560");

    private static readonly Paper Clip = new(
        "Learning Transferable Visual Models From Natural Language Supervision",
        2021,
        "arXiv:2103.00020"
    );

    private static readonly Paper Three = new(
        "Three things everyone should know about Vision Transformers",
        2022,
        "arXiv:2203.09795"
    );

    private static readonly Paper Beit3 = new(
        "Image as a Foreign Language: BEiT Pretraining for All Vision and Vision-Language Tasks",
        2022,
        "arXiv:2208.10442"
    );

    private static readonly Paper Flexible = new("FlexiViT: One Model for All Patch Sizes", 2022, "arXiv:2212.08013");

    private static readonly Paper Siglip = new(
        "Sigmoid Loss for Language Image Pre-Training",
        2023,
        "arXiv:2303.15343"
    );

    private static readonly Paper Dino2 = new(
        "DINOv2: Learning Robust Visual Features without Supervision",
        2023,
        "arXiv:2304.07193"
    );

    private static readonly Paper Shape = new(
        "Getting ViT in Shape: Scaling Laws for Compute-Optimal Model Design",
        2023,
        "arXiv:2305.13035"
    );

    private static readonly Paper Registers = new("Vision Transformers Need Registers", 2023, "arXiv:2309.16588");

    private static readonly Paper Intern = new(
        "InternVL: Scaling up Vision Foundation Models and Aligning for Generic Visual-Linguistic Tasks",
        2023,
        "arXiv:2312.14238"
    );

    private static readonly Paper Differential = new("Differential Transformer", 2024, "arXiv:2410.05258");

    private static readonly Paper Aim2 = new(
        "Multimodal Autoregressive Pre-training of Large Vision Encoders",
        2024,
        "arXiv:2411.14402"
    );

    private static readonly string[] AimSizes = ["224", "336", "448"];

    private static readonly VisionForm Tiny = new(192, 12, 3);
    private static readonly VisionForm Small = new(384, 12, 6);
    private static readonly VisionForm Medium = new(512, 12, 8);
    private static readonly VisionForm Betwixt = new(640, 12, 10);
    private static readonly VisionForm Base = new(768, 12, 12);
    private static readonly VisionForm BasePlus = new(896, 12, 14);
    private static readonly VisionForm Large = new(1024, 24, 16);
    private static readonly VisionForm Huge = new(1280, 32, 16);
    private static readonly VisionForm Giant = new(1408, 40, 16, 48.0 / 11);
    private static readonly VisionForm Gigantic = new(1664, 48, 16, 64.0 / 13);
    private static readonly VisionForm Wee = new(256, 14, 4, 5);
    private static readonly VisionForm Little = new(320, 14, 5, 5.6);
    private static readonly VisionForm Optimal150 = new(896, 18, 14, 2.572);
    private static readonly VisionForm Optimal400 = new(1152, 27, 16, 3.7362);
    private static readonly VisionForm GiantOptimal = new(1536, 40, 16);

    public string Name => "ViT";

    public IEnumerable<Architecture> Members =>
        [
            .. Of(First, Tiny, "vit_tiny_patch16_224", "vit_tiny_patch16_384"),
            .. Of(
                First,
                Small,
                "vit_small_patch32_224",
                "vit_small_patch32_384",
                "vit_small_patch16_224",
                "vit_small_patch16_384"
            ),
            .. Of(First, Small with { Classes = 0 }, "vit_small_patch8_224"),
            .. Of(
                First,
                Base,
                "vit_base_patch32_224",
                "vit_base_patch32_384",
                "vit_base_patch16_224",
                "vit_base_patch16_384",
                "vit_base_patch8_224"
            ),
            .. Of(
                First,
                Large,
                "vit_large_patch32_384",
                "vit_large_patch16_224",
                "vit_large_patch16_384",
                "vit_large_patch14_224"
            ),
            .. Of(First, Large with { Classes = 0 }, "vit_large_patch32_224"),
            .. Of(First, Huge with { Classes = 0 }, "vit_huge_patch14_224"),
            .. Of(Scaling, Giant, "vit_giant_patch14_224"),
            .. Of(First, WithoutBias(Base) with { Classes = 11221 }, "vit_base_patch16_224_miil"),
            // timm's own tests are with these.
            .. Of(First, new VisionForm(64, 6, 2, 3), 160, "test_vit"),
            .. Of(Registers, Registered(new(64, 8, 2, 3), 1), 160, "test_vit2"),
            .. Of(
                Registers,
                Registered(new(96, 9, 3, 3), 1) with
                {
                    Norm = (x, name) =>
                        x.Then(name, new LayerNormalization { IsRootMeanSquare = true, Center = false }),
                },
                160,
                "test_vit4"
            ),
            .. Of(Scaling, Gigantic, "vit_gigantic_patch14_224"),
            .. Of(First, BasePlus with { Scales = true }, "vit_base_patch32_plus_256", "vit_base_patch16_plus_240"),
            .. Of(Three, new VisionForm(384, 36, 6) { Scales = true }, "vit_small_patch16_36x1_224"),
            .. Of(
                First,
                Averaged(WithoutBias(Medium) with { Scales = true }) with
                {
                    Classes = 11821,
                },
                "vit_medium_patch16_gap_240"
            ),
            .. Of(
                First,
                Averaged(WithoutBias(Medium) with { Scales = true }),
                "vit_medium_patch16_gap_256",
                "vit_medium_patch16_gap_384"
            ),
            .. Of(First, Averaged(WithoutBias(Betwixt) with { Scales = true }), "vit_betwixt_patch16_gap_256"),
            .. Of(First, Averaged(new(768, 12, 16)), "vit_base_patch16_gap_224"),
            .. Of(First, Averaged(Huge) with { Classes = 0 }, "vit_huge_patch14_gap_224", "vit_huge_patch16_gap_448"),
            .. Of(First, Averaged(Giant) with { Classes = 0 }, "vit_giant_patch16_gap_224"),
            .. Of(First, Large with { Pool = VisionPool.Mean }, "eva_large_patch14_196", "eva_large_patch14_336"),
            .. OfClip(new(256, 10, 4) { Classes = 512 }, "vit_xsmall_patch16_clip_224"),
            .. OfClip(Medium with { Classes = 512 }, "vit_medium_patch32_clip_224", "vit_medium_patch16_clip_224"),
            .. OfClip(Betwixt with { Classes = 512 }, "vit_betwixt_patch32_clip_224"),
            .. OfClip(
                Base,
                "vit_base_patch32_clip_224",
                "vit_base_patch32_clip_384",
                "vit_base_patch32_clip_448",
                "vit_base_patch16_clip_224",
                "vit_base_patch16_clip_384"
            ),
            .. OfClip(
                Base with
                {
                    Classes = 512,
                },
                "vit_base_patch32_clip_256",
                "vit_base_patch32_clip_quickgelu_224",
                "vit_base_patch16_clip_quickgelu_224"
            ),
            .. OfClip(BasePlus with { Classes = 640 }, "vit_base_patch16_plus_clip_240"),
            .. OfClip(Large, "vit_large_patch14_clip_224", "vit_large_patch14_clip_336"),
            .. OfClip(
                Large with
                {
                    Classes = 768,
                },
                "vit_large_patch14_clip_quickgelu_224",
                "vit_large_patch14_clip_quickgelu_336"
            ),
            .. OfClip(Huge, "vit_huge_patch14_clip_224", "vit_huge_patch14_clip_336"),
            .. OfClip(
                Huge with
                {
                    Classes = 1024,
                },
                "vit_huge_patch14_clip_378",
                "vit_huge_patch14_clip_quickgelu_224",
                "vit_huge_patch14_clip_quickgelu_378"
            ),
            .. OfClip(Giant with { Classes = 1024 }, "vit_giant_patch14_clip_224"),
            .. OfClip(
                Gigantic with
                {
                    Classes = 1280,
                },
                "vit_gigantic_patch14_clip_224",
                "vit_gigantic_patch14_clip_378",
                "vit_gigantic_patch14_clip_quickgelu_224"
            ),
            .. OfSiglip(
                Base,
                "vit_base_patch32_{0}_256",
                "vit_base_patch16_{0}_224",
                "vit_base_patch16_{0}_256",
                "vit_base_patch16_{0}_384",
                "vit_base_patch16_{0}_512"
            ),
            .. OfSiglip(Large, "vit_large_patch16_{0}_256", "vit_large_patch16_{0}_384", "vit_large_patch16_{0}_512"),
            .. OfSiglip(
                Optimal400,
                "vit_so400m_patch14_{0}_224",
                "vit_so400m_patch14_{0}_378",
                "vit_so400m_patch14_{0}_384",
                "vit_so400m_patch16_{0}_256",
                "vit_so400m_patch16_{0}_384",
                "vit_so400m_patch16_{0}_512"
            ),
            .. OfSiglip(GiantOptimal, "vit_giantopt_patch16_{0}_256", "vit_giantopt_patch16_{0}_384"),
            .. Of(
                Siglip,
                Averaged(Optimal400) with
                {
                    Classes = 0,
                },
                "vit_so400m_patch14_siglip_gap_448",
                "vit_so400m_patch14_siglip_gap_896"
            ),
            .. Of(Flexible, Small with { OnlyPatchesHavePositions = true }, 240, "flexivit_small"),
            .. Of(Flexible, Base with { OnlyPatchesHavePositions = true }, 240, "flexivit_base"),
            .. Of(Flexible, Large with { OnlyPatchesHavePositions = true }, 240, "flexivit_large"),
            .. OfDino(Small, "vit_small"),
            .. OfDino(Base, "vit_base"),
            .. OfDino(Large, "vit_large"),
            .. OfDino(new(1536, 40, 24, 2.66667 * 2) { Mlp = VisionMlp.PackedGlu }, "vit_giant"),
            .. Of(Registers, Registered(Wee, 1), "vit_wee_patch16_reg1_gap_256"),
            .. Of(Registers, Registered(Little, 1), "vit_little_patch16_reg1_gap_256"),
            .. Of(Differential, Differing(Registered(Wee, 1)), "vit_dwee_patch16_reg1_gap_256"),
            .. Of(Differential, Differing(Registered(Little, 1)), "vit_dlittle_patch16_reg1_gap_256"),
            .. Of(Registers, Registered(Little, 4), "vit_little_patch16_reg4_gap_256"),
            .. Of(Registers, Registered(Medium, 1), "vit_medium_patch16_reg1_gap_256"),
            .. Of(Registers, Registered(Medium, 4), "vit_medium_patch16_reg4_gap_256"),
            .. Of(
                Registers,
                Registered(Medium with { Depth = 20 }, 4),
                "vit_mediumd_patch16_reg4_gap_256",
                "vit_mediumd_patch16_reg4_gap_384"
            ),
            .. Of(Registers, Registered(Betwixt, 1), "vit_betwixt_patch16_reg1_gap_256"),
            .. Of(
                Registers,
                Registered(Betwixt, 4),
                "vit_betwixt_patch16_reg4_gap_256",
                "vit_betwixt_patch16_reg4_gap_384"
            ),
            .. Of(Registers, Registered(Base, 4) with { Scales = false }, "vit_base_patch16_reg4_gap_256"),
            .. Of(
                Shape,
                Optimal150 with
                {
                    HasClassToken = false,
                    Registers = 4,
                    Pool = VisionPool.Attention,
                },
                "vit_so150m_patch16_reg4_map_256"
            ),
            .. Of(
                Shape,
                Averaged(Optimal150) with
                {
                    Registers = 4,
                },
                "vit_so150m_patch16_reg4_gap_256",
                "vit_so150m_patch16_reg4_gap_384"
            ),
            .. Of(
                Shape,
                WithoutBias(new(832, 21, 13, 34.0 / 13)) with
                {
                    HasClassToken = false,
                    Registers = 1,
                    Pool = VisionPool.Mean,
                    Scales = true,
                },
                "vit_so150m2_patch16_reg1_gap_256",
                "vit_so150m2_patch16_reg1_gap_384",
                "vit_so150m2_patch16_reg1_gap_448"
            ),
            .. Of(Intern, Large with { Classes = 0, Scales = true, NormsLast = false }, "vit_intern300m_patch14_448"),
            .. OfAim(new(1024, 24, 8, 2.75), "aimv2_large_patch14_{0}"),
            .. OfAim(new(1536, 24, 12, 2.6667), "aimv2_huge_patch14_{0}"),
            .. OfAim(new(2048, 24, 16, 2.75), "aimv2_1b_patch14_{0}"),
            .. OfAim(new(3072, 24, 24, 2.6667), "aimv2_3b_patch14_{0}"),
            .. Of(Beit3, Normed(Base), "beit3_base_patch16_224"),
            .. Of(Beit3, Normed(Large), "beit3_large_patch16_224"),
            .. Of(Beit3, Normed(new(1408, 40, 16, 4.3637)), "beit3_giant_patch14_224", "beit3_giant_patch14_336"),
        ];

    private static VisionForm Averaged(VisionForm form) =>
        form with
        {
            HasClassToken = false,
            Pool = VisionPool.Mean,
            NormsPooled = false,
        };

    private static VisionForm Registered(VisionForm form, long registers) =>
        form with
        {
            HasClassToken = false,
            Registers = registers,
            OnlyPatchesHavePositions = true,
            Pool = VisionPool.Mean,
            Scales = true,
        };

    private static VisionForm Differing(VisionForm form) =>
        form with
        {
            Attention = form.Attention with { IsDifference = true, Bias = AttentionBias.All },
        };

    private static VisionForm WithoutBias(VisionForm form) =>
        form with
        {
            Attention = form.Attention with { Bias = AttentionBias.None },
        };

    // Norms in the middle of attention and perceptron, too.
    private static VisionForm Normed(VisionForm form) =>
        form with
        {
            Pool = VisionPool.Mean,
            NormsMlp = true,
            Attention = form.Attention with { NormsMixture = true },
        };

    private static IEnumerable<Architecture> OfClip(VisionForm form, params string[] names) =>
        Of(Clip, form with { NormsFirst = true }, names);

    private static IEnumerable<Architecture> OfSiglip(VisionForm form, params string[] names) =>
        [
            .. Of(
                Siglip,
                form with
                {
                    Classes = 0,
                    HasClassToken = false,
                    Pool = VisionPool.Attention,
                },
                [.. names.Select(name => string.Format(CultureInfo.InvariantCulture, name, "siglip"))]
            ),
            .. Of(
                Siglip,
                Averaged(form) with
                {
                    Classes = 0,
                },
                [.. names.Select(name => string.Format(CultureInfo.InvariantCulture, name, "siglip_gap"))]
            ),
        ];

    private static IEnumerable<Architecture> OfDino(VisionForm form, string size) =>
        [
            .. Of(Dino2, form with { Classes = 0, Scales = true }, 518, size + "_patch14_dinov2"),
            .. Of(
                Registers,
                form with
                {
                    Classes = 0,
                    Scales = true,
                    Registers = 4,
                    OnlyPatchesHavePositions = true,
                },
                518,
                size + "_patch14_reg4_dinov2"
            ),
        ];

    private static IEnumerable<Architecture> OfAim(VisionForm form, string names)
    {
        Tensor Norm(Tensor x, string name) =>
            x.Then(name, new LayerNormalization { IsRootMeanSquare = true, Center = false });

        return Of(
            Aim2,
            Averaged(form) with
            {
                Classes = 0,
                Mlp = VisionMlp.Glu,
                MlpBias = false,
                NormsPatches = true,
                Norm = Norm,
                Attention = form.Attention with { Bias = AttentionBias.None, LastBias = false, Norm = Norm },
            },
            [.. AimSizes.Select(size => string.Format(CultureInfo.InvariantCulture, names, size))]
        );
    }

    private static IEnumerable<Architecture> Of(Paper paper, VisionForm form, params string[] names) =>
        VisionNames.Of(paper, form, names);

    private static IEnumerable<Architecture> Of(Paper paper, VisionForm form, long resolution, string name) =>
        [VisionNames.Of(paper, form, name, resolution)];
}
