using System.IO.Compression;
using System.Text;
using CnnParams.Formats.Tests.StateDicts;
using CnnParams.Reading;

namespace CnnParams.Formats.Tests;

/// <summary>What people give a reader of models by mistake is named, whatever its extension says.</summary>
public class FileSignatureTests
{
    // Numbers alone, as these formats keep them apart from their networks.
    [Theory]
    [InlineData("net.bin", "net.xml", "the weights of net.xml, which lies beside it")]
    [InlineData("net.bin", "net.param", "the weights of net.param")]
    [InlineData("blazeface.bin", "blazeface.json", "the weights of blazeface.json")]
    [InlineData("group1-shard2of4.bin", "model.json", "the weights of model.json")]
    [InlineData("net.pdiparams", "net.pdmodel", "the weights of net.pdmodel")]
    [InlineData("net.bin", "other.xml", "binary data of an unknown kind")]
    public void Weights_beside_a_network_name_it(string name, string network, string said)
    {
        using var file = new TemporaryFile(name, [.. Enumerable.Range(0, 64).Select(i => (byte)(i % 7))]);
        File.WriteAllText(Path.Combine(file.Folder, network), "-");
        var refusal = Assert.Throws<ModelFileException>(() => TestFiles.Read(file.Path));
        Assert.Contains(said, refusal.Message, StringComparison.Ordinal);
    }

    // kMXAPINDArrayListMagic of src/ndarray/ndarray.cc, 0x112.
    [Fact]
    public void Arrays_of_MXNet_name_what_is_read() =>
        AssertNamed("net-0000.params", [0x12, 1, .. new byte[30]], "-symbol.json");

    [Theory]
    [InlineData(
        "model.onnx",
        "version https://git-lfs.github.com/spec/v1\noid sha256:0123\nsize 102400\n",
        "git lfs pull"
    )]
    [InlineData("model.safetensors", "<!DOCTYPE html><html><head>", "a web page")]
    [InlineData("settings.txt", "[section]\nkey=value\n", "it looks like text")]
    [InlineData("list.json", "[true, 1]", "it looks like JSON")]
    [InlineData("model.h5", "\n  <html>", "a web page")]
    [InlineData("model.pt", "%PDF-1.7", "PDF")]
    [InlineData("net.dat", "import torch\n", "the source of a program")]
    [InlineData("net.dat", "Dear all,\nplease find", "text")]
    [InlineData("net.dat", "<svg xmlns='http://www.w3.org/2000/svg'/>", "XML")]
    [InlineData("net.dat", "[1, 2, 3]", "JSON")]
    [InlineData(
        "package.json",
        "{ \"name\": \"left-pad\", \"version\": \"1.0\" }",
        "its members are 'name', 'version'"
    )]
    [InlineData("k.json", "{\"a\":1}", "JSON")]
    [InlineData("k.json", "\"text\"", "text")]
    [InlineData("k.json", "31", "text")]
    [InlineData("k.json", "// settings\n{\"a\":1}", "text")]
    [InlineData("settings.json", "{ \"architectures\": [\"BertModel\"], \"hidden_size\": 768 }", "Hugging Face")]
    [InlineData("net.bin", "some text", "text")]
    [InlineData("net.onnx", "Hello, this is text\n", "text")]
    [InlineData("net.pt", "Hello, this is text\n", "text")]
    [InlineData("net.pb", "Hello, this is text\n", "text")]
    [InlineData("net.tflite", "{\"a\": 1}", "JSON")]
    [InlineData("train.yaml", "lr: 0.1\nepochs: 10\n", "YAML, but not a model of Ultralytics")]
    public void Text_is_named(string name, string content, string said) =>
        AssertNamed(name, Encoding.UTF8.GetBytes(content), said);

    [Theory]
    [InlineData("model.caffemodel", new byte[] { 0x7F, (byte)'E', (byte)'L', (byte)'F', 2, 1, 1 }, "ELF")]
    [InlineData("model.npz", new byte[] { 0x89, (byte)'P', (byte)'N', (byte)'G', 13, 10, 26, 10 }, "PNG")]
    [InlineData("model.msgpack", new byte[] { 0x1F, 0x8B, 8, 0, 0, 0, 0, 0 }, "gzip")]
    [InlineData("net.dat", new byte[] { 0x80, 4, 0x95, 6, 0, 0 }, "a pickle")]
    [InlineData("labels.pkl", new byte[] { 0x80, 4, (byte)'}', (byte)'.' }, "a pickle")]
    [InlineData("net.dat", new byte[] { 1, 0, 2, 0, 3 }, "binary data")]
    [InlineData("net.bin", new byte[] { 0, 1, 0, 2, 0, 3 }, "binary data")]
    [InlineData("net.pth", new byte[] { 0x79, 1, 0, 2, 0, 3 }, "binary data")]
    [InlineData("net.ckpt", new byte[] { 0x79, 1, 0, 2, 0, 3 }, "binary data")]
    [InlineData("net.onnx", new byte[] { 0x7B, 1, 0, 2, 0, 3 }, "not like ONNX, which its name says it is")]
    [InlineData("net.pb", new byte[] { 0x66, 200, 1, 2, 0, 3 }, "not like TensorFlow, which its name says it is")]
    [InlineData("net.caffemodel", new byte[] { 0, 1, 0, 2, 0, 3 }, "not like Caffe, which its name says it is")]
    [InlineData("net.mlmodel", new byte[] { 0x7B, 1, 0, 2, 0, 3 }, "not like CoreML, which its name says it is")]
    [InlineData("net.pdmodel", new byte[] { 0x7B, 1, 0, 2, 0, 3 }, "not like PaddlePaddle, which its name says it is")]
    [InlineData("net.mnn", new byte[] { 0x7B, 1, 0, 2, 0, 3 }, "not like MNN, which its name says it is")]
    [InlineData("net.tflite", new byte[] { 0x7B, 1, 0, 2, 0, 3 }, "not like TensorFlowLite, which its name says it is")]
    [InlineData("net.gguf", new byte[] { 0x7B, 1, 0, 2, 0, 3 }, "not like GGUF, which its name says it is")]
    [InlineData("net.npz", new byte[] { 0x7B, 1, 0, 2, 0, 3 }, "not like NumPy, which its name says it is")]
    [InlineData("net.h5", new byte[] { 0x7B, 1, 0, 2, 0, 3 }, "not like Keras, which its name says it is")]
    [InlineData("net.safetensors", new byte[] { 9, 1, 0, 2, 0, 3, 0, 0, 1 }, "not like SafeTensors, which its name")]
    [InlineData("net.param", new byte[] { 0x7B, 1, 0, 2, 0, 3 }, "not like NCNN, which its name says it is")]
    [InlineData("net.xml", new byte[] { 0x7B, 1, 0, 2, 0, 3 }, "not like OpenVINO, which its name says it is")]
    public void Binary_data_is_named(string name, byte[] content, string said) => AssertNamed(name, content, said);

    // A record: its length, a checksum, the time, and the version that TensorBoard's writers begin with.
    [Fact]
    public void A_log_of_TensorBoard_is_named() =>
        AssertNamed(
            "events.out.tfevents.1700000000.host",
            [24, .. new byte[11], 9, .. new byte[8], 0x1A, 13, .. "brain.Event:2"u8],
            "a log of TensorBoard"
        );

    [Fact]
    public void An_archive_of_other_things_is_named()
    {
        using var memory = new MemoryStream();
        using (var zip = new ZipArchive(memory, ZipArchiveMode.Create, leaveOpen: true))
            zip.CreateEntry("readme.txt");
        AssertNamed("net.dat", memory.ToArray(), "a zip archive");
    }

    [Fact]
    public void An_empty_file_is_damaged_whatever_its_name()
    {
        using var file = new TemporaryFile("net.cfg", []);
        Assert.Contains(
            "it is empty",
            Assert.Throws<ModelFileException>(() => WeightFiles.Read(file.Path)).Message,
            StringComparison.Ordinal
        );
    }

    private static void AssertNamed(string name, byte[] content, string said)
    {
        using var file = new TemporaryFile(name, content);
        var error = Assert.Throws<ModelFileException>(() => WeightFiles.Read(file.Path));
        Assert.Equal(ModelFileError.UnknownFormat, error.Error);
        Assert.Contains("it looks like", error.Message, StringComparison.Ordinal);
        Assert.Contains(said, error.Message, StringComparison.Ordinal);
    }
}
