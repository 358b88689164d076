using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using BenchmarkDotNet.Attributes;
using CnnParams.Formats;
using CnnParams.Networks;
using CnnParams.Reading;

namespace CnnParams.Benchmarks;

/// <summary>
/// A safetensors file with a body of 5 GB (sparse) beside the same header over a body of nothing that has to be
/// skipped. Goal: at most 1.5 times the time, and no more memory.
/// </summary>
[MemoryDiagnoser]
public class ReadingBenchmarks
{
    private const int Tensors = 300;

    private const long Large = 5L << 30;

    private readonly ModelLibrary _library = new();
    private string _folder = null!;

    /// <summary>Writes both files.</summary>
    [GlobalSetup]
    public void Setup()
    {
        _folder = Directory.CreateTempSubdirectory("cnnparams-").FullName;
        Write("small.safetensors", 4);
        Write("large.safetensors", Large / Tensors / 4);
    }

    /// <summary>Removes them.</summary>
    [GlobalCleanup]
    public void Cleanup() => Directory.Delete(_folder, recursive: true);

    /// <summary>The floor: 300 tensors of 4 numbers.</summary>
    [Benchmark(Baseline = true)]
    public Network Small() => Read("small.safetensors");

    /// <summary>300 tensors of 5 GB together.</summary>
    [Benchmark]
    public Network FiveGigabytes() => Read("large.safetensors");

    private Network Read(string name) =>
        _library.Read(Path.Combine(_folder, name), new ReadOptions(), CancellationToken.None);

    private void Write(string name, long elements)
    {
        var json = new StringBuilder("{");
        for (int i = 0; i < Tensors; i++)
            json.Append(i == 0 ? "" : ",")
                .Append(
                    CultureInfo.InvariantCulture,
                    $"\"layer{i}.weight\":{{\"dtype\":\"F32\",\"shape\":[{elements}],\"data_offsets\":[{i * elements * 4},{(i + 1) * elements * 4}]}}"
                );
        byte[] header = Encoding.UTF8.GetBytes(json.Append('}').ToString());
        byte[] length = new byte[sizeof(long)];
        BinaryPrimitives.WriteInt64LittleEndian(length, header.Length);
        using var stream = File.Create(Path.Combine(_folder, name));
        stream.Write(length);
        stream.Write(header);
        stream.SetLength(stream.Position + (Tensors * elements * 4));
    }
}
