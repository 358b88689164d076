using System.Text;

namespace CnnParams.PowerShell;

/// <summary>Writes a text beside its place and then moves it there, so that no half of one remains.</summary>
internal static class WrittenText
{
    /// <summary>Writes a file.</summary>
    /// <param name="path">Its full path.</param>
    /// <param name="force">Whether it may replace a file that is read-only.</param>
    /// <param name="write">Writes the text.</param>
    /// <exception cref="IOException">It cannot be written; the message says why.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be written.</exception>
    internal static void Write(string path, bool force, Action<TextWriter> write)
    {
        if (Path.GetDirectoryName(path) is { Length: > 0 } folder && !Directory.Exists(folder))
            throw new DirectoryNotFoundException($"Cannot write '{path}', because there is no folder '{folder}'.");
        if (File.Exists(path) && (File.GetAttributes(path) & FileAttributes.ReadOnly) != 0)
        {
            if (!force)
                throw new UnauthorizedAccessException($"The file '{path}' is read-only; -Force replaces it.");
            File.SetAttributes(path, File.GetAttributes(path) & ~FileAttributes.ReadOnly);
        }

        string beside = $"{path}.{Guid.NewGuid():N}.tmp";
        try
        {
            using (
                var text = new StreamWriter(
                    beside,
                    append: false,
                    new UTF8Encoding(encoderShouldEmitUTF8Identifier: false)
                )
            )
                write(text);
            if (File.Exists(path))
                File.Delete(path);
            File.Move(beside, path);
        }
        finally
        {
            File.Delete(beside);
        }
    }
}
