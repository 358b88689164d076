using System.IO.Compression;
using CnnParams.Reading;

namespace CnnParams.Formats;

/// <summary>
/// A file within a zip archive. What is packed is unpacked as far as anything is that people pack: a few kilobytes
/// could stand for gigabytes.
/// </summary>
internal sealed class ArchivedFile : Stream
{
    // Of what a network is described by, long texts of one sort, a fiftieth remains.
    private const long Free = 1 << 20,
        MostTimes = 50;

    private readonly Stream _unpacked;
    private readonly ModelFile _file;
    private readonly ZipArchiveEntry _entry;
    private readonly long _most;
    private long _read;

    private ArchivedFile(ZipArchiveEntry entry, ModelFile file)
    {
        _file = file;
        _entry = entry;
        _unpacked = Guarded(entry.Open);
        _most = Free + (MostTimes * Math.Min(entry.CompressedLength, file.Length));
    }

    /// <summary>The archive that a file is.</summary>
    /// <exception cref="ModelFileException">It has no directory at its end, or a damaged one.</exception>
    internal static ZipArchive OpenArchive(ModelFile file)
    {
        try
        {
            var zip = new ZipArchive(file.Open(), ZipArchiveMode.Read, leaveOpen: true);
            _ = zip.Entries;
            return zip;
        }
        catch (Exception exception)
            when (exception is InvalidDataException or ArgumentException or OverflowException or NotSupportedException)
        {
            throw file.Damaged(
                $"the zip archive has no readable directory at its end: {exception.Message}",
                file.Length,
                exception
            );
        }
    }

    /// <summary>The content; one that is stored as it is can be sought in.</summary>
    /// <param name="entry">The file.</param>
    /// <param name="file">The archive.</param>
    internal static Stream Open(ZipArchiveEntry entry, ModelFile file)
    {
        var stream = new ArchivedFile(entry, file);
        return stream._unpacked.CanSeek ? stream._unpacked : stream;
    }

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override int Read(byte[] buffer, int offset, int count)
    {
        int read = Guarded(() => _unpacked.Read(buffer, offset, count));
        _read += read;
        if (_read > _most)
            throw _file.Unsupported(
                $"'{_entry.FullName}' in the archive has {_entry.CompressedLength} bytes and unpacks to more than "
                    + $"{_most}, "
                    + "which no description of a network does"
            );
        return read;
    }

    private T Guarded<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (InvalidDataException exception)
        {
            throw _file.Damaged(
                $"'{_entry.FullName}' in the archive cannot be read: {exception.Message}",
                inner: exception
            );
        }
    }

    public override void Flush() { }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            _unpacked.Dispose();
        base.Dispose(disposing);
    }
}
