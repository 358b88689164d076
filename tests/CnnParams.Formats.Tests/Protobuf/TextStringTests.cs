using System.Text;
using CnnParams.Formats.Protobuf;
using CnnParams.Formats.Tests.StateDicts;
using CnnParams.Layers;
using CnnParams.Measuring;
using CnnParams.Networks;
using CnnParams.Shapes;

namespace CnnParams.Formats.Tests.Protobuf;

/// <summary>
/// Strings of protobuf texts, by the specification: protobuf.dev/reference/protobuf/textformat-spec#string.
/// </summary>
public class TextStringTests
{
    [Theory]
    [InlineData("""'a'""", "a")]
    [InlineData("""'\303\251t\303\251'""", "été")]
    [InlineData("""'\xe4\xb8\xad\346\226\207'""", "中文")]
    [InlineData("""'\7\1018\x4A1'""", "\aA8J1")]
    [InlineData("""'\a\b\f\n\r\t\v\\\'\"\?'""", "\a\b\f\n\r\t\v\\'\"?")]
    [InlineData("""'\u00e9\U0001F600'""", "é😀")]
    [InlineData("""'\uD800\U99999999'""", "uD800U99999999")]
    [InlineData("""'a' "b" '\143'""", "abc")]
    [InlineData("""'C:\data'""", "C:data")]
    public void Escapes_are_read(string written, string content)
    {
        using var file = new ModelFile("x.prototxt", () => new MemoryStream());
        var tokens = new TextTokens(written, file);
        Assert.Equal((content, true), (tokens.Word, tokens.IsString));
    }

    [Fact]
    public void Names_that_are_written_are_read_back()
    {
        string[] names = ["été", "中文", "a\"b", "a\\b", "a\tb", "😀", "a\\303b"];
        var layers = new List<Layer>
        {
            new Input { Name = "in", Shape = new TensorShape(8, 8, 3) },
        };
        layers.AddRange(names.Select(name => new Activation { Name = name, Function = "relu" }));
        var measured = Measurer.Measure(new Network(layers));
        byte[] content = new ModelLibrary().Print(measured, "x.prototxt", null, default);
        using var file = new TemporaryFile("x.prototxt", content);
        Assert.DoesNotContain(Encoding.UTF8.GetString(content), c => c > 0x7E);
        Assert.Equal(names, TestFiles.Read(file.Path).Layers.Skip(1).Select(layer => layer.Name));
    }
}
