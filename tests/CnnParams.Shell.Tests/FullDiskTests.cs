namespace CnnParams.Shell.Tests;

/// <summary>
/// Exports for which the disk has no room: a limit on the length of files ends a write half-way, as a full disk does.
/// </summary>
public sealed class FullDiskTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("Export-CnnModel a.json")]
    [InlineData("Export-CnnReport a.html")]
    [InlineData("Export-CnnText a.md")]
    [InlineData("Export-CnnFigure a.svg")]
    public void The_old_file_stays_or_there_is_none(string command)
    {
        if (OperatingSystem.IsWindows())
            return;
        foreach (string old in (string[])["", "old"])
        {
            if (old.Length > 0)
                _folder.Write(command.Split(' ')[1], old);
            var result = ShellProcess.Built.Run(
                ["-Command", $"Get-CnnArchitecture ResNet18 -Variant torchvision -AsNetwork | {command}; 'goes on'"],
                workingDirectory: _folder.At(""),
                // The runtime has files of its own, without this.
                limits: "export DOTNET_EnableWriteXorExecute=0; trap '' XFSZ; ulimit -f 4"
            );
            Assert.Contains(command.Split(' ')[0], result.Error, StringComparison.Ordinal);
            Assert.Contains("goes on", result.Output, StringComparison.Ordinal);
            Assert.Equal(old.Length > 0 ? [old] : [], Directory.GetFiles(_folder.At("")).Select(File.ReadAllText));
        }
    }
}
