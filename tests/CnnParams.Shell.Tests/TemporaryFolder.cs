namespace CnnParams.Shell.Tests;

/// <summary>A folder that is gone when the test is.</summary>
public sealed class TemporaryFolder : IDisposable
{
    // Brackets and a space, because paths of users have them and the engine takes them for wildcards.
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("cnn [params] ");

    public string At(string path) => Path.Combine(_folder.FullName, path);

    /// <summary>Writes a file and returns its path.</summary>
    public string Write(string path, string content = "")
    {
        string full = At(path);
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        File.WriteAllText(full, content);
        return full;
    }

    /// <summary>Copies all of a folder into this one.</summary>
    public void CopyFrom(string source)
    {
        foreach (string file in Directory.EnumerateFiles(source, "*", SearchOption.AllDirectories))
        {
            string target = At(Path.GetRelativePath(source, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }
    }

    public void Dispose() => _folder.Delete(recursive: true);
}
