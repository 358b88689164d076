using CnnParams.Formats.Gguf;
using CnnParams.Formats.NumPy;
using CnnParams.Formats.Onnx;
using CnnParams.Formats.SafeTensors;
using CnnParams.Formats.Tests.Onnx;
using CnnParams.Formats.Tests.StateDicts;
using CnnParams.Reading;

namespace CnnParams.Formats.Tests.Weights;

/// <summary>The same network with ten times the payload: no more is read, and no more memory taken.</summary>
public class PayloadTests
{
    private const int Tensors = 60,
        Narrow = 32,
        Wide = 101;

    // A number of the header has a digit more, and a buffer ends elsewhere.
    private const long Margin = 1 << 13;

    [Fact]
    public void ONNX_of_ten_times_the_payload_is_read_no_further() =>
        Check(
            new OnnxReader(),
            path => SparseOnnxFile.Write(path, hasPayload: true, sixteenths: 5),
            path => SparseOnnxFile.Write(path, hasPayload: true, sixteenths: 16)
        );

    [Fact]
    public void Safetensors_of_ten_times_the_payload_is_read_no_further() =>
        Check(
            new SafeTensorsReader(),
            path => TensorFiles.WriteSafeTensors(path, Tensors, Narrow),
            path => TensorFiles.WriteSafeTensors(path, Tensors, Wide)
        );

    [Fact]
    public void GGUF_of_ten_times_the_payload_is_read_no_further() =>
        Check(
            new GgufReader(),
            path => TensorFiles.WriteGguf(path, Tensors, Narrow),
            path => TensorFiles.WriteGguf(path, Tensors, Wide)
        );

    [Fact]
    public void Archives_of_NumPy_of_ten_times_the_payload_are_read_no_further() =>
        Check(
            new NumPyReader(),
            path => TensorFiles.WriteNpz(path, Tensors, Narrow),
            path => TensorFiles.WriteNpz(path, Tensors, Wide)
        );

    private static void Check(IModelReader reader, Action<string> narrow, Action<string> wide)
    {
        using TemporaryFile one = new("narrow"),
            ten = new("wide");
        narrow(one.Path);
        wide(ten.Path);
        Assert.InRange(new FileInfo(ten.Path).Length / new FileInfo(one.Path).Length, 8, 12);
        // What is made once, for whichever file is the first.
        _ = Read(reader, one.Path);
        var (read, allocated) = Read(reader, one.Path);
        var (readOfTen, allocatedForTen) = Read(reader, ten.Path);
        Assert.InRange(readOfTen, 1, read + Margin);
        Assert.InRange(allocatedForTen, 1, allocated + (allocated / 10) + Margin);
    }

    private static (long Read, long Allocated) Read(IModelReader reader, string path)
    {
        var stream = new CountingStream(path);
        using var file = new ModelFile(path, () => stream);
        long before = GC.GetAllocatedBytesForCurrentThread();
        Assert.NotEmpty(reader.Read(file, new ReadOptions(), CancellationToken.None).Layers);
        return (stream.BytesRead, GC.GetAllocatedBytesForCurrentThread() - before);
    }
}
