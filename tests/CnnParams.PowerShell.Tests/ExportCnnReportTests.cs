namespace CnnParams.PowerShell.Tests;

public sealed class ExportCnnReportTests : IClassFixture<ModuleSession>, IDisposable
{
    private readonly ModuleSession _session;

    // Brackets and a space, because paths of users have them and the engine takes them for wildcards.
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("cnn [params] ");

    public ExportCnnReportTests(ModuleSession session)
    {
        _session = session;
        _session.Output(
            $"$folder = '{_folder.FullName.Replace("'", "''", StringComparison.Ordinal)}'; $lenet = "
                + $"{ModuleSession.Article}"
        );
    }

    private string Path => System.IO.Path.Combine(_folder.FullName, "a.html");

    public void Dispose()
    {
        foreach (var file in _folder.GetFiles())
            file.Attributes = FileAttributes.Normal;
        _folder.Delete(recursive: true);
    }

    [Theory]
    [InlineData("$lenet")]
    [InlineData("$lenet | Measure-CnnParameters")]
    [InlineData("Get-CnnArchitecture LeNet5 | Select-Object -First 1")]
    public void Whatever_stands_for_a_network_makes_a_page(string networks)
    {
        Assert.Equal(
            "a.html",
            _session.Value($"({networks} | Export-CnnReport \"$folder/a.html\" -Title 'A <title>' -PassThru).Name")
        );
        string page = File.ReadAllText(Path);
        Assert.StartsWith("<!DOCTYPE html>", page, StringComparison.Ordinal);
        Assert.Contains("<title>A &lt;title&gt;</title>", page, StringComparison.Ordinal);
        Assert.Single(_folder.GetFiles());
    }

    [Fact]
    public void All_networks_are_on_one_page()
    {
        _session.Output("Get-CnnArchitecture ResNet18, ResNet34 | Export-CnnReport \"$folder/a.html\"");
        string page = File.ReadAllText(Path);
        Assert.Contains("11689512", page, StringComparison.Ordinal);
        Assert.Contains("21797672", page, StringComparison.Ordinal);
    }

    [Fact]
    public void WhatIf_writes_nothing()
    {
        Assert.Empty(_session.Output("$lenet | Export-CnnReport \"$folder/a.html\" -WhatIf"));
        Assert.Empty(_folder.GetFiles());
    }

    [Fact]
    public void A_file_that_must_stay_stays()
    {
        File.WriteAllText(Path, "old");
        var (_, errors) = _session.Invoke("$lenet | Export-CnnReport \"$folder/a.html\" -NoClobber");
        Assert.StartsWith("NoClobber,", Assert.Single(errors).FullyQualifiedErrorId, StringComparison.Ordinal);
        File.SetAttributes(Path, FileAttributes.ReadOnly);
        (_, errors) = _session.Invoke("$lenet | Export-CnnReport \"$folder/a.html\"");
        Assert.StartsWith("UnwritableFile,", Assert.Single(errors).FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Equal("old", File.ReadAllText(Path));
        _session.Output("$lenet | Export-CnnReport \"$folder/a.html\" -Force");
        Assert.StartsWith("<!DOCTYPE", File.ReadAllText(Path), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Export-CnnReport", "a.html")]
    [InlineData("Export-CnnFigure", "a.svg")]
    [InlineData("Export-CnnText", "a.md")]
    [InlineData("Export-CnnModel", "a.onnx")]
    public void A_network_before_its_file_is_said_to_be_so(string command, string file)
    {
        var (_, errors) = _session.Invoke($"{command} lenet5 {file}");
        Assert.Equal(
            $"'{file}' is no network. The file comes first: {command} {file} lenet5",
            Assert.Single(errors).ErrorDetails.Message
        );
    }

    [Theory]
    [InlineData("Export-CnnReport", "a.html")]
    [InlineData("Export-CnnFigure", "a.svg")]
    [InlineData("Export-CnnText", "a.md")]
    [InlineData("Export-CnnModel", "a.onnx")]
    public void A_folder_that_is_not_there_is_an_error_that_names_it(string command, string file)
    {
        var (_, errors) = _session.Invoke($"$lenet | {command} \"$folder/none/{file}\"");
        var error = Assert.Single(errors);
        Assert.StartsWith("UnwritableFile,", error.FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.EndsWith(
            $"there is no folder '{System.IO.Path.Combine(_folder.FullName, "none")}'",
            error.Exception.Message.TrimEnd('.'),
            StringComparison.Ordinal
        );
    }
}
