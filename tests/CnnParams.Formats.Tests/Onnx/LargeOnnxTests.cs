using CnnParams.Formats.Onnx;
using CnnParams.Formats.Tests.StateDicts;
using CnnParams.Measuring;
using CnnParams.Reading;

namespace CnnParams.Formats.Tests.Onnx;

public class LargeOnnxTests
{
    [Fact]
    public void Payloads_of_553_MB_are_sought_over()
    {
        var whole = Read(hasPayload: true);
        var bare = Read(hasPayload: false);

        Assert.True(whole.Length > 553_000_000);
        Assert.Equal((SparseOnnxFile.Parameters, SparseOnnxFile.Parameters), (whole.Parameters, bare.Parameters));
        // Each of the 32 tensors ends a buffer of 4 KB; nothing else is read.
        Assert.InRange(whole.BytesRead, 1, 64 * 4096);
        Assert.InRange(whole.Allocated - bare.Allocated, long.MinValue, 1 << 20);
    }

    [Fact]
    public void A_tensor_of_numbers_that_are_not_packed_is_sought_over_too()
    {
        // A dimension of a million, and each number a field of its own: tag 0x25, four bytes.
        const int count = 1_000_000;
        byte[] numbers = [.. Enumerable.Repeat(new byte[] { 0x25, 0, 0, 0, 0 }, count).SelectMany(number => number)];
        byte[] tensor = [0x08, 0xC0, 0x84, 0x3D, 0x10, 0x01, .. numbers, 0x42, 0x01, (byte)'w'];
        byte[] node = [0x0A, 0x01, (byte)'x', 0x0A, 0x01, (byte)'w', 0x12, 0x01, (byte)'y', 0x22, 0x03, .. "Add"u8];
        byte[] graph =
        [
            0x0A,
            (byte)node.Length,
            .. node,
            0x2A,
            .. Length(tensor.Length),
            .. tensor,
            0x5A,
            0x03,
            0x0A,
            0x01,
            (byte)'x',
        ];
        using var file = new TemporaryFile(
            "unpacked.onnx",
            [0x08, 0x07, 0x42, 0x02, 0x10, 0x0D, 0x3A, .. Length(graph.Length), .. graph]
        );

        long before = GC.GetAllocatedBytesForCurrentThread();
        var network = TestFiles.Read(file.Path);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 4 << 20);
        Assert.Equal(count, Measurer.Measure(network).Totals.Parameters);
    }

    private static IEnumerable<byte> Length(int value)
    {
        for (; value >= 0x80; value >>= 7)
            yield return (byte)((value & 0x7F) | 0x80);
        yield return (byte)value;
    }

    private static (long Length, long Parameters, long BytesRead, long Allocated) Read(bool hasPayload)
    {
        using var file = new TemporaryFile("vgg16.onnx");
        SparseOnnxFile.Write(file.Path, hasPayload);
        // Once before, so that what is made once is not counted.
        _ = TestFiles.Read(file.Path);
        long before = GC.GetAllocatedBytesForCurrentThread();
        var stream = new CountingStream(file.Path);
        using var model = new ModelFile(file.Path, () => stream);
        var network = new OnnxReader().Read(model, new ReadOptions(), CancellationToken.None);
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        return (stream.Length, Measurer.Measure(network).Totals.Parameters, stream.BytesRead, allocated);
    }
}
