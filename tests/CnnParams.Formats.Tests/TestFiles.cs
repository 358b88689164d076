using System.Runtime.CompilerServices;
using CnnParams.Networks;
using CnnParams.Reading;

namespace CnnParams.Formats.Tests;

/// <summary>The files of tests/data, and what reads them.</summary>
internal static class TestFiles
{
    private static readonly string Root = Path.GetFullPath(Path.Combine(Here(), "..", "data"));

    /// <summary>The full path of a file of tests/data.</summary>
    internal static string PathOf(string name) => Path.Combine(Root, name);

    /// <summary>The network of a file, as Import-CnnModel reads it.</summary>
    internal static Network Read(string path, ReadOptions? options = null) =>
        new ModelLibrary().Read(path, options ?? new ReadOptions(), CancellationToken.None);

    private static string Here([CallerFilePath] string path = "") => Path.GetDirectoryName(path)!;
}
