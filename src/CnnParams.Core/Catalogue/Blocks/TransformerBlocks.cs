using CnnParams.Layers;

namespace CnnParams.Catalogue.Blocks;

/// <summary>The encoder of the vision transformer (arXiv:2010.11929).</summary>
public static class TransformerBlocks
{
    /// <summary>
    /// Layer norm and attention over all positions, then layer norm and two linear layers, each with a shortcut.
    /// </summary>
    /// <param name="x">The input: (positions,features).</param>
    /// <param name="scope">What is put before the names.</param>
    /// <param name="heads">The heads of the attention; the features must divide by it.</param>
    /// <param name="units">The units between the two linear layers.</param>
    [Block(
        "TransformerEncoder",
        "Layer norm and attention, then layer norm and two linear layers, each with a shortcut (ViT).",
        Paper = "arXiv:2010.11929",
        Example = "Heads=12; Units=3072",
        ExampleInput = "197x768"
    )]
    public static Tensor TransformerEncoder(
        this Tensor x,
        string scope,
        [Setting("The heads of the attention.")] long heads,
        [Setting("The units between the two linear layers.")] long units
    ) =>
        x.Within(
            scope,
            x =>
            {
                x = x.LayerNorm("ln_1")
                    .Then("self_attention", new MultiHeadAttention { Heads = heads, KeySize = x.PerHead(heads) })
                    .Dropout("dropout", 0)
                    .Add("add_1", x);
                return x.LayerNorm("ln_2").Perceptron("mlp.", units).Add("add_2", x);
            }
        );

    /// <summary>A linear layer to so many units, GELU, and a linear layer back.</summary>
    /// <param name="x">The input.</param>
    /// <param name="scope">What is put before the names.</param>
    /// <param name="units">The units in the middle.</param>
    [Block(
        "Perceptron",
        "A linear layer to so many units, GELU, and a linear layer back.",
        Aliases = "MLP",
        Example = "Units=3072",
        ExampleInput = "197x768"
    )]
    public static Tensor Perceptron(this Tensor x, string scope, [Setting("The units in the middle.")] long units) =>
        x.Within(
            scope,
            inner =>
                inner.Dense("0", units).Activation("1", "gelu").Dropout("2", 0).Dense("3", x.Channels).Dropout("4", 0)
        );

    /// <summary>The features of each head, where the features divide by the heads.</summary>
    internal static long PerHead(this Tensor x, long heads) =>
        x.Last() % heads == 0
            ? x.Last() / heads
            : throw Setting.Invalid("Heads", heads, $"a divisor of the {x.Last()} input features");
}
