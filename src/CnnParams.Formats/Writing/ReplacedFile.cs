using CnnParams.Writing;

namespace CnnParams.Formats.Writing;

/// <summary>
/// Writes a file beside its place and then moves it there: whoever reads meanwhile sees the old one or the new.
/// </summary>
internal static class ReplacedFile
{
    internal static void Write(string path, MemoryStream content, WriteOptions options, CancellationToken cancellation)
    {
        if (Directory.Exists(path))
            throw new IOException("it is a folder; a file is written");
        if (Path.GetDirectoryName(path) is { Length: > 0 } folder && !Directory.Exists(folder))
            throw new DirectoryNotFoundException($"there is no folder '{folder}'");
        if (File.Exists(path) && (File.GetAttributes(path) & FileAttributes.ReadOnly) != 0)
        {
            if (!options.Force)
                throw new UnauthorizedAccessException("the file is read-only; -Force replaces it");
            File.SetAttributes(path, File.GetAttributes(path) & ~FileAttributes.ReadOnly);
        }

        string beside = $"{path}.{Guid.NewGuid():N}.tmp";
        try
        {
            using (var file = new FileStream(beside, FileMode.CreateNew, FileAccess.Write, FileShare.None))
            {
                content.WriteTo(file);
                file.Flush(flushToDisk: true);
            }

            cancellation.ThrowIfCancellationRequested();
            Move(beside, path, options.NoClobber);
        }
        finally
        {
            File.Delete(beside);
        }
    }

    private static void Move(string from, string to, bool noClobber)
    {
#if NET
        File.Move(from, to, overwrite: !noClobber);
#else
        if (!noClobber && File.Exists(to))
            File.Replace(from, to, destinationBackupFileName: null);
        else
            File.Move(from, to);
#endif
    }
}
