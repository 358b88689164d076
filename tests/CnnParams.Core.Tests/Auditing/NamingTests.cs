using CnnParams.Auditing;
using CnnParams.Auditing.Naming;
using CnnParams.Catalogue;
using CnnParams.Explaining;
using CnnParams.Formulas;
using CnnParams.Layers;
using CnnParams.Measuring;
using CnnParams.Words;

namespace CnnParams.Core.Tests.Auditing;

public sealed class NamingTests
{
    // One network, six right counts (each computed with PyTorch or from Keras's sources).
    [Theory]
    [InlineData("25557032", "torchvision ResNet50")]
    [InlineData("25610205", "torchvision ResNet50, statistics and counters of batch norms counted")]
    [InlineData("25530472", "torchvision ResNet50, batch norms folded")]
    [InlineData("25610152", "torchvision ResNet50, statistics of batch norms counted")]
    [InlineData("25583592", "Keras ResNet50, statistics of batch norms not counted")]
    [InlineData("25636712", "Keras ResNet50")]
    [InlineData("23508032", "torchvision ResNet50, without its classifier")]
    [InlineData("11181642", "torchvision ResNet18, with 10 classes")]
    [InlineData("138357544", "torchvision VGG16")]
    // Keras's totals with include_top=False, torchvision's features.
    [InlineData("14714688", "torchvision VGG16, without its top (classifier.0, classifier.3, classifier.6)")]
    [InlineData("20024384", "torchvision VGG19, without its top (classifier.0, classifier.3, classifier.6)")]
    [InlineData("2469696", "torchvision AlexNet, without its top (classifier.1, classifier.4, classifier.6)")]
    [InlineData("7037504", "Keras DenseNet121, without its classifier")]
    public void Totals_are_named(string parameters, string name) =>
        Assert.Equal(name, ArchitectureFinder.Find(Figure.Parse(parameters), null)[0].Text);

    [Fact]
    public void Rounded_totals_of_both_kinds_leave_one()
    {
        var match = ArchitectureFinder.Find(Figure.Parse("25.6M"), Figure.Parse("4.09 GMac"))[0];
        Assert.Equal("torchvision ResNet50", match.Text);
        Assert.Equal(CnnParams.Auditing.Naming.Agreement.Rounded, match.Agreement);
    }

    [Fact]
    public void A_network_is_named_by_its_weights()
    {
        var folded = Audit.Catalogue("ResNet50", view: ParameterView.Folded);
        var match = Assert.Single(ArchitectureFinder.Find(folded), match => match.Variant == "torchvision");
        Assert.Equal("torchvision ResNet50, batch norms folded", match.Text);
        Assert.Equal(CnnParams.Auditing.Naming.Agreement.Structure, match.Agreement);

        var ten = Measurer.Measure(
            Architectures.Get("ResNet18").Variant().Build("mine", new ArchitectureOptions { Classes = 10 })
        );
        Assert.Equal("torchvision ResNet18, with 10 classes", ArchitectureFinder.Find(ten)[0].Text);
    }

    [Fact]
    public void A_network_without_its_top_is_named_by_its_weights()
    {
        var whole = Architectures.Get("VGG16").Variant("Keras").Build("mine");
        var features = Measurer.Measure(
            new CnnParams.Networks.Network(whole.Layers.TakeWhile(layer => layer is not (Flatten or UnitLayer)))
            {
                View = whole.View,
            }
        );
        var match = ArchitectureFinder.Find(features).Single(match => match.Variant == "Keras");
        Assert.StartsWith("Keras VGG16, without its top (", match.Text, StringComparison.Ordinal);
        Assert.Equal(0, match.Classes);
    }

    [Fact]
    public void Of_what_is_unknown_nothing_is_found() =>
        Assert.Empty(ArchitectureFinder.Find(Figure.Parse("123457"), null));

    [Fact]
    public void GoogLeNet_of_torchvision_leads_to_that_of_the_paper()
    {
        var terms = Reconciliation.OfParameters(Audit.Catalogue("GoogLeNet"), Audit.Catalogue("GoogLeNet", "original"));
        Assert.Equal(6_624_904, terms[0].Amount);
        Assert.Equal(6_998_552, terms[^1].Sum);
        // torchvision has kernels of 3x3 where the paper has 5x5 (vision issue 906).
        var kernels = Assert.Single(terms, term => term.Name.Contains("5x5", StringComparison.Ordinal));
        Assert.Equal(380_928, kernels.Amount);
        // Two vectors of each batch norm for one of biases.
        Assert.Equal(-7_280, terms.Skip(1).Where(term => term != kernels).Sum(term => term.Amount));
        Assert.Equal(terms[^1].Sum, terms.Sum(term => term.Amount));
    }

    [Fact]
    public void ResNet50_of_Keras_leads_to_that_of_torchvision()
    {
        var terms = Reconciliation.OfParameters(Audit.Catalogue("ResNet50", "Keras"), Audit.Catalogue("ResNet50"));
        Assert.Equal([25_636_712, -53_120, -26_560], terms.Select(term => term.Amount));
        Assert.Equal("moving means and variances (106 vectors)", terms[1].Name);
        Assert.Equal("biases of convolutions (53 layers)", terms[2].Name);
        Assert.Equal(25_557_032, terms[^1].Sum);
    }

    [Fact]
    public void One_network_in_two_views()
    {
        var terms = Reconciliation.OfParameters(
            Audit.Catalogue("ResNet50"),
            Audit.Catalogue("ResNet50", view: ParameterView.Folded),
            Wording.Chinese
        );
        Assert.Equal(25_530_472, terms[^1].Sum);
        Assert.Equal("卷积的偏置（53 层）", Assert.Single(terms, term => term.Amount == 26_560).Name);
    }

    [Fact]
    public void Multiply_accumulates_of_two_versions_differ_in_convolutions()
    {
        var terms = Reconciliation.OfMacs(Audit.Catalogue("ResNet50"), Audit.Catalogue("ResNet50", "Keras"));
        Assert.Equal([4_089_184_256, -231_211_008], terms.Select(term => term.Amount));
        Assert.Equal(3_857_973_248, terms[^1].Sum);
    }
}
