using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using CnnParams.Formats.PyTorch;
using CnnParams.Formats.Tests.StateDicts;
using CnnParams.Layers;
using CnnParams.Measuring;
using CnnParams.Reading;

namespace CnnParams.Formats.Tests.PyTorch;

public class LargeArchiveTests
{
    private const long Rows = 5L << 18;

    private const int ZipDirectorySizes = 0x0001;

    // A state dict of one tensor of 5 GB, as torch.save pickles it.
    private static readonly string Pickle =
        "\u0080\u0002}X\u0008\0\0\0a.weightctorch._utils\n_rebuild_tensor_v2\n((X\u0007\0\0\0storagectorch\nFloatStorage\nX\u0001\0\0\00X\u0003\0\0\0cpu"
        + Long(Rows * 1024)
        + "tQK\0J"
        + Int((int)Rows)
        + "M\u0000\u0004\u0086M\u0000\u0004K\u0001\u0086\u0089ccollections\nOrderedDict\n)RtRs.";

    [Fact]
    public void A_storage_of_5_GB_in_a_zip64_archive_is_not_read()
    {
        using var file = new TemporaryFile("large.pt");
        WriteSparseArchive(file.Path, Rows * 4096);

        // What .NET itself says of the archive, so that the test is of a valid one.
        using (var zip = ZipFile.OpenRead(file.Path))
            Assert.Equal(Rows * 4096, zip.GetEntry("large/data/0")!.Length);

        var stream = new CountingStream(file.Path);
        using var model = new ModelFile(file.Path, () => stream);
        long before = GC.GetAllocatedBytesForCurrentThread();
        var network = new PyTorchReader().Read(model, new ReadOptions(), CancellationToken.None);
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;

        Assert.Equal(Rows * 1024, WeightFiles.Parameters(network, ParameterView.PyTorch));
        Assert.DoesNotContain(network.Warnings, warning => warning.Contains("storages", StringComparison.Ordinal));
        Assert.InRange(stream.BytesRead, 1, 1 << 16);
        Assert.InRange(allocated, 0, 1 << 20);
    }

    [Fact]
    public void A_storage_of_fewer_bytes_than_its_tensor_is_not_exact()
    {
        using var file = new TemporaryFile("short.pt");
        WriteSparseArchive(file.Path, (Rows * 4096) - 4);
        var network = WeightFiles.Read(file.Path);
        Assert.Contains(network.Warnings, warning => warning.Contains("fewer than", StringComparison.Ordinal));
        Assert.Equal(Trust.Contradicted, WeightFiles.TrustOf(network));
    }

    // Stored entries, with sizes in zip64 fields (PKWARE APPNOTE 4.3.7, 4.3.12, 4.3.14 to 4.3.16, 4.5.3).
    private static void WriteSparseArchive(string path, long body)
    {
        byte[] pickle = Encoding.Latin1.GetBytes(Pickle);
        uint check = Checksum(pickle);
        using var stream = File.Create(path);
        Local("large/data.pkl", pickle.Length, check);
        stream.Write(pickle);
        long second = stream.Position;
        Local("large/data/0", body, 0);
        stream.SetLength(stream.Position + body);
        stream.Position = stream.Length;

        long directory = stream.Position;
        Entry("large/data.pkl", pickle.Length, check, 0);
        Entry("large/data/0", body, 0, second);
        long end = stream.Position;
        Write(0x06064b50, 4); // the end of the zip64 directory
        Write(44, 8);
        Write(45, 2);
        Write(45, 2);
        Write(0, 8);
        Write(2, 8);
        Write(2, 8);
        Write(end - directory, 8);
        Write(directory, 8);
        Write(0x07064b50, 4); // where that end is
        Write(0, 4);
        Write(end, 8);
        Write(1, 4);
        Write(0x06054b50, 4); // the end of the directory
        Write(0, 4);
        Write(2, 2);
        Write(2, 2);
        Write(end - directory, 4);
        Write(uint.MaxValue, 4);
        Write(0, 2);

        void Local(string name, long size, uint crc)
        {
            Write(0x04034b50, 4);
            Write(45, 2);
            Write(0, 8); // flags, method, time, date
            Write(crc, 4);
            Write(uint.MaxValue, 4);
            Write(uint.MaxValue, 4);
            Write(name.Length, 2);
            Write(20, 2);
            stream.Write(Encoding.ASCII.GetBytes(name));
            Sizes(size, size);
        }

        void Entry(string name, long size, uint crc, long offset)
        {
            Write(0x02014b50, 4);
            Write(45, 2);
            Write(45, 2);
            Write(0, 8);
            Write(crc, 4);
            Write(uint.MaxValue, 4);
            Write(uint.MaxValue, 4);
            Write(name.Length, 2);
            Write(28, 2);
            Write(0, 10); // comment, disk, attributes
            Write(uint.MaxValue, 4);
            stream.Write(Encoding.ASCII.GetBytes(name));
            Sizes(size, size, offset);
        }

        void Sizes(params long[] sizes)
        {
            Write(ZipDirectorySizes, 2);
            Write(8 * sizes.Length, 2);
            foreach (long size in sizes)
                Write(size, 8);
        }

        void Write(long value, int size)
        {
            byte[] bytes = new byte[16];
            BinaryPrimitives.WriteInt64LittleEndian(bytes, value);
            stream.Write(bytes, 0, size);
        }
    }

    // The polynomial of zip, bit by bit.
    private static uint Checksum(byte[] bytes)
    {
        uint sum = uint.MaxValue;
        foreach (byte value in bytes)
        {
            sum ^= value;
            for (int bit = 0; bit < 8; bit++)
                sum = (sum & 1) != 0 ? (sum >> 1) ^ 0xedb88320 : sum >> 1;
        }

        return ~sum;
    }

    private static string Long(long value)
    {
        byte[] bytes = BitConverter.GetBytes(value);
        return "\u008a\u0008" + Encoding.Latin1.GetString(bytes);
    }

    private static string Int(int value) => Encoding.Latin1.GetString(BitConverter.GetBytes(value));
}
