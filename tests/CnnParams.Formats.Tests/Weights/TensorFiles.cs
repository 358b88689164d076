using System.Globalization;
using System.IO.Compression;
using System.Text;
using System.Text.Json;

namespace CnnParams.Formats.Tests.Weights;

/// <summary>
/// Files of weights whose payloads are holes of the file system, and what must be read of them at least.
/// </summary>
internal static class TensorFiles
{
    private const uint Magic = 0x46554747;

    internal static void WriteSafeTensors(string path, int tensors, int width)
    {
        long bytes = Bytes(width);
        string header = string.Join(
            ",",
            Names(tensors)
                .Select(
                    (name, i) =>
                        string.Create(
                            CultureInfo.InvariantCulture,
                            $"\"{name}\":{{\"dtype\":\"F32\",\"shape\":[{width},{width},3,3],\"data_offsets\":[{i * bytes},{(i + 1) * bytes}]}}"
                        )
                )
        );
        byte[] json = Encoding.UTF8.GetBytes("{" + header + "}");
        using var writer = new BinaryWriter(File.Create(path));
        writer.Write((long)json.Length);
        writer.Write(json);
        writer.Flush();
        writer.BaseStream.SetLength(writer.BaseStream.Position + (tensors * bytes));
    }

    internal static long CountSafeTensors(string path)
    {
        using var reader = new BinaryReader(File.OpenRead(path));
        using var header = JsonDocument.Parse(reader.ReadBytes((int)reader.ReadInt64()));
        return header
            .RootElement.EnumerateObject()
            .Sum(tensor => tensor.Value.GetProperty("data_offsets")[1].GetInt64());
    }

    // ggml-org/ggml: docs/gguf.md; sizes stand there from the last to the first.
    internal static void WriteGguf(string path, int tensors, int width)
    {
        using var writer = new BinaryWriter(File.Create(path));
        writer.Write(Magic);
        writer.Write(3);
        writer.Write((long)tensors);
        writer.Write(0L);
        long place = 0;
        foreach (string name in Names(tensors))
        {
            byte[] text = Encoding.UTF8.GetBytes(name);
            writer.Write((long)text.Length);
            writer.Write(text);
            writer.Write(4);
            foreach (long size in (long[])[3, 3, width, width])
                writer.Write(size);
            writer.Write(0);
            writer.Write(place);
            place += Aligned(Bytes(width));
        }

        writer.Flush();
        writer.BaseStream.SetLength(Aligned(writer.BaseStream.Position) + place);
    }

    internal static long CountGguf(string path)
    {
        using var reader = new BinaryReader(File.OpenRead(path));
        reader.ReadInt64();
        long tensors = reader.ReadInt64(),
            sum = reader.ReadInt64();
        for (long i = 0; i < tensors; i++)
        {
            reader.ReadBytes((int)reader.ReadInt64());
            for (int axes = reader.ReadInt32(); axes > 0; axes--)
                sum += reader.ReadInt64();
            reader.ReadInt32();
            sum += reader.ReadInt64();
        }

        return sum;
    }

    // numpy.lib.format: version 1, in entries that are stored as they are.
    internal static void WriteNpz(string path, int tensors, int width)
    {
        byte[] payload = new byte[Bytes(width)];
        using var archive = ZipFile.Open(path, ZipArchiveMode.Create);
        foreach (string name in Names(tensors))
        {
            string head = string.Create(
                CultureInfo.InvariantCulture,
                $"{{'descr': '<f4', 'fortran_order': False, 'shape': ({width}, {width}, 3, 3), }}"
            );
            using var writer = new BinaryWriter(
                archive.CreateEntry(name + ".npy", CompressionLevel.NoCompression).Open()
            );
            writer.Write((byte[])[0x93, .. "NUMPY"u8, 1, 0]);
            writer.Write((short)118);
            writer.Write(Encoding.ASCII.GetBytes(head.PadRight(117) + "\n"));
            writer.Write(payload);
        }
    }

    private static IEnumerable<string> Names(int tensors) =>
        Enumerable.Range(0, tensors).Select(i => string.Create(CultureInfo.InvariantCulture, $"conv{i}.weight"));

    private static long Bytes(int width) => 4L * width * width * 9;

    private static long Aligned(long position) => (position + 31) / 32 * 32;
}
