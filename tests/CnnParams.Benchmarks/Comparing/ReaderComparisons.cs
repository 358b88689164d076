using System.IO.Compression;
using CnnParams.Formats;
using CnnParams.Formats.Tests.Onnx;
using CnnParams.Formats.Tests.Weights;
using CnnParams.Reading;
using PureHDF;

namespace CnnParams.Benchmarks.Comparing;

/// <summary>
/// Readers beside what must be done at least: to find the parts of a file and pass over them. Ten times the payload
/// takes no longer.
/// </summary>
internal static class ReaderComparisons
{
    // Kernels of 3x3 with as many filters as channels: 6.6 and 66 MB in all.
    private const int Tensors = 180,
        Narrow = 32,
        Wide = 101;

    private static readonly ModelLibrary Library = new();

    internal static IEnumerable<Comparison> In(string folder)
    {
        yield return Of(
            "ONNX",
            "VGG-16, whose layers are made and shapes inferred",
            "walking the tags of protobuf",
            (path, isWide) => SparseOnnxFile.Write(path, hasPayload: true, isWide ? 16 : 5),
            ProtobufWalk.Count
        );
        yield return Of(
            "safetensors",
            States,
            "the header as JSON",
            (path, isWide) => TensorFiles.WriteSafeTensors(path, Tensors, Width(isWide)),
            TensorFiles.CountSafeTensors
        );
        yield return Of(
            "GGUF",
            States,
            "names and places",
            (path, isWide) => TensorFiles.WriteGguf(path, Tensors, Width(isWide)),
            TensorFiles.CountGguf
        );
        yield return Of(
            "npz",
            States,
            "the archive's list, and the head of each part",
            Python("numpy", "numpy.savez(path, **tensors)"),
            path => ReadParts(path, entry => entry.FullName.EndsWith(".npy", StringComparison.Ordinal))
        );
        yield return Of(
            "pth",
            States,
            "the archive's list, and the bytes of the pickle",
            Python("torch", "torch.save({k: torch.from_numpy(v) for k, v in tensors.items()}, path)"),
            path => ReadParts(path, entry => entry.Name == "data.pkl")
        );
        yield return Of(
            "h5",
            States,
            "PureHDF, which lists data sets and their sizes",
            Python(
                "h5py",
                "f = h5py.File(path, 'w'); [f.create_dataset(k.replace('.', '/'), data=v) for k, v in tensors.items()]; f.close()"
            ),
            CountHdf5
        );

        Comparison Of(string format, string what, string floor, Action<string, bool> write, Func<string, long> pass)
        {
            string small = Path.Combine(folder, "small." + format.ToLowerInvariant()),
                large = Path.Combine(folder, "large." + format.ToLowerInvariant());
            return new(
                $"Reader of {format}",
                $"{what}, beside a floor that only passes over the payload: {floor}. Goal: at most 2 times, and no longer "
                    + "for ten times the payload.",
                new FileContestant("CnnParams", large, path => write(path, true), Read) { IsOurs = true },
                new FileContestant("CnnParams, a tenth of the payload", small, path => write(path, false), Read),
                new FileContestant("the floor", large, path => write(path, true), pass)
            );
        }
    }

    private static readonly string States = FormattableString.Invariant(
        $"{Tensors} weights of convolutions, made into layers"
    );

    private static int Width(bool isWide) => isWide ? Wide : Narrow;

    private static long Read(string path) => Library.Read(path, new ReadOptions(), default).Layers.Count;

    // Where Python has no such package, there is no file, and nobody reads one.
    private static Action<string, bool> Python(string package, string save) =>
        (path, isWide) =>
            new PythonContestant(
                package,
                package,
                FormattableString.Invariant(
                    $"import numpy, {package}; path = '{path}'; tensors = {{f'conv{{i}}.weight': numpy.zeros(({Width(isWide)}, {Width(isWide)}, 3, 3), 'f') for i in range({Tensors})}}; {save}"
                )
            ).Run();

    private static long ReadParts(string path, Func<ZipArchiveEntry, bool> isRead)
    {
        using var archive = ZipFile.OpenRead(path);
        byte[] head = new byte[1 << 16];
        long read = 0;
        foreach (var entry in archive.Entries.Where(isRead))
        {
            using var part = entry.Open();
            read += part.Read(head, 0, (int)Math.Min(entry.Length, entry.Name == "data.pkl" ? head.Length : 128));
        }

        return read;
    }

    private static long CountHdf5(string path)
    {
        using var file = H5File.OpenRead(path);
        return Count(file);

        static long Count(IH5Group group)
        {
            long sum = 0;
            foreach (var child in group.Children())
                sum +=
                    child is IH5Dataset set ? (long)set.Space.Dimensions.Aggregate(1UL, (a, b) => a * b)
                    : child is IH5Group inner ? Count(inner)
                    : 0;
            return sum;
        }
    }

    /// <summary>Work within this process on a file that is written when it is first asked for.</summary>
    private sealed class FileContestant(string name, string path, Action<string> write, Func<string, long> work)
        : Contestant(name)
    {
        private readonly SessionContestant _reading = new(name, () => work(path));

        internal override string? Version
        {
            get
            {
                if (!File.Exists(path))
                    write(path);
                return File.Exists(path) ? "" : null;
            }
        }

        internal override Usage Run() => _reading.Run();
    }
}
