using System.IO.Compression;
using System.Text;
using CnnParams.Formats.TensorFlow.Schema;
using CnnParams.Formats.Tests.StateDicts;
using CnnParams.Measuring;
using CnnParams.Reading;
using Google.Protobuf;

namespace CnnParams.Formats.Tests;

/// <summary>Small files that ask for a lot: limits are on what is made, not on what is read.</summary>
public class BoundedWorkTests
{
    private const int Levels = 60;

    private static readonly string Long = new('n', 16_000);

    [Fact]
    public void Functions_of_TensorFlow_that_call_two_others_each_end()
    {
        var graph = new GraphDef { Library = new FunctionDefLibrary() };
        graph.Node.Add(new NodeDef { Name = "call", Op = "f0" });
        for (int level = 0; level < Levels; level++)
        {
            var function = new FunctionDef { Signature = new OpDef { Name = $"f{level}" } };
            function.NodeDef.Add(new NodeDef { Name = "a", Op = $"f{level + 1}" });
            function.NodeDef.Add(new NodeDef { Name = "b", Op = $"f{level + 1}" });
            graph.Library.Function.Add(function);
        }

        Refused("x.pb", graph.ToByteArray(), "its functions call each other more than");
    }

    [Fact]
    public void Models_of_Keras_that_call_two_others_each_end()
    {
        // A model whose output is its input, so that no row is made.
        string model = Model("m0", "", """["in", 0, 0]""");
        for (int level = 1; level < 24; level++)
        {
            string name = $"m{level - 1}";
            string layer =
                $$"""{"class_name": "Functional", "name": "{{name}}", "config": {{model}}, "inbound_nodes": [[["in", 0, 0, {}]], [["{{name}}", 1, 0, {}]]]}""";
            model = Model($"m{level}", ", " + layer, $"""["{name}", 2, 0]""");
        }

        Refused(
            "x.keras.json",
            Encoding.UTF8.GetBytes(
                $$"""{"class_name": "Functional", "config": {{model}}, "keras_version": "2.15.0"}"""
            ),
            "its models within models are called more than"
        );

        static string Model(string name, string layers, string output) =>
            $$"""{"name": "{{name}}", "layers": [{"class_name": "InputLayer", "name": "in", "config": {"batch_input_shape": [null, 4], "name": "in"}, "inbound_nodes": []}{{layers}}], "input_layers": [["in", 0, 0]], "output_layers": [{{output}}]}""";
    }

    [Theory]
    [InlineData("x.keras", "config.json", "metadata.json")]
    [InlineData("x.pt", "x/data.pkl", "x/version")]
    public void What_is_packed_is_unpacked_within_bounds(string name, string bomb, string other)
    {
        using var archive = new MemoryStream();
        using (var zip = new ZipArchive(archive, ZipArchiveMode.Create, leaveOpen: true))
        {
            using (var entry = zip.CreateEntry(bomb).Open())
            {
                // JSON's lists, which are a pickle's empty lists too.
                byte[] block = [.. Enumerable.Repeat((byte)']', 1 << 16)];
                entry.Write(name.EndsWith(".pt", StringComparison.Ordinal) ? [0x80, 2] : "["u8);
                for (int i = 0; i < 1000; i++)
                    entry.Write(block);
            }

            using var empty = zip.CreateEntry(other).Open();
            empty.Write("{}"u8);
        }

        Refused(name, archive.ToArray(), "in the archive has");
    }

    [Fact]
    public void Names_of_blocks_in_blocks_are_bounded()
    {
        string definition =
            $$"""{"Layers": [{"Type": "Input", "Shape": [8, 8, 3]}, {"Block": "{{Long}}", "Repeat": 1000000, "Layers": [{"Type": "Activation", "Name": "a", "Function": "relu"}]}]}""";
        Refused("x.cnn.json", Encoding.UTF8.GetBytes(definition), "make names of more than");
    }

    [Fact]
    public void Names_of_dictionaries_in_dictionaries_are_bounded()
    {
        // {k: {k: ... {k: [tensor, tensor ...]}}}: one key of 16,000 letters, 50 levels, and at the bottom 2000 of a
        // tensor.
        using var pickle = new MemoryStream();
        void Bytes(params byte[] bytes) => pickle.Write(bytes);
        Bytes(0x80, 2);
        for (int level = 0; level < 50; level++)
        {
            Bytes((byte)'}');
            if (level == 0)
            {
                pickle.Write([(byte)'X', .. BitConverter.GetBytes(Long.Length), .. Encoding.UTF8.GetBytes(Long)]);
                Bytes((byte)'q', 0);
            }
            else
            {
                Bytes((byte)'h', 0);
            }
        }

        Bytes((byte)'}', (byte)'(');
        for (int i = 0; i < 2000; i++)
        {
            pickle.Write([(byte)'M', .. BitConverter.GetBytes((ushort)i)]);
            if (i == 0)
            {
                pickle.Write("ctorch._utils\n_rebuild_meta_tensor_no_storage\n"u8);
                pickle.Write("(ctorch\nfloat32\n))"u8);
                Bytes(0x89, (byte)'t', (byte)'R', (byte)'q', 1);
            }
            else
            {
                Bytes((byte)'h', 1);
            }
        }

        Bytes((byte)'u');
        for (int level = 0; level < 50; level++)
            Bytes((byte)'s');
        Bytes((byte)'.');
        using var archive = new MemoryStream();
        using (var zip = new ZipArchive(archive, ZipArchiveMode.Create, leaveOpen: true))
        {
            using var entry = zip.CreateEntry("x/data.pkl", CompressionLevel.NoCompression).Open();
            entry.Write(pickle.ToArray());
        }

        Refused("x.pt", archive.ToArray(), "make names of more than");
    }

    [Fact]
    public void An_object_that_is_its_own_state_is_no_circle_without_end()
    {
        using var archive = new MemoryStream();
        using (var zip = new ZipArchive(archive, ZipArchiveMode.Create, leaveOpen: true))
        {
            using var entry = zip.CreateEntry("x/data.pkl", CompressionLevel.NoCompression).Open();
            // GLOBAL, an empty tuple, NEWOBJ; remembered, and BUILD with itself.
            entry.Write([0x80, 2, .. "cmade\nThing\n)"u8, 0x81, (byte)'q', 0]);
            entry.Write([(byte)'h', 0, (byte)'b', (byte)'.']);
        }

        Refused("x.pt", archive.ToArray(), "it holds an object");
    }

    [Fact]
    public void Sizes_that_a_damaged_HDF5_file_states_take_no_memory()
    {
        // What this thread asks for: the memory of the process is that of the other tests, too.
        long before = GC.GetAllocatedBytesForCurrentThread();
        var exception = Assert.Throws<ModelFileException>(() =>
            TestFiles.Read(TestFiles.PathOf("hostile/attribute_of_gigabytes.h5"))
        );
        Assert.NotNull(exception.Offset);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 1, 64 << 20);
    }

    [Fact]
    public void A_layer_that_cannot_be_explains_the_weights_that_its_file_states()
    {
        var row = Measurer
            .Measure(TestFiles.Read(TestFiles.PathOf("hostile/openvino_groups_that_do_not_divide.xml")))
            .Rows.Single(row => row.Name == "/layer2/layer2.0/downsample/downsample.0/Conv");
        Assert.Equal(8320, row.Parameters);
        Assert.EndsWith(" = 8320", row.Calculation, StringComparison.Ordinal);
    }

    [Fact]
    public void A_value_of_megabytes_is_cut_in_the_message()
    {
        string definition =
            "{\"Layers\": [{\"Type\": \"Input\", \"Shape\": [8, 8, 3]}, {\"Type\": \"Conv2D\", \"Name\": \"c\", "
            + "\"Filters\": \""
            + new string('9', 3_000_000)
            + "\", \"KernelSize\": 3}]}";
        string message = Refused("x.cnn.json", Encoding.UTF8.GetBytes(definition), "Layers[1]");
        Assert.InRange(message.Length, 20, 10_000);
    }

    [Fact]
    public void Places_on_one_long_line_are_counted_once()
    {
        // Each place is asked for: from the line's beginning, 60,000 layers would be 10^11 letters.
        var text = new StringBuilder("{\"Layers\": [{\"Type\": \"Input\", \"Name\": \"é中😀\", \"Shape\": [8, 8, 3]}");
        for (int i = 0; i < 60_000; i++)
            text.Append(", {\"Type\": \"Activation\", \"Function\": \"relu\"}");
        int at = text.Length;
        text.Append(", {\"Type\": \"Nothing\"}]}");
        using var file = new TemporaryFile("x.cnn.json", Encoding.UTF8.GetBytes(text.ToString()));
        var exception = Assert.Throws<ModelFileException>(() => TestFiles.Read(file.Path));
        Assert.Equal((1, at + ", {\"Type\": ".Length + 1), (exception.Line, exception.Column));
    }

    private static string Refused(string name, byte[] content, string message)
    {
        using var file = new TemporaryFile(name, content);
        var exception = Assert.Throws<ModelFileException>(() => TestFiles.Read(file.Path));
        Assert.Contains(message, exception.Message, StringComparison.Ordinal);
        return exception.Message;
    }
}
