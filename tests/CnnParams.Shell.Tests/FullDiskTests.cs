namespace CnnParams.Shell.Tests;

/// <summary>
/// Exports for which the disk has no room: a limit on the length of files ends a write half-way, as a full disk does.
/// </summary>
public sealed class FullDiskTests
{
    private const string Mark = "-- next --";

    public static TheoryData<string, string> Exports { get; } =
        new()
        {
            { "Export-CnnModel a.json", "" },
            { "Export-CnnModel a.json", "old" },
            { "Export-CnnReport a.html", "" },
            { "Export-CnnReport a.html", "old" },
            { "Export-CnnText a.md", "" },
            { "Export-CnnText a.md", "old" },
            { "Export-CnnFigure a.svg", "" },
            { "Export-CnnFigure a.svg", "old" },
        };

    // One process for all: to start is most of what each would take.
    private static readonly Lazy<(string[] Shown, string[][] Files)> Ended = new(() =>
    {
        using var folder = new TemporaryFolder();
        string script = "";
        foreach (var (export, i) in Exports.Select((export, i) => (export, i)))
        {
            var (command, old) = ((string)export[0], (string)export[1]);
            Directory.CreateDirectory(folder.At($"{i}"));
            if (old.Length > 0)
                folder.Write($"{i}/{command.Split(' ')[1]}", old);
            script +=
                $"'{Mark}'; Push-Location {i}; Get-CnnArchitecture ResNet18 -Variant torchvision -AsNetwork | {command} "
                + "2>&1 | ForEach-Object { \"$($_.InvocationInfo.MyCommand): $_\" }; Pop-Location; 'goes on'; ";
        }

        var result = ShellProcess.Built.Run(
            ["-Command", script],
            workingDirectory: folder.At(""),
            // The runtime has files of its own, without this.
            limits: "export DOTNET_EnableWriteXorExecute=0; trap '' XFSZ; ulimit -f 4"
        );
        Assert.Equal("", result.Error);
        return (
            result.Output.Split(Mark + "\n")[1..],
            [.. Exports.Select((_, i) => Directory.GetFiles(folder.At($"{i}")).Select(File.ReadAllText).ToArray())]
        );
    });

    [Theory]
    [MemberData(nameof(Exports))]
    public void The_old_file_stays_or_there_is_none(string command, string old)
    {
        if (OperatingSystem.IsWindows())
            return;
        int at = Exports.ToList().FindIndex(export => command.Equals(export[0]) && old.Equals(export[1]));
        string shown = Ended.Value.Shown[at];
        Assert.StartsWith(command.Split(' ')[0] + ": ", shown, StringComparison.Ordinal);
        Assert.EndsWith("\ngoes on\n", shown, StringComparison.Ordinal);
        Assert.Equal(old.Length > 0 ? [old] : [], Ended.Value.Files[at]);
    }
}
