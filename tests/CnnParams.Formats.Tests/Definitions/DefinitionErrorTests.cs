using System.Text;
using CnnParams.Formats.Definitions;
using CnnParams.Formats.Tests.Writing;
using CnnParams.Measuring;
using CnnParams.Networks;
using CnnParams.Reading;

namespace CnnParams.Formats.Tests.Definitions;

/// <summary>What is wrong with a network that was written by hand is shown where it is written.</summary>
public sealed class DefinitionErrorTests
{
    private const string Json = """
        {
          // A comment, as people write them.
          "Name": "Small",
          "Layers": [
            { "Type": "Input", "Shape": [32, 32, 3] },
            { "Type": "Conv2D", "Name": "conv", "Filters": 8, "KernelSize": 5 },
          ]
        }
        """;

    private const string Psd1 = """
        # A network.
        @{
            Name   = 'Small'
            Layers = @(
                @{ Type = 'Input'; Shape = 32, 32, 3 }
                @{ Type = 'Conv2D'; Name = "conv"; Filters = 8; KernelSize = 5 }
            )
        }
        """;

    [Theory]
    [InlineData(Json, "a.json")]
    [InlineData(Psd1, "a.psd1")]
    public void Both_forms_are_read(string text, string file)
    {
        var network = Read(text, file);
        Assert.Equal("Small", network.Name);
        Assert.Equal(608, Measurer.Measure(network).Totals.Parameters);
    }

    [Theory]
    [InlineData(
        "\"KernelSize\": 5",
        "\"KernelSize\": \"wide\"",
        6,
        69,
        "Layers[1] ('conv').KernelSize: KernelSize is 'wide'"
    )]
    [InlineData("\"KernelSize\": 5", "\"KernelSize\": 0", 6, 69, "KernelSize is 0; it must be 1 or more")]
    [InlineData("\"KernelSize\": 5", "\"KernalSize\": 5", 6, 55, "did you mean KernelSize?")]
    [InlineData(", \"KernelSize\": 5", "", 6, 5, "Conv2D needs KernelSize")]
    [InlineData("\"Conv2D\"", "\"Conv2F\"", 6, 15, "did you mean Conv2D?")]
    [InlineData("\"Type\": \"Conv2D\", ", "", 6, 5, "the layer has no Type")]
    [InlineData("\"conv\"", "\"conv\", \"Inputs\": [\"imput1\"]", 6, 51, "did you mean input1?")]
    [InlineData("\"conv\"", "\"conv\", \"WeightsFrom\": \"x\"", 6, 56, "its weights must come from 'x'")]
    [InlineData("[32, 32, 3]", "[32, -32, 3]", 5, 38, "an axis is a size")]
    [InlineData("\"Name\": \"Small\"", "\"Nmae\": \"Small\"", 3, 3, "did you mean Name?")]
    [InlineData("\"Name\": \"Small\"", "\"View\": \"Kears\"", 3, 11, "View is 'Kears'")]
    [InlineData("\"Name\": \"Small\"", "\"CnnParams\": 2", 3, 16, "this module reads version 1")]
    [InlineData("\"Name\": \"Small\"", "\"name\": \"a\", \"Name\": \"b\"", 3, 16, "Name is given twice")]
    [InlineData("\"Name\": \"Small\"", "\"Outputs\": [\"cnov\"]", 3, 15, "this is not the name of a layer")]
    [InlineData("\"Filters\": 8, ", "\"Filters\": 8 ", 6, 54, "its JSON breaks off")]
    [InlineData("\"Filters\": 8", "\"Filters\": 9223372036854775808", 6, 52, "it must be a whole number")]
    [InlineData("\"Filters\": 8", "\"Filters\": 8.5", 6, 52, "it must be a whole number")]
    [InlineData("\"Filters\": 8", "\"Filters\": {\"a\": 1}", 6, 52, "it must be a whole number")]
    public void An_error_of_JSON_has_its_line_and_property(
        string before,
        string after,
        int line,
        int column,
        string message
    ) => AssertError(Json, "a.json", before, after, line, column, message);

    [Theory]
    [InlineData("KernelSize = 5", "KernelSize = 'wide'", 6, 70, "Layers[1] ('conv').KernelSize: KernelSize is 'wide'")]
    [InlineData(
        "KernelSize = 5",
        "KernelSize = wide",
        6,
        70,
        "wide is not data; write a text in single quotes: 'wide'"
    )]
    [InlineData("KernelSize = 5", "KernelSize = $size", 6, 70, "$size is not data")]
    [InlineData("KernelSize = 5", "KernelSize = (Get-Date)", 6, 71, "Get-Date is not data")]
    [InlineData("KernelSize = 5", "KernelSize = \"$(1)\"", 6, 71, "write it in single quotes")]
    [InlineData("KernelSize = 5", "KernelSize = 5 }", 6, 74, "a new line, ';' or ')' is expected")]
    [InlineData("KernelSize = 5", "KernelSize = 5x", 6, 70, "'5x' is not a number")]
    [InlineData("KernelSize = 5", "KernelSize", 6, 68, "'=' is expected after KernelSize")]
    [InlineData("\"conv\"", "\"conv", 6, 36, "the text that begins here does not end")]
    [InlineData("# A network.", "<# A network.", 1, 1, "the comment that begins here does not end")]
    [InlineData("Filters = 8;", "Filters = 8 Filters2 = 8;", 6, 56, "a new line, ';' or '}' is expected")]
    [InlineData("Filters = 8;", "Filters = 8; filters = 9;", 6, 57, "filters is given twice")]
    public void An_error_of_psd1_has_its_line_and_property(
        string before,
        string after,
        int line,
        int column,
        string message
    ) => AssertError(Psd1, "a.psd1", before, after, line, column, message);

    [Fact]
    public void All_problems_are_shown_at_once()
    {
        var error = Error(
            Json.Replace("\"Input\"", "\"Imput\"", StringComparison.Ordinal)
                .Replace("8,", "0,", StringComparison.Ordinal),
            "a.json"
        );
        Assert.Contains("line 5, column 15", error.Message, StringComparison.Ordinal);
        Assert.Contains(
            "\nline 6, column 52: Layers[1] ('conv'): Filters is 0",
            error.Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void A_wrapped_layer_has_its_own_place()
    {
        var error = Error(
            "{ \"Layers\": [\n{ \"Type\": \"Bidirectional\", \"Layer\": { \"Type\": \"LSTM\",\n \"Units\": -1 } } ] }",
            "a.json"
        );
        Assert.Equal((3, 11), (error.Line, error.Column));
        Assert.Contains("Layers[0].Layer: Units is -1", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Two_layers_of_one_name_are_shown_at_the_second()
    {
        var error = Error(
            Json.Replace(
                "\"conv\", ",
                "\"conv\", \"Filters\": 1, \"KernelSize\": 1 }, { \"Type\": \"Conv2D\", \"Name\": \"conv\", ",
                StringComparison.Ordinal
            ),
            "a.json"
        );
        Assert.Equal((6, 102), (error.Line, error.Column));
    }

    [Fact]
    public void Blocks_give_names_and_look_for_them_inside_first()
    {
        var network = Read(
            """
            { "Layers": [
              { "Type": "Input", "Name": "in", "Shape": [8, 8, 4] },
              { "Block": "stage", "Repeat": 2, "Layers": [
                { "Type": "Conv2D", "Name": "a", "Filters": 4, "KernelSize": 3, "Padding": "same" },
                { "Type": "ReLU", "Name": "b" },
                "Dropout(Rate=0.1)",
                { "Block": "end", "Layers": [{ "Type": "Add", "Name": "sum", "Inputs": ["a", "b", "in"] }] }
              ] }
            ] }
            """,
            "a.json"
        );
        Assert.Equal(
            ["in", "stage.0.a", "stage.0.b", "", "stage.0.end.sum", "stage.1.a", "stage.1.b", "", "stage.1.end.sum"],
            network.Layers.Select(layer => layer.Name)
        );
        Assert.Equal(["stage.1.a", "stage.1.b", "in"], network.Layers[^1].Inputs);
        Assert.Equal(0.1, network.Layers[3] is CnnParams.Layers.Dropout dropout ? dropout.Rate : 0);
        Assert.Equal(2 * 148, Measurer.Measure(network).Totals.Parameters);
    }

    [Theory]
    [InlineData(
        "{ \"Layers\": [ { \"Block\": \"a\", \"Repeat\": 1000000, \"Layers\": [ { \"Block\": \"b\", \"Repeat\": 1000, "
            + "\"Layers\": [ \"ReLU\", \"ReLU\" ] } ] } ] }",
        "more than 100000 layers"
    )]
    [InlineData(
        "{ \"Layers\": [ { \"Block\": \"a\", \"Repeat\": 9223372036854775807, \"Layers\": [ \"ReLU\" ] } ] }",
        "more than 100000 layers"
    )]
    [InlineData("{ \"Layers\": [ { \"Block\": \"a\", \"Repeat\": 0, \"Layers\": [] } ] }", "a whole number from 1 on")]
    [InlineData("{ \"Layers\": [ { \"Block\": \"a\", \"Repeat\": 1000000, \"Layers\": [] } ] }", "is empty")]
    [InlineData("{ \"Layers\": [] }", "Layers is empty")]
    [InlineData("{ \"Layers\": 3 }", "a layer is expected")]
    [InlineData("{ \"CnnParams\": 1 }", "the network has no Layers")]
    [InlineData("{ \"Layers\": [ { \"Block\": \"a\", \"Layer\": [] } ] }", "Layer is not a property of a block")]
    public void What_asks_for_too_much_or_nothing_is_refused(string text, string message) =>
        Assert.Contains(message, Error(text, "a.json").Message, StringComparison.Ordinal);

    [Fact]
    public void Depth_is_bounded()
    {
        string json = "{ \"Layers\": " + new string('[', 100_000);
        Assert.Contains("depth", Error(json, "a.json").Message, StringComparison.OrdinalIgnoreCase);
        string psd1 = "@{ Layers = " + string.Concat(Enumerable.Repeat("@(", 100_000));
        Assert.Contains("in more than 64 others", Error(psd1, "a.psd1").Message, StringComparison.Ordinal);
    }

    // Whatever stands in a file, reading it ends with a network or with an error of ours.
    [Fact]
    public void Damage_gives_an_error_and_never_a_crash()
    {
        var random = new Random(7);
        foreach (string text in new[] { Json, Psd1 })
        {
            for (int i = 0; i < 1000; i++)
            {
                byte[] bytes = Encoding.UTF8.GetBytes(text);
                for (int n = random.Next(1, 4); n > 0; n--)
                    bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
                using var file = new ModelFile(
                    "/x/a" + (text == Json ? ".json" : ".psd1"),
                    () => new MemoryStream(bytes)
                );
                try
                {
                    new DefinitionReader().Read(file, new ReadOptions(), CancellationToken.None);
                }
                catch (ModelFileException exception)
                {
                    Assert.NotEmpty(exception.Message);
                }
            }
        }
    }

    private static void AssertError(
        string text,
        string file,
        string before,
        string after,
        int line,
        int column,
        string message
    )
    {
        Assert.Contains(before, text, StringComparison.Ordinal);
        var error = Error(text.Replace(before, after, StringComparison.Ordinal), file);
        Assert.Equal(ModelFileError.InvalidDefinition, error.Error);
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
        Assert.Equal((line, column), (error.Line, error.Column));
    }

    private static ModelFileException Error(string text, string file)
    {
        using var model = new ModelFile("/x/" + file, () => new MemoryStream(Encoding.UTF8.GetBytes(text)));
        return Assert.Throws<ModelFileException>(() =>
            new DefinitionReader().Read(model, new ReadOptions(), CancellationToken.None)
        );
    }

    private static Network Read(string text, string file) => Exported.Read(Encoding.UTF8.GetBytes(text), file);
}
