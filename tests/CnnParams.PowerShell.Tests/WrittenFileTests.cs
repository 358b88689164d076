using System.Diagnostics;

namespace CnnParams.PowerShell.Tests;

/// <summary>What commands do with the place that they write to, and with what is there already.</summary>
public sealed class WrittenFileTests(ModuleSession session) : IClassFixture<ModuleSession>, IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("cnnparams").FullName;

    // The commands that write files, each in a way of its own.
    public static TheoryData<string> Commands =>
        [
            "Export-CnnModel a.json",
            "Export-CnnText a.md",
            "Export-CnnFigure a.svg",
            "Export-CnnReport a.html",
            "Show-CnnExplanation -Path a.html",
        ];

    public void Dispose()
    {
        foreach (string file in Directory.GetFiles(_folder))
            File.SetAttributes(file, FileAttributes.Normal);
        Directory.Delete(_folder, recursive: true);
    }

    [Theory]
    [MemberData(nameof(Commands))]
    public void A_symbolic_link_stays_and_what_it_leads_to_is_replaced(string command)
    {
        string link = PathOf(command),
            real = Path.Combine(_folder, "real.txt");
        File.WriteAllText(real, "old");
        if (!CanLink(link, "real.txt"))
            return;
        session.Output(At(command));
        Assert.Equal("real.txt", new FileInfo(link).LinkTarget);
        Assert.NotEqual("old", File.ReadAllText(real));
        Assert.Equal(2, Directory.GetFiles(_folder).Length);
    }

    [Theory]
    [MemberData(nameof(Commands))]
    public void A_link_in_a_circle_or_into_a_folder_that_is_not_there_is_an_error(string command)
    {
        if (!CanLink(PathOf(command), "b") || !CanLink(Path.Combine(_folder, "b"), Path.GetFileName(PathOf(command))))
            return;
        Assert.StartsWith("UnwritableFile", Refused(command), StringComparison.Ordinal);
        File.Delete(PathOf(command));
        CanLink(PathOf(command), Path.Combine("nowhere", "b"));
        Assert.StartsWith("UnwritableFile", Refused(command), StringComparison.Ordinal);
        Assert.Equal(Path.Combine("nowhere", "b"), new FileInfo(PathOf(command)).LinkTarget);
    }

    [Theory]
    [MemberData(nameof(Commands))]
    public void A_pipe_or_a_device_is_refused_and_stays(string command)
    {
        if (OperatingSystem.IsWindows())
            return;
        string pipe = PathOf(command);
        using (var made = Process.Start("mkfifo", pipe))
            made.WaitForExit();
        Assert.StartsWith("UnwritableFile", Refused(command), StringComparison.Ordinal);
        Assert.Equal("NamedPipe", Kind(pipe));
        File.Delete(pipe);
        CanLink(pipe, "/dev/null");
        Assert.StartsWith("UnwritableFile", Refused(command), StringComparison.Ordinal);
        Assert.Equal("CharacterDevice", Kind("/dev/null"));
        Assert.Single(Directory.GetFileSystemEntries(_folder));
    }

    [Theory]
    [MemberData(nameof(Commands))]
    public void The_rights_of_a_file_stay_those_that_it_has(string command)
    {
        if (OperatingSystem.IsWindows())
            return;
        session.Output(At(command));
        var usual = File.GetUnixFileMode(PathOf(command));
        File.WriteAllText(Path.Combine(_folder, "plain"), "");
        Assert.Equal(File.GetUnixFileMode(Path.Combine(_folder, "plain")), usual);
        foreach (
            var mode in (UnixFileMode[])
                [
                    UnixFileMode.UserRead | UnixFileMode.UserWrite,
                    usual | UnixFileMode.GroupWrite | UnixFileMode.OtherWrite,
                ]
        )
        {
            File.SetUnixFileMode(PathOf(command), mode);
            session.Output(At(command));
            Assert.Equal(mode, File.GetUnixFileMode(PathOf(command)));
        }
    }

    [Fact]
    public void What_a_killed_command_left_is_cleaned_away_and_what_another_one_writes_is_not()
    {
        string[] names =
        [
            $".cnnparams-{Guid.NewGuid():N}.tmp",
            $".cnnparams-{Guid.NewGuid():N}.tmp",
            ".cnnparams-mine.tmp",
            "other.tmp",
        ];
        foreach (string name in names)
            File.WriteAllText(Path.Combine(_folder, name), "half");
        foreach (string name in names.Where((_, i) => i != 1))
            File.SetLastWriteTimeUtc(Path.Combine(_folder, name), DateTime.UtcNow.AddHours(-1));
        session.Output(At("Export-CnnText a.md"));
        Assert.Equal(
            [.. names[1..].Append("a.md").Order(StringComparer.Ordinal)],
            Directory.GetFiles(_folder).Select(file => Path.GetFileName(file)).Order(StringComparer.Ordinal)
        );
    }

    [Fact]
    public void A_name_as_long_as_names_can_be_is_written()
    {
        string name = new string('n', 251) + ".md";
        session.Output(At($"Export-CnnText {name}"));
        Assert.True(File.Exists(Path.Combine(_folder, name)));
    }

    [Fact]
    public async Task Of_two_sessions_that_write_one_file_a_reader_sees_whole_files()
    {
        string path = Path.Combine(_folder, "a.json");
        string[] networks = ["VGG11", "ResNet18"];
        using var other = new ModuleSession();
        ModuleSession[] sessions = [session, other];
        var writing = sessions
            .Select(
                (writer, i) =>
                    Task.Run(() =>
                        writer.Output(
                            $"Set-Location '{_folder}'; $n = Get-CnnArchitecture {networks[i]} -AsNetwork; foreach ($i "
                                + $"in 1..40) {{ $n | Export-CnnModel a.json }}"
                        )
                    )
            )
            .ToArray();
        var seen = new HashSet<int>();
        while (!Task.WhenAll(writing).IsCompleted)
        {
            if (File.Exists(path) && await ReadAsync(path) is { } text)
                seen.Add(text.Length);
        }

        await Task.WhenAll(writing);
        Assert.InRange(seen.Count, 1, 2);
        Assert.Single(Directory.GetFiles(_folder));
    }

    [Fact]
    public void A_pipe_that_is_read_is_an_error_and_no_wait()
    {
        if (OperatingSystem.IsWindows())
            return;
        string pipe = Path.Combine(_folder, "pipe.json");
        using (var made = Process.Start("mkfifo", pipe))
            made.WaitForExit();
        string[] commands =
        [
            "Import-CnnModel pipe.json",
            "Import-CnnModel pipe.json -Format PyTorch",
            "ConvertFrom-CnnSummary -Path pipe.json",
            "Import-CnnModel pipe.json -Format Python",
            "'pipe.json' | Measure-CnnParameters",
            "Get-CnnArchitecture LeNet5 | Test-CnnBudget -Baseline pipe.json",
        ];
        Assert.All(commands, command => Assert.NotEmpty(session.Invoke($"Set-Location '{_folder}'; {command}").Errors));
    }

    // On Windows a file that is just replaced is another's for a moment.
    private static async Task<string?> ReadAsync(string path)
    {
        try
        {
            return await File.ReadAllTextAsync(path);
        }
        catch (IOException) when (OperatingSystem.IsWindows())
        {
            return null;
        }
    }

    private string PathOf(string command) => Path.Combine(_folder, command.Split(' ')[^1]);

    private string At(string command) => $"Set-Location '{_folder}'; {ModuleSession.Article} | {command}";

    private string Refused(string command) => Assert.Single(session.Invoke(At(command)).Errors).FullyQualifiedErrorId;

    private string Kind(string path) =>
        (string)session.Value($"(Get-Item -LiteralPath '{path}' -Force).UnixStat.ItemType.ToString()")!;

    // On Windows not everybody may make links.
    private static bool CanLink(string path, string target)
    {
        try
        {
            File.CreateSymbolicLink(path, target);
            return true;
        }
        catch (IOException) when (OperatingSystem.IsWindows())
        {
            return false;
        }
    }
}
