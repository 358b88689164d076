namespace CnnParams.PowerShell.Tests;

public sealed class ExportCnnModelTests : IClassFixture<ModuleSession>, IDisposable
{
    private readonly ModuleSession _session;

    // Brackets and a space, because paths of users have them and the engine takes them for wildcards.
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("cnn [params] ");

    public ExportCnnModelTests(ModuleSession session)
    {
        _session = session;
        _session.Output(
            $"$folder = '{_folder.FullName.Replace("'", "''", StringComparison.Ordinal)}'; $lenet = "
                + $"{ModuleSession.Article}"
        );
    }

    public void Dispose()
    {
        foreach (var file in _folder.GetFiles())
            file.Attributes = FileAttributes.Normal;
        _folder.Delete(recursive: true);
    }

    [Theory]
    [InlineData("LeNet.json")]
    [InlineData("LeNet.psd1")]
    [InlineData("LeNet.keras.json")]
    public void What_is_written_is_read_with_the_same_numbers(string file)
    {
        Assert.Empty(_session.Output($"$lenet | Export-CnnModel -Path \"$folder/{file}\""));
        Assert.Equal(
            62958L,
            _session.Value(
                $"(Import-CnnModel -LiteralPath \"$folder/{file}\" | Measure-CnnParameters -Summary).Parameters"
            )
        );
    }

    [Fact]
    public void Text_is_UTF_8_without_a_mark_and_lines_end_with_a_line_feed()
    {
        _session.Output("$lenet | Export-CnnModel \"$folder/a.json\"; $lenet | Export-CnnModel \"$folder/a.py\"");
        foreach (var file in _folder.GetFiles())
        {
            byte[] bytes = File.ReadAllBytes(file.FullName);
            Assert.True(bytes[0] is (byte)'{' or (byte)'"');
            Assert.DoesNotContain((byte)'\r', bytes);
        }
    }

    [Fact]
    public void Layers_are_one_network_and_networks_each_a_file()
    {
        _session.Output(
            "$lenet | Export-CnnModel \"$folder/a.json\"; $lenet | Export-CnnModel \"$folder/b.json\"; $both = "
                + "Import-CnnModel -LiteralPath \"$folder/a.json\", \"$folder/b.json\""
        );
        Assert.Equal(
            ["a.py", "b.py"],
            _session
                .Output("$both | Export-CnnModel $folder -Format PyTorch -PassThru | ForEach-Object Name")
                .Select(name => name.ToString())
        );
        var (_, errors) = _session.Invoke("$both | Export-CnnModel \"$folder/c.py\"");
        Assert.StartsWith("PathTaken,", Assert.Single(errors).FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.True(File.Exists(Path.Combine(_folder.FullName, "c.py")));
    }

    [Fact]
    public void WhatIf_writes_nothing()
    {
        Assert.Empty(_session.Output("$lenet | Export-CnnModel \"$folder/a.json\" -WhatIf"));
        Assert.Empty(_folder.GetFiles());
    }

    [Fact]
    public void NoClobber_keeps_a_file_that_is_there()
    {
        File.WriteAllText(Path.Combine(_folder.FullName, "a.json"), "old");
        var (_, errors) = _session.Invoke("$lenet | Export-CnnModel \"$folder/a.json\" -NoClobber");
        Assert.StartsWith("NoClobber,", Assert.Single(errors).FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Equal("old", File.ReadAllText(Path.Combine(_folder.FullName, "a.json")));
        _session.Output("$lenet | Export-CnnModel \"$folder/a.json\"");
        Assert.StartsWith("{", File.ReadAllText(Path.Combine(_folder.FullName, "a.json")), StringComparison.Ordinal);
    }

    [Fact]
    public void Force_replaces_a_file_that_is_read_only()
    {
        string path = Path.Combine(_folder.FullName, "a.json");
        File.WriteAllText(path, "old");
        File.SetAttributes(path, FileAttributes.ReadOnly);
        var (_, errors) = _session.Invoke("$lenet | Export-CnnModel \"$folder/a.json\"");
        Assert.StartsWith("UnwritableFile,", Assert.Single(errors).FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Equal("old", File.ReadAllText(path));
        _session.Output("$lenet | Export-CnnModel \"$folder/a.json\" -Force");
        Assert.StartsWith("{", File.ReadAllText(path), StringComparison.Ordinal);
    }

    [Fact]
    public void Every_layer_in_the_way_is_an_error_and_nothing_is_written()
    {
        var (_, errors) = _session.Invoke(
            "New-CnnLayer Input -Shape 8,8,4 | New-CnnLayer LocalResponseNormalization a | New-CnnLayer "
                + "LocalResponseNormalization b | Export-CnnModel \"$folder/a.keras.json\""
        );
        Assert.Equal(2, errors.Count);
        Assert.All(
            errors,
            error => Assert.StartsWith("InexpressibleLayer,", error.FullyQualifiedErrorId, StringComparison.Ordinal)
        );
        Assert.Contains("'b'", errors[1].ToString(), StringComparison.Ordinal);
        Assert.Empty(_folder.GetFiles());
    }

    [Theory]
    [InlineData("$lenet | Export-CnnModel \"$folder/a.xyz\"", "UnknownWriteFormat")]
    [InlineData("$lenet | Export-CnnModel \"$folder/a.json\" -Format Tarot", "UnknownWriteFormat")]
    [InlineData("$lenet | Export-CnnModel $folder", "UnknownWriteFormat")]
    [InlineData("$lenet | Export-CnnModel \"$folder/none/a.json\"", "UnwritableFile")]
    [InlineData("$lenet | Export-CnnModel variable:a.json", "NotAFile")]
    [InlineData("5 | Export-CnnModel \"$folder/a.json\"", "NotALayer")]
    [InlineData(
        "New-CnnLayer Conv2D -Filters 1 -KernelSize 1 | Export-CnnModel \"$folder/a.json\"",
        "MissingInputLayer"
    )]
    public void What_is_wrong_is_an_error_with_a_stable_id(string script, string id)
    {
        var (_, errors) = _session.Invoke(script);
        Assert.NotEmpty(errors);
        Assert.StartsWith(id, errors[0].FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Empty(_folder.GetFiles());
    }

    [Fact]
    public void An_error_of_a_definition_has_its_line()
    {
        File.WriteAllText(
            Path.Combine(_folder.FullName, "a.psd1"),
            "@{ Layers = @(\n @{ Type = 'Input'; Shape = 8, 8, 3 }\n @{ Type = 'Conv2D'; Filters = 0; KernelSize = 3 "
                + "}) }"
        );
        var (_, errors) = _session.Invoke("Import-CnnModel -LiteralPath \"$folder/a.psd1\"");
        var error = Assert.Single(errors);
        Assert.StartsWith("InvalidDefinition,", error.FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Contains("line 3, column 32: Layers[1]: Filters is 0", error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Tab_offers_formats_that_can_be_written()
    {
        var offered = _session.Complete("$lenet | Export-CnnModel a -Format ");
        Assert.Contains("CnnParams", offered);
        Assert.Contains("Keras", offered);
        Assert.DoesNotContain("SafeTensors", offered);
        Assert.True((bool)_session.Value("(Get-CnnFormat Keras).CanWrite")!);
    }
}
