using CnnParams.Formats.TensorFlow.Schema;
using CnnParams.Formats.Tests.StateDicts;
using CnnParams.Measuring;
using CnnParams.Reading;
using Google.Protobuf;

namespace CnnParams.Formats.Tests;

/// <summary>
/// Files that were made to break a reader, or that a fuzzer has found: a network, or the documented error.
/// </summary>
public class HostileFilesTests
{
    [Fact]
    public void A_file_gives_a_network_or_the_documented_error()
    {
        string[] files = Directory.GetFiles(TestFiles.PathOf("hostile"));
        Assert.NotEmpty(files);
        Assert.All(
            files,
            path =>
            {
                try
                {
                    _ = Measurer.Measure(TestFiles.Read(path)).Totals;
                }
                catch (ModelFileException exception)
                {
                    Assert.Contains(Path.GetFileName(path), exception.Message, StringComparison.Ordinal);
                }
            }
        );
    }

    [Theory]
    // A soft link to itself, and one through itself, which PureHDF follows until the stack is full.
    [InlineData("soft_link_to_itself.h5", "its link 'b' leads to nothing in it")]
    [InlineData("soft_link_through_itself.h5", "its link 'a/s' leads to nothing in it")]
    [InlineData("model_weights_link.h5", "cannot be followed")]
    [InlineData("link_to_other_file.h5", "its link 'e' leads to nothing in it")]
    // 30 groups, each with two links to the next.
    [InlineData("groups_twice.h5", "groups and data sets")]
    public void Links_of_HDF5_files_end(string file, string message) =>
        Assert.Contains(message, Refused(TestFiles.PathOf("hostile/" + file)), StringComparison.Ordinal);

    [Theory]
    [InlineData(1)]
    [InlineData(4096)]
    public void A_link_of_an_HDF5_file_out_of_it_is_refused_before_it_is_opened(int chunk)
    {
        using var other = new TemporaryFile("other.h5", [1]);
        byte[] link = [0, .. System.Text.Encoding.UTF8.GetBytes(other.Path), 0, (byte)'k', 0];
        using var file = new TemporaryFile("link.h5", link);
        using var model = new ModelFile(file.Path);
        using var stream = new CnnParams.Hdf5.Hdf5Stream(model.Open(), model);
        var exception = Assert.Throws<ModelFileException>(() =>
        {
            byte[] bytes = new byte[chunk];
            while (stream.Read(bytes, 0, chunk) > 0) { }
        });
        Assert.Contains(
            $"it names the file '{other.Path}', which is outside its own folder",
            exception.Message,
            StringComparison.Ordinal
        );
        Assert.Same(exception, stream.Refusal);
    }

    [Fact]
    public void Symbolic_links_beside_a_model_are_not_followed_out_of_its_folder()
    {
        using var secret = new TemporaryFile("secret.bin", "secret bytes of another folder"u8.ToArray());
        using var index = new TemporaryFile(
            "model.safetensors.index.json",
            """{"weight_map": {"a": "inner/x.safetensors", "b": "y.safetensors"}}"""u8.ToArray()
        );
        Directory.CreateDirectory(Path.Combine(index.Folder, "real"));
        if (
            !Link(Path.Combine(index.Folder, "inner"), secret.Folder, isFolder: true)
            || !Link(Path.Combine(index.Folder, "y.safetensors"), secret.Path)
        )
            return;
        File.WriteAllBytes(Path.Combine(secret.Folder, "x.safetensors"), [1]);
        string message = Refused(index.Path);
        Assert.Contains("'inner/x.safetensors', which is outside its own folder", message, StringComparison.Ordinal);

        Directory.Delete(Path.Combine(index.Folder, "inner"));
        Link(Path.Combine(index.Folder, "inner"), Path.Combine(index.Folder, "real"), isFolder: true);
        File.Copy(
            TestFiles.PathOf("safetensors/types.safetensors"),
            Path.Combine(index.Folder, "real", "x.safetensors")
        );
        // That link stays inside, and the other one does not.
        Assert.Contains(
            "'y.safetensors', which is outside its own folder",
            Refused(index.Path),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void The_links_of_the_cache_of_Hugging_Face_are_followed()
    {
        using var readme = new TemporaryFile("readme.md", [1]);
        string blobs = Path.Combine(readme.Folder, "blobs"),
            snapshot = Path.Combine(readme.Folder, "snapshots", "main");
        Directory.CreateDirectory(blobs);
        Directory.CreateDirectory(snapshot);
        string[] names =
        [
            "sharded.safetensors.index.json",
            "sharded-00001-of-00002.safetensors",
            "sharded-00002-of-00002.safetensors",
        ];
        for (int i = 0; i < names.Length; i++)
        {
            File.Copy(TestFiles.PathOf("safetensors/" + names[i]), Path.Combine(blobs, $"blob{i}"));
            if (!Link(Path.Combine(snapshot, names[i]), Path.Combine("..", "..", "blobs", $"blob{i}")))
                return;
        }

        Assert.Equal(3793, Measurer.Measure(TestFiles.Read(Path.Combine(snapshot, names[0]))).Totals.Parameters);
    }

    [Theory]
    [InlineData("/dev/zero")]
    [InlineData("/dev/null")]
    public void A_device_is_no_file(string path)
    {
        if (!OperatingSystem.IsWindows())
            Assert.Contains("it is empty, or a pipe or a device", Refused(path), StringComparison.Ordinal);
    }

    [Fact]
    public void Nodes_of_TensorFlow_that_wait_for_each_other_are_an_error()
    {
        var graph = new GraphDef();
        graph.Node.Add(new NodeDef { Name = "x", Op = "Placeholder" });
        graph.Node.Add(new NodeDef { Name = "w", Op = "Const" });
        graph.Node.Add(
            new NodeDef
            {
                Name = "conv",
                Op = "Conv2D",
                Input = { "relu", "w" },
            }
        );
        graph.Node.Add(
            new NodeDef
            {
                Name = "relu",
                Op = "Relu",
                Input = { "conv" },
            }
        );
        using var circle = new TemporaryFile("circle.pb", graph.ToByteArray());
        Assert.Contains("waits for itself in a circle", Refused(circle.Path), StringComparison.Ordinal);

        // Beside a part that is whole, too.
        graph.Node.Add(
            new NodeDef
            {
                Name = "y",
                Op = "Relu",
                Input = { "x" },
            }
        );
        using var beside = new TemporaryFile("beside.pb", graph.ToByteArray());
        Assert.Contains("waits for itself in a circle", Refused(beside.Path), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(
        "none.xml",
        """<?xml version="1.0"?><net name="none" version="11"><layers></layers><edges></edges></net>"""
    )]
    public void A_file_without_layers_is_not_exact(string name, string text)
    {
        using var file = new TemporaryFile(name, System.Text.Encoding.UTF8.GetBytes(text));
        try
        {
            var totals = Measurer.Measure(TestFiles.Read(file.Path)).Totals;
            Assert.NotEqual(Trust.Exact, totals.ParametersTrust);
            Assert.NotEqual(Trust.Exact, totals.MacsTrust);
        }
        catch (ModelFileException)
        {
            // A refusal says so as well.
        }
    }

    private static string Refused(string path) => Assert.Throws<ModelFileException>(() => TestFiles.Read(path)).Message;

    // On Windows not everybody may make links.
    private static bool Link(string path, string target, bool isFolder = false)
    {
        try
        {
            if (isFolder)
                Directory.CreateSymbolicLink(path, target);
            else
                File.CreateSymbolicLink(path, target);
            return true;
        }
        catch (IOException) when (OperatingSystem.IsWindows())
        {
            return false;
        }
    }
}
