using CnnParams.Networks;
using CnnParams.Shell;

namespace CnnParams.PowerShell.Tests;

/// <summary>Import-CnnModel as a user calls it: paths, wildcards, several files, one of them bad.</summary>
public sealed class ImportCnnModelTests(ModuleSession session) : IClassFixture<ModuleSession>, IDisposable
{
    private const string Open = """
        {"class_name": "Sequential", "keras_version": "2.15.0", "config": {"name": "open", "layers": [
            {"class_name": "Conv2D", "config": {"name": "conv", "batch_input_shape": [null, null, null, 3], "filters": 4, "kernel_size": [3, 3], "padding": "same"}}]}}
        """;

    private static readonly string LeNet = Path.Combine(ModuleLocator.Root, "module", "examples", "LeNet.keras.json");

    private readonly string _folder = Directory.CreateTempSubdirectory("cnnparams-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("[")]
    [InlineData("model[1].onnx")]
    [InlineData("nothing.onnx")]
    public void A_path_that_no_file_fits_is_an_error(string path)
    {
        var error = Assert.Single(session.Invoke($"Set-Location '{_folder}'; Import-CnnModel '{path}'").Errors);
        Assert.StartsWith("FileNotFound", error.FullyQualifiedErrorId, StringComparison.Ordinal);
        if (path.Contains('['))
            Assert.Contains("-LiteralPath", error.ToString(), StringComparison.Ordinal);
        // Of many files there may be none.
        Assert.Empty(session.Output($"Import-CnnModel '{_folder}/*.onnx'"));
    }

    [Fact]
    public void Wildcards_are_files()
    {
        Copy("a.keras.json");
        Copy("b.keras.json");
        Copy("c.txt");
        var networks = session
            .Output($"Import-CnnModel '{_folder}/*.keras.json'")
            .Select(network => (Network)network.BaseObject)
            .ToArray();
        Assert.Equal(["a.keras.json", "b.keras.json"], networks.Select(network => Path.GetFileName(network.Path!)));
        Assert.All(
            networks,
            network =>
                Assert.Equal(
                    ("LeNet", "Keras", "Keras 2.15.0, tensorflow"),
                    (network.Name, network.Format, network.Producer)
                )
        );
    }

    [Theory]
    [InlineData("Import-CnnModel -LiteralPath '{0}'")]
    [InlineData("[IO.FileInfo]'{0}' | Import-CnnModel")]
    [InlineData("@{{ FullName = '{0}' }} | ForEach-Object {{ [pscustomobject]$_ }} | Import-CnnModel")]
    public void Characters_that_are_wildcards_mean_themselves(string script)
    {
        string path = Copy("[ab].keras.json");
        Copy("a.keras.json");
        var network = (Network)
            session.Value(string.Format(System.Globalization.CultureInfo.InvariantCulture, script, path))!;
        Assert.Equal(path, network.Path);
    }

    [Fact]
    public void Every_other_cmdlet_takes_what_comes() =>
        Assert.Equal(62958L, session.Value($"(Import-CnnModel '{LeNet}' | Measure-CnnParameters -Summary).Parameters"));

    [Fact]
    public void One_bad_file_does_not_stop_the_others()
    {
        string bad = Path.Combine(_folder, "b.keras");
        File.WriteAllBytes(bad, [.. "PK\u0003\u0004"u8, 0, 0]);
        string first = Copy("a.keras.json"),
            last = Copy("c.keras.json");
        var (output, errors) = session.Invoke($"Import-CnnModel '{first}', '{bad}', '{_folder}/none.onnx', '{last}'");
        Assert.Equal([first, last], output.Select(network => ((Network)network.BaseObject).Path));
        Assert.Equal(
            [
                "DamagedFile,CnnParams.PowerShell.Commands.ImportCnnModelCommand",
                "FileNotFound,CnnParams.PowerShell.Commands.ImportCnnModelCommand",
            ],
            errors.Select(error => error.FullyQualifiedErrorId).Order(StringComparer.Ordinal)
        );
        Assert.Contains(errors, error => Equals(error.TargetObject, bad));
    }

    // The first network is there before the second file is looked at.
    [Fact]
    public void Files_stream()
    {
        string first = Copy("a.keras.json"),
            second = Copy("b.keras.json");
        var (output, _) = session.Invoke(
            $"Import-CnnModel '{first}', '{second}' | ForEach-Object {{ [IO.File]::WriteAllText('{second}', 'gone'); "
                + $"$_.Name }}"
        );
        Assert.Equal("LeNet", Assert.Single(output).BaseObject);
    }

    [Fact]
    public void An_error_behind_it_in_the_pipeline_is_not_the_files()
    {
        var error = Assert.Single(
            session.Invoke($"Import-CnnModel '{LeNet}' | ForEach-Object {{ throw 'mine' }}").Errors
        );
        Assert.Equal("mine", error.ToString());
    }

    [Fact]
    public void Several_files_show_progress_until_they_are_read()
    {
        string first = Copy("a.keras.json"),
            second = Copy("b.keras.json");
        var shown = Progress(
            $"'{first}', '{second}' | ForEach-Object {{ Start-Sleep -Milliseconds 600; $_ }} | Import-CnnModel"
        );
        // A file alone has no bar until it takes a while.
        Assert.Equal(
            [second],
            shown
                .Select(record => record.StatusDescription)
                .Where(status => status.EndsWith(".json", StringComparison.Ordinal))
        );
        Assert.Equal(System.Management.Automation.ProgressRecordType.Completed, shown[^1].RecordType);
    }

    [Fact]
    public void Progress_is_shown_no_faster_than_eyes_follow()
    {
        string path = Copy("a.keras.json");
        var clock = System.Diagnostics.Stopwatch.StartNew();
        var shown = Progress($"@('{path}') * 300 | Import-CnnModel");
        Assert.InRange(shown.Count, 0, 1 + ((int)clock.ElapsedMilliseconds / 200));
    }

    private static IReadOnlyList<System.Management.Automation.ProgressRecord> Progress(string script)
    {
        using var engine = new EngineSession();
        using var shell = System.Management.Automation.PowerShell.Create(engine.Runspace).AddScript(script);
        shell.Invoke();
        return [.. shell.Streams.Progress];
    }

    [Fact]
    public void The_format_is_found_by_content_or_forced()
    {
        string path = Copy("model.dat");
        Assert.Equal("Keras", session.Value($"(Import-CnnModel '{path}').Format"));
        Assert.Equal("Keras", session.Value($"(Import-CnnModel '{path}' -Format keras).Format"));
        Assert.StartsWith(
            "DamagedFile,",
            Assert
                .Single(session.Invoke($"Import-CnnModel '{path}' -Format TensorFlowLite").Errors)
                .FullyQualifiedErrorId,
            StringComparison.Ordinal
        );
        Assert.StartsWith(
            "UnknownFormat,",
            Assert.Single(session.Invoke($"Import-CnnModel '{path}' -Format Photo").Errors).FullyQualifiedErrorId,
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData("64,48,3")]
    [InlineData("'64x48x3'")]
    public void Open_axes_are_filled_by_the_user(string shape)
    {
        string path = Path.Combine(_folder, "open.json");
        File.WriteAllText(path, Open);
        Assert.Equal(
            "(64,48,4)",
            session.Value(
                $"(Import-CnnModel '{path}' -InputShape {shape} | Measure-CnnParameters)[1].OutputShape.ToString()"
            )
        );
    }

    [Fact]
    public void Tab_completes_the_format() =>
        Assert.Contains("TensorFlowLite", session.Complete($"Import-CnnModel x -Format TensorFlow"));

    private string Copy(string name)
    {
        string path = Path.Combine(_folder, name);
        File.Copy(LeNet, path);
        return path;
    }
}
