using CnnParams.Auditing;
using CnnParams.Shapes;

namespace CnnParams.Core.Tests.Auditing;

public sealed class FigureTests
{
    [Theory]
    [InlineData("62006", 62006, 1)]
    [InlineData("62,006", 62006, 1)]
    [InlineData("1,234,567", 1234567, 1)]
    [InlineData("1.234.567", 1234567, 1)]
    [InlineData("1 234 567", 1234567, 1)]
    [InlineData("1_234_567", 1234567, 1)]
    [InlineData("62k", 62000, 1000)]
    [InlineData("62.958k", 62958, 1)]
    [InlineData("25.6M", 25600000, 100000)]
    [InlineData("25,6 M", 25600000, 100000)]
    [InlineData("25.6 million parameters", 25600000, 100000)]
    [InlineData("4.1 GMac", 4100000000, 100000000)]
    [InlineData("4.089G", 4089000000, 1000000)]
    [InlineData("1.8e9", 1800000000, 100000000)]
    [InlineData("6.3万", 63000, 1000)]
    [InlineData("41亿", 4100000000, 100000000)]
    [InlineData("~60M", 60000000, 1000000)]
    [InlineData("138'357'544", 138357544, 1)]
    [InlineData("138’357’544", 138357544, 1)]
    [InlineData("13,83,57,544", 138357544, 1)]
    [InlineData("138,4 Mio. Parameter", 138400000, 100000)]
    [InlineData("138,4 Millionen", 138400000, 100000)]
    [InlineData("138,4 millions de paramètres", 138400000, 100000)]
    [InlineData("138,4 millones de parámetros", 138400000, 100000)]
    [InlineData("138,4 milhões", 138400000, 100000)]
    [InlineData("138,4 млн", 138400000, 100000)]
    [InlineData("62 тыс. параметров", 62000, 1000)]
    [InlineData("62 Tsd.", 62000, 1000)]
    [InlineData("1,4 Mrd.", 1400000000, 100000000)]
    [InlineData("13.8 crore", 138000000, 1000000)]
    [InlineData("0.6 lakh", 60000, 10000)]
    [InlineData("1.38億", 138000000, 1000000)]
    [InlineData("1.38×10^8", 138000000, 1000000)]
    [InlineData("1,38 · 10⁸", 138000000, 1000000)]
    [InlineData("about 138M", 138000000, 1000000)]
    [InlineData("approx. 25.6 million", 25600000, 100000)]
    [InlineData("ca. 61k", 61000, 1000)]
    public void Numbers_as_people_write_them(string text, long value, long step)
    {
        var figure = Figure.Parse(text);
        Assert.NotNull(figure);
        Assert.Equal((value, step), (figure.Value, figure.Step));
    }

    [Theory]
    [InlineData("")]
    [InlineData("--")]
    [InlineData("many")]
    [InlineData("more than 5M")]
    [InlineData("13,83,57,54")]
    [InlineData("0.85")]
    [InlineData("1.2345k")]
    [InlineData("23,556…")]
    [InlineData("-5")]
    [InlineData("9000000000000000000")]
    [InlineData("1e40")]
    [InlineData("99999999999999999999")]
    [InlineData("99999999999999999999999999999999 MB")]
    public void What_is_no_number(string text) => Assert.Null(Figure.Parse(text));

    // Each of them would take minutes if its marks were looked for again and again.
    [Theory(Timeout = 20_000)]
    [InlineData("a & b \\\\ {", "\\\\ ")]
    [InlineData("a & b \\\\ \\\\", "\\hline[")]
    [InlineData("<tr", " ")]
    [InlineData("", "\n")]
    [InlineData("{a: (1), ", "a")]
    [InlineData("a; ", " ; ")]
    [InlineData("a.weight (1)\na.bias (1)\n", "b.")]
    public async Task Hostile_texts_take_no_time(string start, string again)
    {
        string text = start + string.Concat(Enumerable.Repeat(again, 60_000));
        await Task.Run(() => Record.Exception(() => CnnParams.Auditing.Summaries.SummaryReader.ReadAll(text)));
    }

    [Fact]
    public void Long_texts_take_no_time()
    {
        string spaces = new(' ', 200_000);
        Assert.Null(Figure.Parse("1" + spaces + "x"));
        Assert.Null(ShapeFigure.Parse("(1" + spaces + ",2"));
        Assert.Throws<FormatException>(() =>
            CnnParams.Auditing.Summaries.SummaryReader.Read(
                "Layer (type)  Output Shape  Param #\nconv (Conv2D) (" + spaces + "x"
            )
        );
    }

    [Theory]
    [InlineData("25.6M", 25557032, true)]
    [InlineData("25.5M", 25557032, false)]
    [InlineData("62k", 62500, true)]
    [InlineData("63k", 62500, true)]
    [InlineData("62k", 62501, false)]
    [InlineData("62006", 62006, true)]
    public void A_rounded_number_stands_for_those_that_are_rounded_to_it(string text, long number, bool fits) =>
        Assert.Equal(fits, Figure.Parse(text)!.Fits(number));

    [Theory]
    [InlineData("(28,28,8)", true)]
    [InlineData("28x28x8", true)]
    [InlineData("(None, 28, 28, 8)", true)]
    [InlineData("[-1, 28, 28, 8]", true)]
    [InlineData("[7, 28, 28, 8]", true)]
    [InlineData("torch.Size([1, 28, 28, 8])", true)]
    [InlineData("TensorShape([None, 28, 28, 8])", true)]
    [InlineData("8@28x28", true)]
    [InlineData("8 @ 28×28", true)]
    [InlineData("28x28@8", true)]
    [InlineData("28 by 28 by 8", true)]
    [InlineData("7@28x28", false)]
    [InlineData("[(None, 28, 28, 8)]", true)]
    [InlineData("[(None, 28, 28, 8), (None, 1)]", true)]
    [InlineData("(28, 28)", false)]
    [InlineData("(None, 8, 28, 28)", false)]
    public void Shapes_as_tools_print_them(string text, bool fits) =>
        Assert.Equal(fits, ShapeFigure.Parse(text)!.Fits(new TensorShape(28, 28, 8)));

    [Theory]
    [InlineData("(120,1)")]
    [InlineData("(None, 120)")]
    [InlineData("120")]
    [InlineData("(1,1,120)")]
    public void A_row_of_values_may_have_axes_of_1(string text) =>
        Assert.True(ShapeFigure.Parse(text)!.Fits(new TensorShape(120)));

    [Theory]
    [InlineData("large")]
    [InlineData("multiple")]
    [InlineData("99999999999999999999")]
    public void What_is_no_shape(string text) => Assert.Null(ShapeFigure.Parse(text));

    // Columns as people title them, with what the numbers are in; ResNet-50 of torchvision, by its documentation.
    [Theory]
    [InlineData("Params (M)", "25.6", ClaimedQuantity.Parameters, "25.6 M")]
    [InlineData("MACs/ MAdds", "300M", ClaimedQuantity.Macs, "300M")]
    [InlineData("MACs / MAdds (M)", "300", ClaimedQuantity.Macs, "300 M")]
    [InlineData("Parameters / Params", "3.4M", ClaimedQuantity.Parameters, "3.4M")]
    [InlineData("#Params", "25557032", ClaimedQuantity.Parameters, "25557032")]
    [InlineData("Number of parameters [M]", "25.6", ClaimedQuantity.Parameters, "25.6 M")]
    [InlineData("Params in millions", "25.6", ClaimedQuantity.Parameters, "25.6 M")]
    [InlineData("GMACs", "4.09", ClaimedQuantity.Macs, "4.09 G")]
    [InlineData("FLOPs (G)", "8.2", ClaimedQuantity.Flops, "8.2 G")]
    [InlineData("GFLOPs", "8.2", ClaimedQuantity.Flops, "8.2 G")]
    [InlineData("Size (MB)", "97.8", ClaimedQuantity.WeightBytes, "97.8 MB")]
    [InlineData("File size / MiB", "97.8", ClaimedQuantity.WeightBytes, "97.8 MiB")]
    [InlineData("Paramètres", "25 557 032", ClaimedQuantity.Parameters, "25 557 032")]
    [InlineData("Anzahl Parameter", "25.557.032", ClaimedQuantity.Parameters, "25.557.032")]
    public void Titles_say_what_and_in_which_unit(string title, string text, ClaimedQuantity quantity, string claimed)
    {
        var claim = Assert.Single(ClaimedRow.Of([new("Name", "Total"), new(title, text)]).Claims);
        Assert.Equal((quantity, claimed), (claim.Quantity, claim.Text));
    }

    // Several figures in a line, as pages have them; a row of a table of networks.
    [Fact]
    public void A_line_may_have_several_figures()
    {
        Assert.Equal(
            [ClaimedQuantity.Parameters, ClaimedQuantity.Macs, ClaimedQuantity.WeightBytes],
            ClaimedRow.OfTotals("138M params, 15.5 GMACs (528 MB)").Select(row => row.Claims[0].Quantity)
        );
        Assert.Equal(2, ClaimedRow.OfTotals("138 Mio. Parameter und 15,5 GMACs").Count);
        Assert.Equal("61,706", Assert.Single(ClaimedRow.OfTotals("61,706")).Claims[0].Text);
        Assert.Empty(ClaimedRow.OfTotals("and more"));
        Assert.True(ClaimedRow.Of([new("Model", "VGG16"), new("Params", "138M")]).IsTotal);
        Assert.Equal(
            Judgement.Correct,
            Assert.Single(Audit.Of(Audit.Catalogue("VGG16"), "VGG16 Parameters=138M")).Judgement
        );
    }

    // Tables of networks, as PaddleClas and pages on MobileNet have them; decimals without a unit are no thousands.
    [Theory]
    [InlineData(
        "| Models | Top1 | FLOPS<br>(G) | Parameters<br>(M) |\n|:--:|:--:|:--:|:--:|\n| AlexNet | 0.567 | 1.370 | 61.090 |",
        "AlexNet Flops=1.370 G, Parameters=61.090 M"
    )]
    [InlineData(
        "Network | Number of Parameters | MACs |\nMobileNet V1 | 4.2M | 575M |\nMobileNet V2 | 3.4M | 300M |",
        "MobileNet V1 Parameters=4.2M, Macs=575M|MobileNet V2 Parameters=3.4M, Macs=300M"
    )]
    [InlineData("| Layer | Params |\n|---|---|\n| conv1 | 156 |", "")]
    [InlineData("AlexNet | 0.567 | 0.792", "")]
    public void Tables_of_networks_claim_row_by_row(string text, string claims)
    {
        Assert.Equal(
            claims,
            string.Join(
                "|",
                ClaimedTables
                    .OfNetworks(text)
                    .Select(row =>
                        $"{row.Network} "
                        + string.Join(", ", row.Claims.Select(claim => $"{claim.Quantity}={claim.Text}"))
                    )
            )
        );
        Assert.DoesNotContain(
            ClaimedRow.OfTotals(text.Split('\n')[^1]),
            row => row.Claims[0].Text.StartsWith("0.", StringComparison.Ordinal)
        );
    }

    // Sentences as articles and pages have them; what is counted of something else is no claim.
    [Theory]
    [InlineData("VGG16 has 138M parameters", "Parameters 138M parameters of VGG16")]
    [InlineData("ResNet-50 has 25.6 million parameters", "Parameters 25.6 million parameters of ResNet50")]
    [InlineData("AlexNet (61M params)", "Parameters 61M params of AlexNet")]
    [InlineData("MnasNet-A1: 312M MAdds", "Macs 312M MAdds of semnasnet_100")]
    [InlineData("MobileNetV2 needs 300 million multiply-adds", "Macs 300 million multiply-adds of MobileNetV2")]
    [InlineData("Inception v3 has 27.2M parameters", "Parameters 27.2M parameters of InceptionV3")]
    [InlineData("ResNeXt-50 (32x4d) has 25.0M parameters", "Parameters 25.0M parameters of ResNeXt50_32x4d")]
    [InlineData("The model has 11,689,512 trainable parameters.", "TrainableParameters 11,689,512 of ")]
    [InlineData("Number of parameters: 62006", "Parameters 62006 of ")]
    [InlineData("It needs 4.1 billion FLOPs for an image of 224x224.", "Flops 4.1 billion FLOPs of ")]
    [InlineData("The size of VGG16 is 528MB", "WeightBytes 528MB of VGG16")]
    [InlineData("LeNet-5 has 1.38 x 10^8 weights", "Parameters 1.38 x 10^8 weights of LeNet5")]
    [InlineData(
        "VGG16 has 138M parameters, while ResNet-50 has 25.6M",
        "Parameters 138M parameters of VGG16|Parameters 25.6 M of ResNet50"
    )]
    [InlineData("ResNet-18 | 11.7M | 1.8G", "Parameters 11.7 M of ResNet18|Macs 1.8 G of ResNet18")]
    [InlineData("ResNet-18 11.7M, VGG16 138M", "Parameters 11.7 M of ResNet18|Parameters 138 M of VGG16")]
    [InlineData("ResNet-18: 11.7M or 12.4M", "Parameters 11.7 M of ResNet18|Parameters 12.4 M of ResNet18")]
    [InlineData("25.6M, 4.1G", "Parameters 25.6M of |Macs 4.1G of ")]
    [InlineData("60k / 61706", "Parameters 60k of |Parameters 61706 of ")]
    [InlineData("4.1 GMACs, 25.6M", "Macs 4.1 GMACs of |Parameters 25.6M of ")]
    [InlineData("Total params: 25,636,712 (97.80 MB)", "Parameters 25,636,712 of |WeightBytes 97.80 MB of ")]
    [InlineData("Trainable params: 25,583,592 (97.59 MB)", "TrainableParameters 25,583,592 of ")]
    [InlineData("AlexNet has 60 million parameters and 650,000 neurons", "Parameters 60 million parameters of AlexNet")]
    [InlineData("trained on 1.2 million images of 1,000 classes, 76.1% top-1", "")]
    [InlineData("ResNet-50 (2015) has 50 layers", "")]
    [InlineData("VGG16 hat 138 Millionen Parameter", "Parameters 138 Millionen Parameter of VGG16")]
    [InlineData("ResNet50 hat 25,6 Mio. Parameter", "Parameters 25,6 Mio. Parameter of ResNet50")]
    [InlineData("ResNet-50: 97,8 Mio", "WeightBytes 97,8 Mio of ResNet50")]
    [InlineData("ResNet50 a 25,6 millions de paramètres", "Parameters 25,6 millions de paramètres of ResNet50")]
    [InlineData("ResNet-50 hat 25.557.032 Parameter", "Parameters 25.557.032 Parameter of ResNet50")]
    [InlineData("SqueezeNet 1.1 has 1.24M parameters", "Parameters 1.24M parameters of SqueezeNet1_1")]
    [InlineData("ResNeXt-50 32x4d has 25.0M parameters", "Parameters 25.0M parameters of ResNeXt50_32x4d")]
    [InlineData("MNASNet 1.0 has 4.4M parameters", "Parameters 4.4M parameters of MNASNet1_0")]
    public void Sentences_claim(string text, string claims) =>
        Assert.Equal(
            claims,
            string.Join(
                "|",
                ClaimedRow
                    .OfTotals(text)
                    .Select(row => $"{row.Claims[0].Quantity} {row.Claims[0].Text} of {row.Network}")
            )
        );

    [Theory]
    [InlineData("11.7", "'11.7' has no unit; in M it is right")]
    [InlineData("11.9", "'11.9' is no figure")]
    public void A_number_without_its_unit_is_said_to_be_one(string text, string reason) =>
        Assert.Equal(reason, Assert.Single(Audit.Of(Audit.Catalogue("ResNet18"), $"Total Params={text}")).Mistake);

    // A row for each figure, as verdicts have it.
    [Fact]
    public void A_column_may_say_what_the_figure_is_of()
    {
        var claim = Assert.Single(
            ClaimedRow.Of([new("Layer", "fc"), new("Quantity", "Params (M)"), new("Claimed", "2.05")]).Claims
        );
        Assert.Equal((ClaimedQuantity.Parameters, "2.05 M"), (claim.Quantity, claim.Text));
        Assert.Equal(["Foo"], ClaimedRow.Of([new("Name", "fc"), new("Foo", "2.05")]).Unread);
    }
}
