using CnnParams.Reading;

namespace CnnParams.Formats;

/// <summary>
/// A model file that is being read: its beginning, and any part of it on demand. It is read by position, never mapped
/// into memory: a file that is cut short meanwhile gives an error and not a crash.
/// </summary>
public sealed class ModelFile : IDisposable
{
    private const int HeadSize = 4096;

    private const long MostLetters = 64 << 20;

    private readonly Lazy<byte[]> _head;
    private readonly Lazy<Stream> _stream;
    private long _letters;

    /// <summary>A file, by its full path. Nothing is read yet.</summary>
    public ModelFile(string path)
        : this(path, () => OpenRegular(path)) { }

    /// <summary>A file whose content comes from elsewhere: tests count by it what is read.</summary>
    internal ModelFile(string path, Func<Stream> open)
    {
        Path = path;
        _stream = new Lazy<Stream>(open);
        _head = new Lazy<byte[]>(ReadHead);
    }

    /// <summary>The full path.</summary>
    public string Path { get; }

    /// <summary>The weights that it holds.</summary>
    internal WeightLedger Weights { get; init; } = new();

    /// <summary>The name without folder and extension.</summary>
    public string Name => System.IO.Path.GetFileNameWithoutExtension(Path.TrimEnd('/', '\\'));

    /// <summary>The extension in lower case, with its dot.</summary>
    public string Extension => System.IO.Path.GetExtension(Path).ToLowerInvariant();

    /// <summary>Whether the path is of a folder, as some formats are.</summary>
    public bool IsFolder => Directory.Exists(Path);

    /// <summary>The length in bytes.</summary>
    public long Length => IsFolder ? 0 : _stream.Value.Length;

    /// <summary>The first bytes, up to 4096; none for a folder.</summary>
    public byte[] Head => _head.Value;

    /// <summary>The content from its beginning, to be read and sought in.</summary>
    public Stream Open()
    {
        _stream.Value.Position = 0;
        return _stream.Value;
    }

    /// <summary>Whether the content begins with these bytes at an offset.</summary>
    public bool StartsWith(ReadOnlySpan<byte> signature, int offset = 0) =>
        Head.Length >= offset + signature.Length && Head.AsSpan(offset, signature.Length).SequenceEqual(signature);

    /// <summary>
    /// A file beside this one that its content names. A name that leads out of the folder is refused.
    /// </summary>
    /// <returns>The full path, or null where there is no such file.</returns>
    /// <exception cref="ModelFileException">The name leads out of the folder.</exception>
    public string? Beside(string name)
    {
        string folder = IsFolder ? Path : System.IO.Path.GetDirectoryName(Path)!;
        string full = FullPath(folder, name);
        if (!ContainedPath.IsWithin(folder, full))
            throw new ModelFileException(
                ModelFileError.UnsupportedContent,
                Path,
                $"it names the file '{name}', which is outside its own folder and is not followed"
            );
        return File.Exists(full) ? full : null;
    }

    /// <summary>
    /// A name of a part within another part. They multiply: a short file could ask for long names, each any number of
    /// times.
    /// </summary>
    /// <exception cref="ModelFileException">There is no room for so many.</exception>
    public string NameWithin(string outer, char separator, string inner)
    {
        _letters += outer.Length + inner.Length;
        if (_letters > MostLetters)
            throw Unsupported($"its parts within parts make names of more than {MostLetters} letters");
        return outer.Length == 0 ? inner : outer + separator + inner;
    }

    /// <summary>The error of a damaged file.</summary>
    public ModelFileException Damaged(string message, long? offset = null, Exception? inner = null) =>
        new(ModelFileError.DamagedFile, Path, message, offset, inner);

    /// <summary>The error of a file that holds what is refused or not supported.</summary>
    public ModelFileException Unsupported(string message, long? offset = null) =>
        new(ModelFileError.UnsupportedContent, Path, message, offset);

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_stream.IsValueCreated)
            _stream.Value.Dispose();
    }

    private string FullPath(string folder, string name)
    {
        try
        {
            return System.IO.Path.GetFullPath(System.IO.Path.Combine(folder, name));
        }
        catch (Exception exception)
            when (exception is ArgumentException or NotSupportedException or PathTooLongException)
        {
            throw Damaged($"it names the file '{name}', which no file can be called", inner: exception);
        }
    }

    // A pipe waits for whoever writes into it, and a device may never end. Both say that they have no bytes, as empty
    // files do, and are read as one.
    private static Stream OpenRegular(string path)
    {
        string target = Links.End(path);
        return File.Exists(target) && new FileInfo(target).Length == 0
            ? new MemoryStream([], writable: false)
            : new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, HeadSize);
    }

    private byte[] ReadHead()
    {
        if (IsFolder)
            return [];

        byte[] head = new byte[Math.Min(HeadSize, Length)];
        var stream = Open();
        int read = 0;
        while (read < head.Length)
        {
            int more = stream.Read(head, read, head.Length - read);
            if (more == 0)
                break;
            read += more;
        }

        Array.Resize(ref head, read);
        return head;
    }
}
