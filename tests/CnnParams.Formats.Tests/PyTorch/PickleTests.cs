using System.Text;
using CnnParams.Formats.Tests.StateDicts;
using CnnParams.Reading;

namespace CnnParams.Formats.Tests.PyTorch;

// Hostile pickles, written opcode by opcode (Python's Lib/pickletools.py says what each does).
public class PickleTests
{
    private static readonly byte[] Preamble =
    [
        0x80,
        2,
        0x8a,
        10,
        0x6c,
        0xfc,
        0x9c,
        0x46,
        0xf9,
        0x20,
        0x6a,
        0xa8,
        0x50,
        0x19,
        (byte)'.', // the magic number
        0x80,
        2,
        (byte)'M',
        0xe9,
        0x03,
        (byte)'.', // the version of the protocol, 1001
        0x80,
        2,
        (byte)'}',
        (byte)'.', // facts about the machine
    ];

    private static readonly byte[] NoStorages = [0x80, 2, (byte)']', (byte)'.'];

    [Theory]
    [InlineData("cos\nsystem\n(X\u0002\0\0\0lstR.", "os.system")]
    [InlineData("c__builtin__\neval\n(X\u0002\0\0\0lstR.", "__builtin__.eval")]
    [InlineData("cbuiltins\ngetattr\n(X\u0002\0\0\0lsX\u0002\0\0\0lstR.", "builtins.getattr")]
    [InlineData("csubprocess\nPopen\n(X\u0002\0\0\0lst\u0081.", "subprocess.Popen")]
    [InlineData("(X\u0002\0\0\0lsios\nsystem\n.", "INST")]
    [InlineData("(cos\nsystem\nX\u0002\0\0\0lso.", "OBJ")]
    [InlineData("cos\nsystem\n)}\u0092.", "NEWOBJ_EX")]
    [InlineData("\u0082\u0001.", "EXT1")]
    [InlineData("Pname\n.", "PERSID")]
    [InlineData("X\u0002\0\0\0lsQ.", "persistent id")]
    [InlineData("(X\u0007\0\0\0storagecos\nsystem\nX\u0001\0\0\00X\u0003\0\0\0cpuK\u0001tQ.", "os.system")]
    public void What_could_run_something_is_refused_by_name(string pickle, string name)
    {
        var error = Fails(pickle);
        Assert.Equal(ModelFileError.UnsupportedContent, error.Error);
        Assert.Contains(name, error.Message, StringComparison.Ordinal);
        Assert.True(error.Offset >= Preamble.Length);
    }

    [Theory]
    [InlineData("")] // nothing
    [InlineData("0.")] // POP of nothing
    [InlineData("t.")] // TUPLE without its mark
    [InlineData("h\u0001.")] // BINGET of nothing
    [InlineData("\u00ff.")] // no opcode
    [InlineData("X\u00ff\u00ff\u00ff\u007fabc.")] // a text of 2 GB
    [InlineData("\u008d\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff.")] // a text of 2^64-1 bytes
    [InlineData("}K\u0001\u0085u.")] // SETITEMS without its mark
    [InlineData("}(K\u0001u.")] // a key without a value
    [InlineData("K\u0001K\u0002s.")] // SETITEM into a number
    [InlineData("ctorch._utils\n_rebuild_tensor_v2\n)R.")] // no arguments
    [InlineData("Fabc\n.")] // no number
    public void What_is_no_pickle_is_damaged(string pickle)
    {
        var error = Fails(pickle);
        Assert.Equal(ModelFileError.DamagedFile, error.Error);
        Assert.NotNull(error.Offset);
    }

    [Fact]
    public void Deep_nesting_does_not_exhaust_the_stack()
    {
        // ((((...)))): a tuple in a tuple, 200,000 times.
        var pickle = new StringBuilder(")").Insert(1, "\u0085", 200_000).Append('.');
        Assert.Contains("nested", Fails(pickle.ToString()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_list_that_holds_itself_ends()
    {
        Assert.Contains("no tensors", Fails("]q\0h\0a.").Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_tuple_of_itself_twice_sixty_times_ends()
    {
        // (t, t) of (t, t) ...: 2^60 leaves, 60 objects.
        var pickle = new StringBuilder("}X\u0001\0\0\0a").Append(')');
        for (int i = 0; i < 60; i++)
            pickle.Append("q\0h\0\u0086");
        Assert.Contains("no tensors", Fails(pickle.Append("s.").ToString()).Message, StringComparison.Ordinal);
    }

    // torch/nn/modules/module.py of PyTorch 0.4: each module keeps its functions' backend, and pickles a call for it.
    [Fact]
    public void A_module_may_name_the_backend_of_its_functions() =>
        Assert.Contains(
            "no tensors",
            Fails("}X\u0008\0\0\0_backendctorch.nn.backends.thnn\n_get_thnn_function_backend\n)Rs.").Message,
            StringComparison.Ordinal
        );

    [Fact]
    public void Copies_of_copies_are_not_made()
    {
        // OrderedDict(list of 10,000) again and again: 20 bytes each, were it copied 10,000 pairs each.
        var pickle = new StringBuilder("](");
        for (int i = 0; i < 10_000; i++)
            pickle.Append("K\u0001K\u0002\u0086");
        pickle.Append("eq\0");
        for (int i = 0; i < 5_000; i++)
            pickle.Append("0ccollections\nOrderedDict\nh\0\u0085R");
        long before = GC.GetAllocatedBytesForCurrentThread();
        Fails(pickle.Append('.').ToString());
        Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < 32L << 20);
    }

    private static ModelFileException Fails(string pickle)
    {
        using var file = new TemporaryFile(
            "hostile.pt",
            [.. Preamble, 0x80, 2, .. Encoding.Latin1.GetBytes(pickle), .. NoStorages]
        );
        return Assert.Throws<ModelFileException>(() => WeightFiles.Read(file.Path));
    }
}
