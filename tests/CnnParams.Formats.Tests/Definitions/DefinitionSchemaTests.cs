using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using CnnParams.Catalogue;
using CnnParams.Formats.Tests.Writing;
using CnnParams.Layers;
using Json.Schema;

namespace CnnParams.Formats.Tests.Definitions;

/// <summary>The JSON Schema that is shipped for editors says what the reader takes.</summary>
public sealed class DefinitionSchemaTests
{
    private static readonly string SchemaPath = TestFiles.PathOf("../../module/CnnParams.schema.json");

    private static readonly Lazy<JsonSchema> Schema = new(() =>
        JsonSchema.FromText(DefinitionSchema.Create().ToJsonString())
    );

    [Fact]
    public void The_shipped_schema_is_that_of_the_layer_types()
    {
        string made =
            DefinitionSchema
                .Create()
                .ToJsonString(
                    new JsonSerializerOptions
                    {
                        WriteIndented = true,
                        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
                    }
                )
                .ReplaceLineEndings("\n") + "\n";
        if (Environment.GetEnvironmentVariable("CNNPARAMS_UPDATE_DOCS") == "1")
            File.WriteAllText(SchemaPath, made);
        Assert.True(
            File.ReadAllText(SchemaPath).ReplaceLineEndings("\n") == made,
            "CNNPARAMS_UPDATE_DOCS=1 dotnet test writes the schema of the layer types as they are."
        );
    }

    [Theory]
    [InlineData("LeNet5")]
    [InlineData("ResNet50")]
    [InlineData("ConvNeXtTiny")]
    public void What_is_written_is_valid(string name) =>
        Assert.True(IsValid(Exported.Text(Architectures.Get(name).Variant().Build(name), "CnnParams")));

    [Fact]
    public void Any_setting_of_any_type_is_valid_as_it_is_written()
    {
        foreach (var type in LayerTypes.All)
        {
            var layer = new RandomLayer(5).Of(type, "layer");
            string text = new Formats.Definitions.JsonPrinter().Print(
                new([
                    new(
                        "Layers",
                        new Formats.Definitions.DefinitionList([
                            Formats.Definitions.DefinitionOutline.Of(layer, "layer"),
                        ])
                    ),
                ])
            );
            Assert.True(IsValid(text), text);
        }
    }

    [Theory]
    [InlineData("{ \"Layers\": [ { \"Type\": \"Conv2D\", \"Filters\": 8, \"KernelSize\": 5 } ] }", true)]
    [InlineData("{ \"Layers\": [ { \"Type\": \"Conv2D\", \"Filters\": 8 } ] }", false)]
    [InlineData("{ \"Layers\": [ { \"Type\": \"Conv2D\", \"Filters\": 8, \"KernelSize\": 5, \"Units\": 3 } ] }", false)]
    [InlineData("{ \"Layers\": [ { \"Type\": \"Conv2D\", \"Filters\": \"many\", \"KernelSize\": 5 } ] }", false)]
    [InlineData("{ \"Layers\": [ { \"Type\": \"Conv2F\" } ] }", false)]
    [InlineData(
        "{ \"Layers\": [ { \"Block\": \"a\", \"Repeat\": 2, \"Layers\": [ \"ReLU\", { \"Type\": \"ReLU\" } ] } ] }",
        true
    )]
    [InlineData(
        "{ \"Layers\": [ { \"Type\": \"TimeDistributed\", \"Layer\": { \"Type\": \"Dense\", \"Units\": 3 } } ] }",
        true
    )]
    [InlineData(
        "{ \"Layers\": [ { \"Type\": \"TimeDistributed\", \"Layer\": { \"Type\": \"Dense\", \"Unit\": 3 } } ] }",
        false
    )]
    [InlineData("{ \"Layers\": [] }", false)]
    [InlineData("{ \"Name\": \"x\" }", false)]
    public void It_tells_right_from_wrong(string text, bool isValid) => Assert.Equal(isValid, IsValid(text));

    private static bool IsValid(string text) => Schema.Value.Evaluate(JsonNode.Parse(text)).IsValid;
}
