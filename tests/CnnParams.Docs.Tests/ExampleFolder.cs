namespace CnnParams.Docs.Tests;

/// <summary>
/// The folder that examples run in: a copy of module/examples, so that they can read its files and write others.
/// </summary>
internal sealed class ExampleFolder : IDisposable
{
    public ExampleFolder()
    {
        foreach (string file in Directory.GetFiles(System.IO.Path.Combine(Docs.Root, "module", "examples")))
            File.Copy(file, System.IO.Path.Combine(Path, System.IO.Path.GetFileName(file)));
    }

    public string Path { get; } = Directory.CreateTempSubdirectory("cnnparams-docs").FullName;

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
