using System.Text;
using CnnParams.Formats.Tests.StateDicts;
using CnnParams.Measuring;

namespace CnnParams.Formats.Tests.Paddle;

// By paddle/phi/core/framework/dense_tensor_serialize.cc. Of three published models the lengths that follow from their
// .json are those of their .pdiparams files: PP-OCRv5_mobile_det 4,692,937, _server_det 87,932,887, _server_rec
// 84,390,117.
public class PaddleParametersTests
{
    private static readonly byte[] Bias = Tensor(5, 4, 5),
        Kernel = Tensor(5, 4, 8, 5);

    [Theory]
    [InlineData("inference.json")]
    [InlineData("inference.pdmodel")]
    public void A_file_that_holds_the_weights_says_nothing(string name)
    {
        Assert.Empty(Warnings([.. Bias, .. Kernel], name));
        Assert.NotEmpty(Warnings([.. Bias, .. Kernel, 0], name));
        Assert.Empty(Warnings(null, name));
    }

    [Fact]
    public void Weights_may_be_kept_in_fewer_bits() =>
        Assert.Empty(Warnings([.. Tensor(4, 2, 5), .. Tensor(4, 2, 8, 5)]));

    [Fact]
    public void Each_contradiction_is_a_warning()
    {
        Said("has 231 bytes, but the weights of the program end at 230", [.. Bias, .. Kernel, 0]);
        Said("ends within 'linear_0.w_0'", [.. Bias, .. Kernel[..^1]]);
        Said("the header of 'linear_0.w_0'", Bias);
        Said("has a tensor of 8x5 where 'linear_0.b_0' of 5 should be", [.. Kernel, .. Bias]);
        Said("unknown type 99", [.. Tensor(99, 4, 5), .. Kernel]);
        Said(
            "has no tensor at byte 0",
            Encoding.ASCII.GetBytes("version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 230\n")
        );
        Said("does not hold the weights", [0]);
        Said("has no tensor at byte 0", [.. Enumerable.Repeat((byte)0xFF, 300)]);
    }

    [Fact]
    public void No_damage_is_more_than_a_warning()
    {
        byte[] whole = [.. Bias, .. Kernel];
        var random = new Random(5);
        for (int round = 0; round < 300; round++)
        {
            byte[] changed = (byte[])whole.Clone();
            changed[random.Next(70)] = (byte)random.Next(256);
            Assert.True(Warnings(changed[..random.Next(1, changed.Length)]).Count == 1);
        }
    }

    // As of nanodet's Integral: bins are no weights. They are the last 32 bytes.
    [Theory]
    [InlineData("linear_0.w_0", Trust.Exact)]
    [InlineData("project", Trust.Assumed)]
    public void Bins_are_no_weights(string name, Trust trust)
    {
        var text = PirText.Reading(-1, 8);
        text.Operator("1.matmul", [1, text.Parameter(name, 8, 1)], [-1, 1]);
        using var file = new TemporaryFile("inference.json", Encoding.UTF8.GetBytes(text.ToString()));
        byte[] content = Tensor(5, 4, 8, 1);
        for (int bin = 0; bin < 8; bin++)
            BitConverter.GetBytes((float)bin).CopyTo(content, content.Length - (4 * (8 - bin)));
        File.WriteAllBytes(Path.ChangeExtension(file.Path, ".pdiparams"), content);
        Assert.Equal(trust, WeightFiles.TrustOf(WeightFiles.Read(file.Path)));
    }

    private static void Said(string said, byte[] content) =>
        Assert.Contains(said, Assert.Single(Warnings(content)), StringComparison.Ordinal);

    private static IReadOnlyList<string> Warnings(byte[]? content, string name = "inference.json")
    {
        using var file = new TemporaryFile(
            name,
            name.EndsWith(".json", StringComparison.Ordinal) ? Encoding.UTF8.GetBytes(Linear().ToString()) : Program()
        );
        if (content is not null)
            File.WriteAllBytes(Path.ChangeExtension(file.Path, ".pdiparams"), content);
        var network = WeightFiles.Read(file.Path);
        Assert.Equal(network.Warnings.Count == 0 ? Trust.Exact : Trust.Contradicted, WeightFiles.TrustOf(network));
        return network.Warnings;
    }

    private static PirText Linear()
    {
        var text = PirText.Reading(-1, 8);
        int product = text.Operator("1.matmul", [1, text.Parameter("linear_0.w_0", 8, 5)], [-1, 5]);
        text.Operator("1.add", [product, text.Parameter("linear_0.b_0", 5)], [-1, 5]);
        return text;
    }

    // The same as a message of protobuf: framework.proto's ProgramDesc.
    private static byte[] Program()
    {
        byte[] block =
        [
            .. Variable("feed", null, isKept: true),
            .. Variable("x", [8]),
            .. Variable("y", [5]),
            .. Variable("z", [5]),
            .. Variable("linear_0.w_0", [8, 5], isKept: true),
            .. Variable("linear_0.b_0", [5], isKept: true),
            .. Operator("feed", [("X", "feed")], "x"),
            .. Operator("matmul_v2", [("X", "x"), ("Y", "linear_0.w_0")], "y"),
            .. Operator("elementwise_add", [("X", "y"), ("Y", "linear_0.b_0")], "z"),
        ];
        return Message(1, block);
    }

    private static byte[] Operator(string type, (string Parameter, string Variable)[] reads, string writes) =>
        Message(
            4,
            [
                .. reads.SelectMany(read =>
                    Message(
                        1,
                        [
                            .. Message(1, Encoding.ASCII.GetBytes(read.Parameter)),
                            .. Message(2, Encoding.ASCII.GetBytes(read.Variable)),
                        ]
                    )
                ),
                .. Message(2, [.. Message(1, "Out"u8.ToArray()), .. Message(2, Encoding.ASCII.GetBytes(writes))]),
                .. Message(3, Encoding.ASCII.GetBytes(type)),
            ]
        );

    private static byte[] Variable(string name, byte[]? sizes, bool isKept = false)
    {
        byte[] described = sizes is null ? [] : Message(3, Message(1, Described(5, isKept ? sizes : [1, .. sizes])));
        return Message(
            3,
            [
                .. Message(1, Encoding.ASCII.GetBytes(name)),
                .. Message(2, [8, 7, .. described]),
                24,
                isKept ? (byte)1 : (byte)0,
            ]
        );
    }

    private static byte[] Message(int field, byte[] content) =>
        [(byte)((field << 3) | 2), .. Length(content.Length), .. content];

    private static byte[] Length(int length) =>
        length < 128 ? [(byte)length] : [(byte)((length & 127) | 128), (byte)(length >> 7)];

    private static byte[] Described(byte type, byte[] sizes) =>
        [8, type, .. sizes.SelectMany(size => new byte[] { 16, size })];

    private static byte[] Tensor(byte type, int width, params byte[] sizes)
    {
        byte[] message = Described(type, sizes);
        int bytes = sizes.Aggregate(width, (product, size) => product * size);
        return [.. new byte[16], (byte)message.Length, 0, 0, 0, .. message, .. new byte[bytes]];
    }
}
