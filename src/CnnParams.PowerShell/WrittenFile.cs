using System.Management.Automation;
using System.Text;
using CnnParams.Reading;

namespace CnnParams.PowerShell;

/// <summary>
/// Writes files, all that this module writes: beside its place first, and then moved there, so that whoever reads
/// meanwhile, or after an interruption or on a full disk, sees the old file or the new one.
/// </summary>
/// <param name="cmdlet">The command that writes.</param>
internal sealed class WrittenFile(PSCmdlet cmdlet)
{
    private const string BeginOfName = ".cnnparams-",
        EndOfName = ".tmp";

    private const int LengthOfName = 47;

    // None of a running command is as old.
    private static readonly TimeSpan Abandoned = TimeSpan.FromMinutes(10);

    private readonly HashSet<string> _cleaned = new(StringComparer.Ordinal);

    /// <summary>Whether a file that is there is left alone, with an error.</summary>
    internal bool NoClobber { get; init; }

    /// <summary>Whether a file that is read-only is replaced all the same.</summary>
    internal bool Force { get; init; }

    /// <summary>Writes a text, as UTF-8 without a mark.</summary>
    /// <exception cref="ModelFileException">The file cannot be written; the message says why.</exception>
    internal void WriteText(string path, Action<TextWriter> write, CancellationToken cancellation) =>
        Write(
            path,
            stream =>
            {
                using var text = new StreamWriter(
                    stream,
                    new UTF8Encoding(encoderShouldEmitUTF8Identifier: false),
                    bufferSize: 1 << 14,
                    leaveOpen: true
                );
                write(text);
            },
            cancellation
        );

    /// <summary>Writes a file that has this content.</summary>
    /// <exception cref="ModelFileException">The file cannot be written; the message says why.</exception>
    internal void Write(string path, byte[] content, CancellationToken cancellation) =>
        Write(path, stream => stream.Write(content, 0, content.Length), cancellation);

    /// <summary>Writes a file.</summary>
    /// <param name="path">Its full path. What a symbolic link there leads to is written, and the link stays.</param>
    /// <param name="write">Writes the content.</param>
    /// <param name="cancellation">Stops the writing: the file stays as it was.</param>
    /// <exception cref="ModelFileException">The file cannot be written; the message says why.</exception>
    internal void Write(string path, Action<Stream> write, CancellationToken cancellation)
    {
        try
        {
            string target = Target(path);
            Check(target);
            string folder = Path.GetDirectoryName(target)!;
            if (_cleaned.Add(folder))
                Clean(folder);
            Replace(target, Path.Combine(folder, $"{BeginOfName}{Guid.NewGuid():N}{EndOfName}"), write, cancellation);
        }
        catch (Exception exception)
            when (exception is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            throw new ModelFileException(ModelFileError.UnwritableFile, path, exception.Message, inner: exception);
        }
    }

    private void Replace(string target, string beside, Action<Stream> write, CancellationToken cancellation)
    {
        try
        {
            using (var stream = Create(beside, target))
            {
                write(stream);
                stream.Flush(flushToDisk: true);
            }

            cancellation.ThrowIfCancellationRequested();
            Move(beside, target);
        }
        finally
        {
            File.Delete(beside);
        }
    }

    // The file at the end of all links.
    private static string Target(string path)
    {
#if NET
        return new FileInfo(path).LinkTarget is null
            ? path
            : File.ResolveLinkTarget(path, returnFinalTarget: true)!.FullName;
#else
        // Where it leads cannot be asked for here.
        if (File.Exists(path) && (File.GetAttributes(path) & FileAttributes.ReparsePoint) != 0)
            throw new IOException("it is a link; name the file that it leads to");
        return path;
#endif
    }

    private void Check(string target)
    {
        if (Directory.Exists(target))
            throw new IOException("it is a folder; a file is written");
        if (Path.GetDirectoryName(target) is not { Length: > 0 } folder || !Directory.Exists(folder))
            throw new DirectoryNotFoundException($"there is no folder '{Path.GetDirectoryName(target)}'");
        if (target.StartsWith(@"\\.\", StringComparison.Ordinal) || IsDevice(target))
            throw new IOException(
                "it is a device or a pipe and no file; give the path - for the pipeline, where the command has it, or "
                    + "a file"
            );
        if (!Force && File.Exists(target) && (File.GetAttributes(target) & FileAttributes.ReadOnly) != 0)
            throw new UnauthorizedAccessException("the file is read-only; -Force replaces it");
    }

    // The engine knows the kinds of Unix: all but files say that they have no bytes.
    private bool IsDevice(string target)
    {
        if (!File.Exists(target) || new FileInfo(target).Length > 0)
            return false;
        var item = cmdlet.InvokeProvider.Item.Get([target], force: true, literalPath: true).FirstOrDefault();
        return item?.Properties["UnixStat"]?.Value is { } stat
            && PSObject.AsPSObject(stat).Properties["ItemType"]?.Value.ToString() is not (null or "File");
    }

    // With the rights of the file whose place it takes, from the first byte on.
    private static FileStream Create(string beside, string target)
    {
#if NET
        if (!OperatingSystem.IsWindows() && File.Exists(target))
        {
            var mode = File.GetUnixFileMode(target);
            var stream = new FileStream(
                beside,
                new FileStreamOptions
                {
                    Mode = FileMode.CreateNew,
                    Access = FileAccess.Write,
                    Share = FileShare.None,
                    UnixCreateMode = (mode & ~Special) | UnixFileMode.UserWrite,
                }
            );
            // Those rights that new files do not get here.
            File.SetUnixFileMode(stream.SafeFileHandle, mode & ~Special);
            return stream;
        }
#endif
        return new FileStream(beside, FileMode.CreateNew, FileAccess.Write, FileShare.None);
    }

#if NET
    // They say how a program is run, and this is none of the old file's content.
    private const UnixFileMode Special = UnixFileMode.SetUser | UnixFileMode.SetGroup | UnixFileMode.StickyBit;
#endif

    private void Move(string from, string to)
    {
        if (NoClobber || !File.Exists(to))
        {
            File.Move(from, to);
            return;
        }

#if NET
        if (!OperatingSystem.IsWindows())
        {
            File.Move(from, to, overwrite: true);
            return;
        }
#endif
        File.SetAttributes(to, File.GetAttributes(to) & ~FileAttributes.ReadOnly);
        // Who may do what with the old file goes over to the new one.
        File.Replace(from, to, destinationBackupFileName: null);
    }

    // What commands left that were killed.
    private static void Clean(string folder)
    {
        foreach (
            string file in Directory
                .EnumerateFiles(folder, BeginOfName + "*" + EndOfName)
                .Where(file => Path.GetFileName(file).Length == LengthOfName)
        )
        {
            try
            {
                if (DateTime.UtcNow - File.GetLastWriteTimeUtc(file) > Abandoned)
                    File.Delete(file);
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                // It is another's to delete.
            }
        }
    }
}
