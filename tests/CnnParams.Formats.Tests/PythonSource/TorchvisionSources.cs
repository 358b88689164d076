using System.Diagnostics;

namespace CnnParams.Formats.Tests.PythonSource;

/// <summary>
/// torchvision 0.14.1 as Debian packages it: installed, or downloaded and unpacked without its dependencies.
/// </summary>
public sealed class TorchvisionSources : IDisposable
{
    private const string Installed = "/usr/lib/python3/dist-packages/torchvision";

    private readonly string? _folder;

    public TorchvisionSources()
    {
        if (Directory.Exists(Path.Combine(Installed, "models")))
        {
            Root = Installed;
            return;
        }

        if (!OperatingSystem.IsLinux())
            return;
        _folder = Directory.CreateTempSubdirectory("cnnparams-torchvision-").FullName;
        if (
            Run("apt-get", "download python3-torchvision")
            && Directory.GetFiles(_folder, "*.deb") is [var package, ..]
            && Run("dpkg", $"-x {package} {_folder}")
        )
            Root = Path.Combine(_folder, Installed.TrimStart('/'));
    }

    /// <summary>The folder of the package; null where it is not to be had.</summary>
    public string? Root { get; }

    public void Dispose()
    {
        if (_folder is not null)
            Directory.Delete(_folder, recursive: true);
    }

    private bool Run(string program, string arguments)
    {
        try
        {
            using var process = Process.Start(
                new ProcessStartInfo(program, arguments)
                {
                    WorkingDirectory = _folder!,
                    RedirectStandardError = true,
                    RedirectStandardOutput = true,
                }
            );
            return process is not null && process.WaitForExit(120_000) && process.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }
}
