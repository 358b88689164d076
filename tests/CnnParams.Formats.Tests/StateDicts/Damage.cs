using CnnParams.Measuring;
using CnnParams.Reading;

namespace CnnParams.Formats.Tests.StateDicts;

/// <summary>
/// Reads damaged copies of a file: each gives an error of its own kind or a network that can be measured, at once and
/// in little memory; never another exception.
/// </summary>
internal static class Damage
{
    private const long MostAllocated = 64L << 20;

    /// <summary>The file cut at every fiftieth of its length.</summary>
    internal static void CutEverywhere(string path)
    {
        byte[] whole = File.ReadAllBytes(path);
        for (int i = 0; i < 50; i++)
            Read(path, whole[..(int)((long)whole.Length * i / 50)], $"cut at {i}/50");
    }

    /// <summary>The file cut at every byte.</summary>
    internal static void CutAtEveryByte(string path)
    {
        byte[] whole = File.ReadAllBytes(path);
        for (int length = 0; length < whole.Length; length++)
            Read(path, whole[..length], $"cut at byte {length}");
    }

    /// <summary>One to four bytes changed, many times, from a seed.</summary>
    internal static void FlipBytes(string path, int times = 400, int seed = 17, long mostAllocated = MostAllocated)
    {
        byte[] whole = File.ReadAllBytes(path);
        var random = new Random(seed);
        for (int i = 0; i < times; i++)
        {
            byte[] changed = (byte[])whole.Clone();
            for (int flips = random.Next(1, 5); flips > 0; flips--)
                changed[random.Next(changed.Length)] = (byte)random.Next(256);
            Read(path, changed, $"seed {seed}, round {i}", mostAllocated);
        }
    }

    private static void Read(string path, byte[] content, string how, long mostAllocated = MostAllocated)
    {
        using var file = new TemporaryFile(Path.GetFileName(path), content);
        long before = GC.GetAllocatedBytesForCurrentThread();
        try
        {
            var network = new ModelLibrary().Read(file.Path, new ReadOptions(), CancellationToken.None);
            _ = Measurer.Measure(network);
        }
        catch (ModelFileException)
        {
            // What a damaged file is to give.
        }
        catch (LayerException exception) when (exception.Id == ErrorId.SizeOverflow)
        {
            // Sizes that are possible one by one, in a sum that is not.
        }
        catch (Exception exception)
        {
            throw new InvalidOperationException($"{Path.GetFileName(path)}, {how}: {exception}", exception);
        }

        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.True(allocated < mostAllocated, $"{Path.GetFileName(path)}, {how}: {allocated} bytes allocated");
    }
}
