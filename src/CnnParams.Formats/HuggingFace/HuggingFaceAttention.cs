using CnnParams.Catalogue;
using CnnParams.Catalogue.Blocks;
using CnnParams.Layers;

namespace CnnParams.Formats.HuggingFace;

/// <summary>What varies in an attention of the library: the names of its linear layers, and what they have.</summary>
/// <param name="Query">The linear layer of the queries.</param>
/// <param name="Key">That of the keys.</param>
/// <param name="Value">That of the values.</param>
/// <param name="Output">The last one; null where what follows has it.</param>
internal sealed record HuggingFaceAttention(string Query, string Key, string Value, string? Output)
{
    /// <summary>The names that most transformers of the library have.</summary>
    internal static HuggingFaceAttention Nested { get; } =
        new(
            "attention.attention.query",
            "attention.attention.key",
            "attention.attention.value",
            "attention.output.dense"
        );

    /// <summary>The names of those that are called after BERT's.</summary>
    internal static HuggingFaceAttention Self { get; } =
        new("attention.self.query", "attention.self.key", "attention.self.value", "attention.output.dense");

    /// <summary>The names of those whose layers are called projections.</summary>
    internal static HuggingFaceAttention Projected(string scope) =>
        new(scope + "q_proj", scope + "k_proj", scope + "v_proj", scope + "out_proj");

    /// <summary>Whether queries and values have a bias.</summary>
    internal bool Bias { get; init; } = true;

    /// <summary>Whether keys have one.</summary>
    internal bool KeyBias { get; init; } = true;

    /// <summary>From queries and keys to scores; their product when not given.</summary>
    internal Func<Tensor, Tensor, Tensor>? Score { get; init; }

    /// <summary>What is added to the scores.</summary>
    internal Func<Tensor, Tensor>? Offset { get; init; }

    /// <summary>Rows that ask others, or themselves: (rows,features), or (groups,rows,features).</summary>
    /// <param name="x">The rows.</param>
    /// <param name="heads">The heads.</param>
    /// <param name="others">The rows that are asked, where they are others.</param>
    /// <param name="keyed">What keys are made of, where values are made of something else.</param>
    internal Tensor On(Tensor x, long heads, Tensor? others = null, Tensor? keyed = null)
    {
        long width = x.Last(),
            size = PerHead(width, heads);
        others ??= x;
        var (queries, keys) = (Heads(x, Query, Bias), Heads(keyed ?? others, Key, Bias && KeyBias));
        var scores = Score is null
            ? queries.Then("scores", new MatMul { TransposeB = true }, keys)
            : Score(queries, keys);
        var mixed = scores
            .If(Offset is not null, scores => scores.Add("offset", Offset!(scores)))
            .Activation("softmax", "softmax")
            .Then("mixed", new MatMul(), Heads(others, Value, Bias));
        mixed =
            x.Shape.Rank == 2
                ? mixed.Permute("joined", 2, 1, 3).View("flat", x.Shape[0].Value, width)
                : mixed.Permute("joined", 1, 3, 2, 4).View("flat", x.Shape[0].Value, x.Shape[1].Value, width);
        return mixed.If(Output is not null, x => x.Dense(Output!, width));

        Tensor Heads(Tensor x, string name, bool bias)
        {
            var rows = x.Dense(name, width, bias);
            return x.Shape.Rank == 2
                ? rows.View(name + ".heads", x.Shape[0].Value, heads, size).Permute(name + ".permute", 2, 1, 3)
                : rows.View(name + ".heads", x.Shape[0].Value, x.Shape[1].Value, heads, size)
                    .Permute(name + ".permute", 1, 3, 2, 4);
        }
    }

    internal static long PerHead(long width, long heads) =>
        heads > 0 && width % heads == 0
            ? width / heads
            : throw new LayerException(
                ErrorId.InvalidSetting,
                FormattableString.Invariant($"hidden_size {width} is not divisible by num_attention_heads {heads}")
            );
}
