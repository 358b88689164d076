using CnnParams.Catalogue.Blocks;

namespace CnnParams.Catalogue.Families;

/// <summary>
/// Vision transformers that timm builds as EVA: EVA and EVA-02, and those with rotary positions beside them, DINOv3 and
/// the Perception Encoder.
/// </summary>
internal sealed class EVA : IArchitectureFamily
{
    private static readonly Paper First = new(
        "EVA: Exploring the Limits of Masked Visual Representation Learning at Scale",
        2022,
        "arXiv:2211.07636"
    );

    private static readonly Paper Second = new(
        "EVA-02: A Visual Representation for Neon Genesis",
        2023,
        "arXiv:2303.11331"
    );

    private static readonly Paper Clip = new(
        "EVA-CLIP: Improved Training Techniques for CLIP at Scale",
        2023,
        "arXiv:2303.15389"
    );

    private static readonly Paper Rope = new(
        "Rotary Position Embedding for Vision Transformer",
        2024,
        "arXiv:2403.13298"
    );

    private static readonly Paper Perception = new(
        "Perception Encoder: The best visual embeddings are not at the output of the network",
        2025,
        "arXiv:2504.13181"
    );

    private static readonly Paper Dino3 = new("DINOv3", 2025, "arXiv:2508.10104");

    private static readonly VisionForm Giant = Form(1408, 40, 16, 6144.0 / 1408) with { Pool = VisionPool.Mean };
    private static readonly VisionForm Tiny = Gated(192, 12, 3);
    private static readonly VisionForm Small = Gated(384, 12, 6);
    private static readonly VisionForm Base = Apart(Gated(768, 12, 12));
    private static readonly VisionForm Large = Apart(Gated(1024, 24, 16));

    public string Name => "EVA";

    public IEnumerable<Architecture> Members =>
        [
            .. Of(First, Giant, "eva_giant_patch14_224", "eva_giant_patch14_336", "eva_giant_patch14_560"),
            .. Of(Clip, Giant with { Pool = VisionPool.Token, Classes = 1024 }, "eva_giant_patch14_clip_224"),
            .. Of(Second, Tiny with { Classes = 0 }, "eva02_tiny_patch14_224"),
            .. Of(Second, Tiny, "eva02_tiny_patch14_336"),
            .. Of(Second, Small with { Classes = 0 }, "eva02_small_patch14_224"),
            .. Of(Second, Small, "eva02_small_patch14_336"),
            .. Of(Second, Base with { Classes = 0 }, "eva02_base_patch14_224"),
            .. Of(Second, Base, "eva02_base_patch14_448"),
            .. Of(Second, Large with { Classes = 0 }, "eva02_large_patch14_224"),
            .. Of(Second, Large, "eva02_large_patch14_448"),
            .. Of(Clip, OfClip(Base, 512), "eva02_base_patch16_clip_224"),
            .. Of(Clip, OfClip(Large, 768), "eva02_large_patch14_clip_224", "eva02_large_patch14_clip_336"),
            .. Of(
                Clip,
                Form(1792, 64, 16, 15360.0 / 1792) with
                {
                    NormsAfter = true,
                    Classes = 1024,
                },
                "eva02_enormous_patch14_clip_224"
            ),
            .. Of(Rope, Registered(512, 12, 8, 1), "vit_medium_patch16_rope_reg1_gap_256"),
            .. Of(Rope, WithoutBias(Registered(512, 20, 8, 1)), "vit_mediumd_patch16_rope_reg1_gap_256"),
            .. Of(Rope, Registered(640, 12, 10, 4), "vit_betwixt_patch16_rope_reg4_gap_256"),
            .. Of(Rope, Registered(768, 12, 12, 1), "vit_base_patch16_rope_reg1_gap_256"),
            .. Rotary("vit_small", 384, 12, 6),
            .. Rotary("vit_base", 768, 12, 12),
            .. Rotary("vit_large", 1024, 24, 16),
            .. Of(Perception, Core(192, 12, 3) with { Classes = 512 }, "vit_pe_core_tiny_patch16_384"),
            .. Of(Perception, Core(384, 12, 6) with { Classes = 512 }, "vit_pe_core_small_patch16_384"),
            .. Of(Perception, Core(768, 12, 12) with { Classes = 1024 }, "vit_pe_core_base_patch16_224"),
            .. Of(Perception, Core(1024, 24, 16) with { Classes = 1024 }, "vit_pe_core_large_patch14_336"),
            .. Of(
                Perception,
                Core(1536, 50, 16, 8960.0 / 1536) with
                {
                    HasClassToken = false,
                    Classes = 1280,
                },
                "vit_pe_core_gigantic_patch14_448"
            ),
            .. Of(Perception, Spatial(1024, 23, 16) with { Scales = true }, "vit_pe_lang_large_patch14_448"),
            .. Of(
                Perception,
                Spatial(1536, 47, 16, 8960.0 / 1536) with
                {
                    HasClassToken = false,
                    Scales = true,
                },
                "vit_pe_lang_gigantic_patch14_448"
            ),
            .. Of(Perception, Spatial(192, 12, 3), "vit_pe_spatial_tiny_patch16_512"),
            .. Of(Perception, Spatial(384, 12, 6), "vit_pe_spatial_small_patch16_512"),
            .. Of(Perception, Spatial(768, 12, 12), "vit_pe_spatial_base_patch16_512"),
            .. Of(Perception, Spatial(1024, 24, 16), "vit_pe_spatial_large_patch14_448"),
            .. Of(
                Perception,
                Spatial(1536, 50, 16, 8960.0 / 1536) with
                {
                    HasClassToken = false,
                    Scales = true,
                },
                "vit_pe_spatial_gigantic_patch14_448"
            ),
            Dino(Form(192, 12, 3), "vit_tiny_patch16_dinov3_qkvb"),
            .. Dinos(Form(384, 12, 6), "vit_small"),
            .. Dinos(Form(384, 12, 6) with { Mlp = VisionMlp.Glu, MlpMultiple = 8 }, "vit_small_plus"),
            .. Dinos(Form(768, 12, 12), "vit_base"),
            .. Dinos(Form(1024, 24, 16), "vit_large"),
            .. Dinos(Form(1280, 32, 20) with { Mlp = VisionMlp.Glu, MlpMultiple = 8 }, "vit_huge_plus"),
            Dino(
                WithoutBias(Form(4096, 40, 32, 2) with { Mlp = VisionMlp.Glu, MlpMultiple = 64 }),
                "vit_7b_patch16_dinov3"
            ),
        ];

    private static VisionForm Form(long width, int depth, long heads, double ratio = 4) =>
        new(width, depth, heads, ratio) { Attention = new(heads) { Bias = AttentionBias.NotKeys } };

    private static VisionForm Turned(VisionForm form) =>
        form with
        {
            Attention = form.Attention with { Rotates = true },
        };

    // EVA-02: a gated perceptron of two thirds of the usual width, and rotary positions beside the learned ones.
    private static VisionForm Gated(long width, int depth, long heads)
    {
        var form = Turned(Form(width, depth, heads, 4.0 * 2 / 3)) with { Pool = VisionPool.Mean };
        return form with { Mlp = VisionMlp.PackedGlu, Ratio = 2.0 * (long)(width * form.Ratio) / width };
    }

    private static VisionForm Apart(VisionForm form) =>
        form with
        {
            Mlp = VisionMlp.Glu,
            Ratio = 4.0 * 2 / 3,
            NormsMlp = true,
            Attention = form.Attention with { IsApart = true },
        };

    private static VisionForm OfClip(VisionForm form, long classes) =>
        form with
        {
            Pool = VisionPool.Token,
            Classes = classes,
            Attention = form.Attention with { NormsMixture = true },
        };

    private static VisionForm WithoutBias(VisionForm form) =>
        form with
        {
            Attention = form.Attention with { Bias = AttentionBias.None },
        };

    private static VisionForm Registered(long width, int depth, long heads, long registers) =>
        Turned(Form(width, depth, heads)) with
        {
            HasClassToken = false,
            Registers = registers,
            HasPositions = false,
            Scales = true,
            Pool = VisionPool.Mean,
        };

    // Attention as the vision transformer's, with rotary positions.
    private static VisionForm Plain(long width, int depth, long heads, double ratio = 4) =>
        new(width, depth, heads, ratio) { Attention = new(heads) { Rotates = true } };

    // Rotary positions alone or beside learned ones; their frequencies fixed or learned.
    private static IEnumerable<Architecture> Rotary(string size, long width, int depth, long heads)
    {
        var form = Plain(width, depth, heads) with { Scales = true, HasPositions = false };
        var both = form with { HasPositions = true, OnlyPatchesHavePositions = true };
        return
        [
            .. Of(Rope, form, size + "_patch16_rope_224"),
            .. Of(Rope, form with { LearnsRotation = true }, size + "_patch16_rope_mixed_224"),
            .. Of(Rope, both, size + "_patch16_rope_ape_224"),
            .. Of(Rope, both with { LearnsRotation = true }, size + "_patch16_rope_mixed_ape_224"),
        ];
    }

    private static VisionForm Core(long width, int depth, long heads, double ratio = 4) =>
        Plain(width, depth, heads, ratio) with
        {
            NormsFirst = true,
            Pool = VisionPool.Attention,
            PoolForm = (8, 4),
        };

    private static VisionForm Spatial(long width, int depth, long heads, double ratio = 4) =>
        Plain(width, depth, heads, ratio) with
        {
            NormsFirst = true,
            Pool = VisionPool.Mean,
            NormsPooled = false,
            NormsLast = false,
            Classes = 0,
        };

    // With and without the bias of queries and values.
    private static IEnumerable<Architecture> Dinos(VisionForm form, string size) =>
        [Dino(WithoutBias(form), size + "_patch16_dinov3"), Dino(form, size + "_patch16_dinov3_qkvb")];

    private static Architecture Dino(VisionForm form, string name) =>
        VisionNames.Of(
            Dino3,
            Turned(form) with
            {
                Registers = 4,
                HasPositions = false,
                Scales = true,
                Pool = VisionPool.Mean,
                NormsPooled = false,
                Classes = 0,
            },
            name,
            256
        );

    private static IEnumerable<Architecture> Of(Paper paper, VisionForm form, params string[] names) =>
        VisionNames.Of(paper, form, names);
}
