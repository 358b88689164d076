using CnnParams.Catalogue.Blocks;
using CnnParams.Layers;
using CnnParams.Shapes;

namespace CnnParams.Catalogue.Families;

/// <summary>
/// BEiT and v2 as timm builds them: a learned number for each distance of two patches, in every block, in place of
/// positions.
/// </summary>
internal sealed class BEiT : IArchitectureFamily
{
    private static readonly Paper First = new(
        "BEiT: BERT Pre-Training of Image Transformers",
        2021,
        "arXiv:2106.08254"
    );

    private static readonly Paper Second = new(
        "BEiT v2: Masked Image Modeling with Vector-Quantized Visual Tokenizers",
        2022,
        "arXiv:2208.06366"
    );

    private static readonly VisionForm Base = Form(768, 12, 12);
    private static readonly VisionForm Large = Form(1024, 24, 16);

    public string Name => "BEiT";

    public IEnumerable<Architecture> Members =>
        [
            .. VisionNames.Of(First, Base, "beit_base_patch16_224", "beit_base_patch16_384"),
            .. VisionNames.Of(
                First,
                Large,
                "beit_large_patch16_224",
                "beit_large_patch16_384",
                "beit_large_patch16_512"
            ),
            .. VisionNames.Of(Second, Base, "beitv2_base_patch16_224"),
            .. VisionNames.Of(Second, Large, "beitv2_large_patch16_224"),
        ];

    private static VisionForm Form(long width, int depth, long heads) =>
        new(width, depth, heads)
        {
            HasPositions = false,
            Scales = true,
            Pool = VisionPool.Mean,
            Attention = new(heads) { Bias = AttentionBias.NotKeys, Offset = scores => Distances(scores, heads) },
        };

    // (2g - 1)^2 distances of two of g x g patches, and three for the class token: to it, from it, from it to itself.
    private static Tensor Distances(Tensor scores, long heads)
    {
        long rows = scores.Last(),
            grid = (long)Math.Sqrt(rows - 1),
            distances = (((2 * grid) - 1) * ((2 * grid) - 1)) + 3;
        return scores.Beside(
            "relative_position_bias_table",
            new WeightTensors
            {
                Tensors = [new TensorSpec("table", new TensorShape(distances, heads))],
                OutputShape = new TensorShape(heads, rows, rows),
            }
        );
    }
}
