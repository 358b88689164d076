using CnnParams.Layers;
using CnnParams.Shapes;

namespace CnnParams.Catalogue.Blocks;

/// <summary>Which of queries, keys and values have a bias.</summary>
internal enum AttentionBias
{
    /// <summary>All.</summary>
    All,

    /// <summary>None.</summary>
    None,

    /// <summary>Queries and values, kept apart from the weights (BEiT, EVA).</summary>
    NotKeys,
}

/// <summary>What varies in the attention of a vision transformer.</summary>
/// <param name="Heads">The heads.</param>
internal sealed record AttentionForm(long Heads)
{
    internal AttentionBias Bias { get; init; }

    /// <summary>Whether queries, keys and values have a linear layer each.</summary>
    internal bool IsApart { get; init; }

    /// <summary>Whether each head's queries and keys are normalised.</summary>
    internal bool NormsParts { get; init; }

    /// <summary>Whether the mixture is normalised before the last linear layer.</summary>
    internal bool NormsMixture { get; init; }

    /// <summary>Whether the last linear layer has a bias.</summary>
    internal bool LastBias { get; init; } = true;

    /// <summary>Whether queries and keys are turned by their position (rotary embedding).</summary>
    internal bool Rotates { get; init; }

    /// <summary>
    /// Whether weights are a difference of two attentions, each with half of the features (arXiv:2410.05258).
    /// </summary>
    internal bool IsDifference { get; init; }

    /// <summary>What normalises.</summary>
    internal Func<Tensor, string, Tensor> Norm { get; init; } = (x, name) => x.LayerNorm(name);

    /// <summary>Something added to the scores: a learned bias for each pair of positions.</summary>
    internal Func<Tensor, Tensor>? Offset { get; init; }
}

/// <summary>Attention and perceptrons of vision transformers, with the names of timm's modules.</summary>
internal static class AttentionBlocks
{
    /// <summary>Each row is compared with every other, in several heads: (rows,features) in and out.</summary>
    /// <param name="x">The rows.</param>
    /// <param name="scope">What is put before the names.</param>
    /// <param name="form">What varies.</param>
    /// <param name="weighed">From scores to weights, where that is more than a softmax.</param>
    internal static Tensor SelfAttention(
        this Tensor x,
        string scope,
        AttentionForm form,
        Func<Tensor, Tensor>? weighed = null
    ) =>
        x.Within(
            scope,
            x =>
            {
                if (form.IsDifference)
                    return DifferentialAttention(x, form);
                var (rows, features, perHead) = (x.Shape[0].Value, x.Last(), x.PerHead(form.Heads));
                var parts = form.IsApart ? Apart(x, form, rows, perHead) : Packed(x, form, rows, perHead);
                var (queries, keys) = (parts[0], parts[1]);
                if (form.NormsParts)
                    (queries, keys) = (form.Norm(queries, "q_norm"), form.Norm(keys, "k_norm"));
                if (form.Rotates)
                    (queries, keys) = (queries.Rotated("q_rotated"), keys.Rotated("k_rotated"));
                var scores = queries.Then("scores", new MatMul { TransposeB = true }, keys);
                var weights = weighed is not null
                    ? weighed(scores)
                    : scores
                        .If(form.Offset is not null, scores => scores.Add("offset", form.Offset!(scores)))
                        .Activation("softmax", "softmax");
                return weights
                    .Then("mixture", new MatMul(), parts[2])
                    .Permute("joined", 2, 1, 3)
                    .View("rows", rows, features)
                    .If(form.NormsMixture, x => form.Norm(x, "norm"))
                    .Dense("proj", features, form.LastBias);
            }
        );

    /// <summary>The same within each group of rows: (groups,rows,features) in and out.</summary>
    internal static Tensor GroupAttention(this Tensor x, string scope, long heads) =>
        x.Within(
            scope,
            x =>
            {
                var (groups, rows, features, perHead) = (
                    x.Shape[0].Value,
                    x.Shape[1].Value,
                    x.Last(),
                    x.PerHead(heads)
                );
                var parts = x.Dense("qkv", 3 * features)
                    .View("heads", groups, rows, 3, heads, perHead)
                    .Permute("parts", 3, 1, 4, 2, 5)
                    .ThenParts("split", new Split { Axis = 1, Sections = 3 });
                Tensor Part(int i) => parts[i].View("part" + i, groups, heads, rows, perHead);
                return Part(0)
                    .Then("scores", new MatMul { TransposeB = true }, Part(1))
                    .Activation("softmax", "softmax")
                    .Then("mixture", new MatMul(), Part(2))
                    .Permute("joined", 1, 3, 2, 4)
                    .View("rows", groups, rows, features)
                    .Dense("proj", features);
            }
        );

    /// <summary>A linear layer to so many units, an activation, and a linear layer back.</summary>
    internal static Tensor Mlp(
        this Tensor x,
        string scope,
        long units,
        string function = "gelu",
        Func<Tensor, string, Tensor>? norm = null,
        bool bias = true
    ) =>
        x.Within(
            scope,
            inner =>
                inner
                    .Dense("fc1", units, bias)
                    .Activation("act", function)
                    .If(norm is not null, inner => norm!(inner, "norm"))
                    .Dense("fc2", x.Last(), bias)
        );

    /// <summary>One linear layer to the gate and the gated, and one back from half its units.</summary>
    internal static Tensor PackedGlu(this Tensor x, string scope, long units, bool gateFirst = true) =>
        x.Within(
            scope,
            inner =>
            {
                var halves = inner.Dense("fc1", units).ThenParts("chunk", new Split { Axis = 2, Sections = 2 });
                var (gate, gated) = gateFirst ? (halves[0], halves[1]) : (halves[1], halves[0]);
                return gate.Activation("act", "silu").Multiply("multiply", gated).Dense("fc2", x.Last());
            }
        );

    /// <summary>Linear layers for the gate and for what is gated, and one back (SwiGLU).</summary>
    internal static Tensor Glu(
        this Tensor x,
        string scope,
        long units,
        Func<Tensor, string, Tensor>? norm = null,
        bool bias = true
    ) =>
        x.Within(
            scope,
            inner =>
                inner
                    .Dense("fc1_g", units, bias)
                    .Activation("act", "silu")
                    .Multiply("multiply", inner.Dense("fc1_x", units, bias))
                    .If(norm is not null, inner => norm!(inner, "norm"))
                    .Dense("fc2", x.Last(), bias)
        );

    /// <summary>
    /// A learned query asks all rows, and a perceptron follows; one row leaves, without an axis of rows.
    /// </summary>
    internal static Tensor AttentionPool(this Tensor x, string scope, long heads, double ratio) =>
        x.Within(
            scope,
            x =>
            {
                var (rows, features, perHead) = (x.Shape[0].Value, x.Last(), x.PerHead(heads));
                var queries = x.Learned("latent", 1, features)
                    .Dense("q", features)
                    .View("q_heads", 1, heads, perHead)
                    .Permute("q_turned", 2, 1, 3);
                var parts = x.Dense("kv", 2 * features)
                    .View("heads", rows, 2, heads, perHead)
                    .Permute("parts", 2, 3, 1, 4)
                    .ThenParts("split", new Split { Axis = 1, Sections = 2 });
                var (keys, values) = (
                    parts[0].View("keys", heads, rows, perHead),
                    parts[1].View("values", heads, rows, perHead)
                );
                var pooled = queries
                    .Then("scores", new MatMul { TransposeB = true }, keys)
                    .Activation("softmax", "softmax")
                    .Then("mixture", new MatMul(), values)
                    .Permute("joined", 2, 1, 3)
                    .View("row", 1, features)
                    .Dense("proj", features);
                return pooled
                    .LayerNorm("norm")
                    .Mlp("mlp.", (long)(ratio * features))
                    .Add("add", pooled)
                    .Flatten("token");
            }
        );

    private static Tensor DifferentialAttention(Tensor x, AttentionForm form)
    {
        var (rows, features, perHead) = (x.Shape[0].Value, x.Last(), x.PerHead(form.Heads));
        var parts = x.Dense("qkv", 3 * features, form.Bias == AttentionBias.All)
            .ThenParts("chunk", new Split { Axis = 2, Sections = 3 });
        Tensor Heads(int i, string name, long heads) =>
            parts[i].View(name + "_heads", rows, heads, features / heads).Permute(name + "_turned", 2, 1, 3);

        var half = new TensorShape(perHead / 2);
        var share = x.Beside(
            "lambda",
            new WeightTensors
            {
                Tensors =
                [
                    new TensorSpec("lambda_q1", half),
                    new TensorSpec("lambda_k1", half),
                    new TensorSpec("lambda_q2", half),
                    new TensorSpec("lambda_k2", half),
                ],
                OutputShape = new TensorShape(1),
            }
        );
        var weights = Heads(0, "q", 2 * form.Heads)
            .Then("scores", new MatMul { TransposeB = true }, Heads(1, "k", 2 * form.Heads))
            .Activation("softmax", "softmax")
            .View("pairs", form.Heads, 2, rows, rows)
            .ThenParts("split", new Split { Axis = 2, Sections = 2 });
        return weights[0]
            .View("first", form.Heads, rows, rows)
            .Then(
                "difference",
                new Merge { Operation = MergeOperation.Subtract },
                weights[1].View("second", form.Heads, rows, rows).Multiply("share", share)
            )
            .Then("mixture", new MatMul(), Heads(2, "v", form.Heads))
            .Then("sub_norm", new LayerNormalization { IsRootMeanSquare = true, Center = false })
            .Permute("joined", 2, 1, 3)
            .View("rows", rows, features)
            .Dense("proj", features, form.LastBias);
    }

    // Values that change with the position, and cost one operation or two each; nothing is learned.
    private static Tensor Rotated(this Tensor x, string name) =>
        x.Then(
            name,
            new Operation
            {
                OperatorType = "RotaryEmbedding",
                OutputShape = x.Shape,
                Kind = WorkKind.ElementWise,
            }
        );

    private static Tensor[] Packed(Tensor x, AttentionForm form, long rows, long perHead)
    {
        long features = x.Last();
        var packed = x.Dense("qkv", 3 * features, form.Bias == AttentionBias.All);
        if (form.Bias == AttentionBias.NotKeys)
        {
            packed = packed.Add(
                "qkv_bias",
                x.Beside(
                    "bias",
                    new WeightTensors
                    {
                        Tensors =
                        [
                            new TensorSpec("q_bias", new TensorShape(features)),
                            new TensorSpec("v_bias", new TensorShape(features)),
                        ],
                        OutputShape = new TensorShape(3 * features),
                    }
                )
            );
        }

        var parts = packed
            .View("heads", rows, 3, form.Heads, perHead)
            .Permute("parts", 2, 3, 1, 4)
            .ThenParts("split", new Split { Axis = 1, Sections = 3 });
        return [.. parts.Select((part, i) => part.View("part" + i, form.Heads, rows, perHead))];
    }

    private static Tensor[] Apart(Tensor x, AttentionForm form, long rows, long perHead)
    {
        Tensor Part(string name, bool bias) =>
            x.Dense(name, x.Last(), bias)
                .View(name + ".heads", rows, form.Heads, perHead)
                .Permute(name + ".turned", 2, 1, 3);

        bool bias = form.Bias != AttentionBias.None;
        return [Part("q_proj", bias), Part("k_proj", form.Bias == AttentionBias.All), Part("v_proj", bias)];
    }
}
