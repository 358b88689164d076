namespace CnnParams.Formats.Tests.StateDicts;

/// <summary>A file that is gone when the test is over.</summary>
internal sealed class TemporaryFile : IDisposable
{
    internal TemporaryFile(string name, byte[]? content = null)
    {
        Folder = Directory.CreateTempSubdirectory("cnnparams-").FullName;
        Path = System.IO.Path.Combine(Folder, name);
        if (content is not null)
            File.WriteAllBytes(Path, content);
    }

    internal string Folder { get; }

    internal string Path { get; }

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}
