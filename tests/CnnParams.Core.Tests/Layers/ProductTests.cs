using CnnParams.Layers;
using CnnParams.Measuring;
using CnnParams.Networks;
using CnnParams.Shapes;

namespace CnnParams.Core.Tests.Layers;

/// <summary>
/// Matrix products and tables. Shapes and parameters agree with PyTorch case by case (LayerAgreementTests).
/// </summary>
public sealed class ProductTests
{
    // NumPy's matmul; MACs are rows * inner * columns, for each pair of matrices.
    [Theory]
    [InlineData("3x4 4x5", "", "(3,5)", "3 * 4 * 5 = 60")]
    [InlineData("8x197x64 8x197x64", "TransposeB=true", "(8,197,197)", "8 * 197 * 64 * 197 = 19870208")]
    [InlineData("7x1x3x4 2x4x5", "", "(7,2,3,5)", "14 * 3 * 4 * 5 = 840")]
    public void A_matrix_product(string shapes, string settings, string output, string macs)
    {
        var row = Single.Measure(shapes, "MatMul", settings);
        Assert.Equal((output, macs), (row.OutputShape.ToString(), row.MacsCalculation));
        Assert.Equal(0, row.Parameters);
    }

    [Theory]
    [InlineData("n,4 4x5", "(n,5)")]
    [InlineData("? 4x5", "?")]
    public void An_open_product_has_no_count(string shapes, string output)
    {
        var row = Single.Measure(shapes, "MatMul");
        Assert.Equal((output, null), (row.OutputShape.ToString(), row.Macs));
    }

    [Theory]
    [InlineData("3x4 5x4", "", "4 columns meet 5 rows")]
    [InlineData("4 4x5", "", "two axes")]
    [InlineData("2x3x4 3x4x5", "", "do not merge")]
    public void Matrices_that_do_not_fit(string shapes, string settings, string part) =>
        Assert.Contains(part, Single.Refused(shapes, "MatMul", settings).Message, StringComparison.Ordinal);

    // torch.nn.Bilinear(20, 30, 40): 40 * 20 * 30 + 40; each output row takes 20*30 products a unit, and 30 with the
    // second.
    [Fact]
    public void Pairs_of_values()
    {
        var row = Single.Measure("5x20 5x30", "Bilinear", "Units=40");
        Assert.Equal("((20 * 30) + 1) * 40 = 24040", row.Calculation);
        Assert.Equal("(5,40)", row.OutputShape.ToString());
        Assert.Equal(5 * 40 * ((20 * 30) + 30), row.Macs);
    }

    [Fact]
    public void Pairs_need_the_same_rows() =>
        Assert.Equal(ErrorId.ShapeMismatch, Single.Refused("5x20 6x30", "Bilinear", "Units=40").Id);

    // field.md 3.5: 64,000 parameters, no multiplication.
    [Fact]
    public void A_table_is_looked_up()
    {
        var row = Single.Measure("20", "Embedding", "VocabularySize=1000; EmbeddingSize=64");
        Assert.Equal(("1000 * 64 = 64000", 0, "(20,64)"), (row.Calculation, row.Macs, row.OutputShape.ToString()));
    }

    // field.md 3.5: a tied Linear(64, 64) used twice has 4,160 parameters, and twice the products.
    [Fact]
    public void A_layer_used_twice_counts_once()
    {
        var totals = Measurer
            .Measure(
                new Network([
                    new Input { Shape = new TensorShape(64) },
                    new Dense { Name = "a", Units = 64 },
                    new Dense
                    {
                        Name = "b",
                        Units = 64,
                        WeightsFrom = "a",
                    },
                ])
            )
            .Totals;
        Assert.Equal((4160, 2 * 64 * 64), (totals.Parameters, totals.Macs));
    }
}
