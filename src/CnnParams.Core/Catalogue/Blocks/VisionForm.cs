using CnnParams.Layers;
using CnnParams.Shapes;

namespace CnnParams.Catalogue.Blocks;

/// <summary>What a vision transformer makes its answer of.</summary>
internal enum VisionPool
{
    /// <summary>The class token.</summary>
    Token,

    /// <summary>The mean of the patches.</summary>
    Mean,

    /// <summary>What a learned query finds.</summary>
    Attention,
}

/// <summary>The perceptrons of a vision transformer.</summary>
internal enum VisionMlp
{
    /// <summary>Two linear layers.</summary>
    Plain,

    /// <summary>Gated, gate and gated from one linear layer.</summary>
    PackedGlu,

    /// <summary>Gated, with linear layers of their own.</summary>
    Glu,

    /// <summary>The same, normalised first, and with GELU for the gate (ViTamin).</summary>
    NormedGlu,
}

/// <summary>What sets a vision transformer apart, in timm's way of building them.</summary>
/// <param name="Width">The features of a row.</param>
/// <param name="Depth">The blocks.</param>
/// <param name="Heads">The heads of an attention.</param>
/// <param name="Ratio">How many times as wide a perceptron is in its middle.</param>
internal sealed record VisionForm(long Width, int Depth, long Heads, double Ratio = 4)
{
    /// <summary>From the image to an image of features, where that is more than a convolution.</summary>
    internal Func<Tensor, Tensor>? Embed { get; init; }

    /// <summary>The height and width of a patch.</summary>
    internal long Patch { get; init; } = 16;

    internal bool HasClassToken { get; init; } = true;

    /// <summary>Learned rows besides the class token.</summary>
    internal long Registers { get; init; }

    /// <summary>Whether there is a learned value for each position.</summary>
    internal bool HasPositions { get; init; } = true;

    /// <summary>Whether class token and registers have no position.</summary>
    internal bool OnlyPatchesHavePositions { get; init; }

    /// <summary>Whether the rows are normalised before the first block (CLIP).</summary>
    internal bool NormsFirst { get; init; }

    /// <summary>Whether the patches are normalised before they get positions.</summary>
    internal bool NormsPatches { get; init; }

    /// <summary>
    /// Whether the rows are normalised after the last block; after the pooling when not given and a mean is taken.
    /// </summary>
    internal bool? NormsLast { get; init; }

    /// <summary>Whether what was pooled is normalised.</summary>
    internal bool? NormsPooled { get; init; }

    /// <summary>Whether norms follow attention and perceptron, and do not come before them.</summary>
    internal bool NormsAfter { get; init; }

    /// <summary>Whether there is a learned factor for each channel after attention and perceptron.</summary>
    internal bool Scales { get; init; }

    internal VisionPool Pool { get; init; }

    internal VisionMlp Mlp { get; init; }

    internal string Function { get; init; } = "gelu";

    /// <summary>Whether a perceptron is normalised in its middle.</summary>
    internal bool NormsMlp { get; init; }

    internal bool MlpBias { get; init; } = true;

    /// <summary>The multiple that the middle of a gated perceptron is brought up to.</summary>
    internal long MlpMultiple { get; init; } = 1;

    /// <summary>The classes of the weights that timm has; 0 where these have no classifier.</summary>
    internal long Classes { get; init; } = 1000;

    /// <summary>
    /// Whether a second token, learned from another network's answers, has a classifier of its own (DeiT).
    /// </summary>
    internal bool IsDistilled { get; init; }

    /// <summary>Sizes of learned frequencies that positions are turned by, where they are learned.</summary>
    internal bool LearnsRotation { get; init; }

    /// <summary>What varies in the attention.</summary>
    internal AttentionForm Attention { get; init; } = new(Heads);

    /// <summary>The heads of the pooling by attention, and how wide its perceptron is.</summary>
    internal (long Heads, double Ratio)? PoolForm { get; init; }

    /// <summary>What normalises.</summary>
    internal Func<Tensor, string, Tensor> Norm { get; init; } = (x, name) => x.LayerNorm(name);

    private bool PoolsFirst => NormsPooled ?? Pool == VisionPool.Mean;

    /// <summary>The layers up to the features: one row for each token and patch.</summary>
    internal Tensor Body(Tensor x)
    {
        x = (Embed is null ? x.Conv("patch_embed.proj", Width, Patch, Patch, bias: !NormsFirst) : Embed(x))
            .Tokens()
            .If(NormsPatches, x => Norm(x, "patch_embed.norm"));
        x = OnlyPatchesHavePositions ? WithTokens(Positioned(x)) : Positioned(WithTokens(x));
        return x.If(NormsFirst, x => Norm(x, "norm_pre"))
            .If(LearnsRotation, Rotation)
            .Repeat(Depth, (x, i) => Block(x, $"blocks.{i}."))
            .If(NormsLast ?? !PoolsFirst, x => Norm(x, "norm"));
    }

    /// <summary>The classifier.</summary>
    internal Tensor Top(Tensor x, BuildOptions options)
    {
        if (IsDistilled)
        {
            return x.Rows("class", 0, 1)
                .Flatten()
                .Dense("head", options.Classes)
                .Add("sum", x.Rows("distilled", 1, 2).Flatten("flatten_dist").Dense("head_dist", options.Classes));
        }

        return Pooled(x).Dense("head", options.Classes);
    }

    /// <summary>One row of all.</summary>
    internal Tensor Pooled(Tensor x)
    {
        var pooled = Pool switch
        {
            VisionPool.Token => x.Rows("class", 0, 1).Flatten(),
            VisionPool.Mean => x.Rows("rows", (HasClassToken ? 1 : 0) + Registers).MeanOfRows("mean"),
            _ => x.AttentionPool("attn_pool.", PoolForm?.Heads ?? Heads, PoolForm?.Ratio ?? Ratio),
        };
        return pooled.If(PoolsFirst, x => Norm(x, "fc_norm"));
    }

    private Tensor Positioned(Tensor x) => x.If(HasPositions, x => x.Add("positions", x.LearnedLike("pos_embed")));

    private Tensor WithTokens(Tensor x) =>
        x.WithTokens("reg_token", "registers", Registers)
            .If(IsDistilled, x => x.WithTokens("dist_token", "distilled_sequence"))
            .WithTokens("cls_token", "sequence", HasClassToken ? 1 : 0);

    /// <summary>
    /// The frequencies that all blocks together turn positions by: a product with the places of the patches for each
    /// axis.
    /// </summary>
    private Tensor Rotation(Tensor x)
    {
        long patches = x.Shape[0].Value - (HasClassToken ? 1 : 0) - Registers;
        long perHead = Width / Heads / 2;
        Tensor Axis(string name) =>
            x.Beside(
                "rope." + name,
                new WeightTensors
                {
                    Tensors = [new TensorSpec("freqs", new TensorShape(Depth, Heads, perHead))],
                    OutputShape = new TensorShape(Depth * Heads, 1, perHead),
                }
            );

        Tensor Places(string name) =>
            x.Beside("rope." + name, new WeightTensors { OutputShape = new TensorShape(patches, 1) });

        var angles = Places("t_x").Then("rope.x", new MatMul(), Axis("freqs_x"));
        angles.Add("rope.sum", Places("t_y").Then("rope.y", new MatMul(), Axis("freqs_y")));
        return x;
    }

    private Tensor Block(Tensor x, string scope) =>
        x.Within(
            scope,
            x =>
            {
                x = Half(x, "norm1", "ls1", "add1", x => x.SelfAttention("attn.", Attention));
                return Half(x, "norm2", "ls2", "add2", Perceptron);
            }
        );

    private Tensor Half(Tensor x, string norm, string scale, string add, Func<Tensor, Tensor> what)
    {
        var end = NormsAfter ? Norm(what(x), norm) : what(Norm(x, norm));
        return end.If(Scales, end => end.Multiply(scale, end.Learned(scale + ".gamma", Width))).Add(add, x);
    }

    private Tensor Perceptron(Tensor x)
    {
        long units = (long)(Width * Ratio);
        var norm = NormsMlp ? Norm : null;
        return Mlp switch
        {
            VisionMlp.Plain => x.Mlp("mlp.", units, Function, norm, MlpBias),
            VisionMlp.PackedGlu => x.PackedGlu("mlp.", units),
            VisionMlp.NormedGlu => NormedGlu(x.LayerNorm("mlp.norm"), units),
            _ => x.Glu("mlp.", (units + MlpMultiple - 1) / MlpMultiple * MlpMultiple, norm, MlpBias),
        };
    }

    private static Tensor NormedGlu(Tensor x, long units) =>
        x.Dense("mlp.w0", units)
            .Activation("mlp.act", "gelu")
            .Multiply("mlp.multiply", x.Dense("mlp.w1", units))
            .Dense("mlp.w2", x.Last());
}
