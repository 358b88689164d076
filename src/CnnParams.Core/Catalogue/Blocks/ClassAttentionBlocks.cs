using CnnParams.Layers;

namespace CnnParams.Catalogue.Blocks;

/// <summary>Attention of one token, the class, to all rows (CaiT, arXiv:2103.17239).</summary>
internal static class ClassAttentionBlocks
{
    /// <summary>The first row asks all rows; what it makes of them leaves as one row.</summary>
    internal static Tensor ClassAttention(this Tensor x, string scope, long heads) =>
        x.Within(
            scope,
            x =>
            {
                var (rows, features, perHead) = (x.Shape[0].Value, x.Last(), x.PerHead(heads));
                Tensor Heads(Tensor x, string name, long rows) =>
                    x.Dense(name, features)
                        .View(name + ".heads", rows, heads, perHead)
                        .Permute(name + ".turned", 2, 1, 3);

                return Heads(x.Rows("class", 0, 1), "q", 1)
                    .Then("scores", new MatMul { TransposeB = true }, Heads(x, "k", rows))
                    .Activation("softmax", "softmax")
                    .Then("mixture", new MatMul(), Heads(x, "v", rows))
                    .Permute("joined", 2, 1, 3)
                    .View("row", 1, features)
                    .Dense("proj", features);
            }
        );

    /// <summary>Each channel times a learned factor.</summary>
    internal static Tensor Scaled(this Tensor x, string name) => x.Multiply(name + ".scale", x.Learned(name, x.Last()));

    /// <summary>Rows of one tensor after those of another.</summary>
    internal static Tensor Before(this Tensor x, string name, Tensor others) =>
        x.Then(name, new Concatenate { Axis = 1 }, others);
}
