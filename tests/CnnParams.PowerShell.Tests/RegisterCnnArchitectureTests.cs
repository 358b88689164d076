namespace CnnParams.PowerShell.Tests;

public sealed class RegisterCnnArchitectureTests(ModuleSession session) : IClassFixture<ModuleSession>
{
    [Fact]
    public void Layers_become_an_architecture_with_options()
    {
        session.Output(
            $"{ModuleSession.Article} | Register-CnnArchitecture 'My article' -Alias Mine -Title 'A title' -Year 2020 "
                + "-Identifier arXiv:1 -Note why -Variant mine"
        );
        var row = Assert.Single(session.Output("Get-CnnArchitecture my_article"));

        Assert.Equal(
            ["My article", "mine", 2020, "A title", "arXiv:1", "why", 62_958L, "(32,32,3)", 10L],
            new[]
            {
                "Name",
                "Variant",
                "Year",
                "Title",
                "Identifier",
                "Note",
                "Parameters",
                "InputShape",
                "Classes",
            }.Select(name => row.Properties[name].Value)
        );
        // The article's FC3 has 120 units on what the pools leave, and Softmax 84 values and a bias for each class.
        Assert.Equal(62_958L - (8 * 85), session.Value("(Get-CnnArchitecture Mine -Classes 2).Parameters"));
        Assert.Equal(
            62_958L + (120 * 16 * ((13 * 13) - (5 * 5))),
            session.Value("(Get-CnnArchitecture Mine -Resolution 64).Parameters")
        );
        Assert.Equal("FC4", session.Value("(Get-CnnArchitecture Mine -IncludeTop $false -AsLayer)[-1].Name"));
        Assert.Contains("'My article'", session.Complete("Get-CnnArchitecture My"));

        session.Output("Unregister-CnnArchitecture Mine");
        Assert.Empty(session.Output("Get-CnnArchitecture My*"));
    }

    [Fact]
    public void Files_and_folders_become_architectures()
    {
        string folder = Directory.CreateTempSubdirectory().FullName;
        string example = Path.Combine(Shell.ModuleLocator.Root, "module", "examples", "LeNet.keras.json");
        try
        {
            File.Copy(example, Path.Combine(folder, "First.keras.json"));
            File.Copy(example, Path.Combine(folder, "Second.json"));
            File.WriteAllText(Path.Combine(folder, "notes.txt"), "no model");
            session.Output($"Register-CnnArchitecture -Path '{folder}' -WarningAction SilentlyContinue");
            Assert.Equal(
                ["First", "Second"],
                session
                    .Output("'First', 'Second' | Get-CnnArchitecture | ForEach-Object Name")
                    .Select(name => name.ToString())
            );
            session.Output("Unregister-CnnArchitecture First, Sec*");

            var (_, errors) = session.Invoke(
                $"Register-CnnArchitecture -Path '{folder}/notes.txt', '{folder}/nothing'"
            );
            Assert.Equal(
                ["FileNotFound", "UnknownFormat"],
                errors.Select(error => error.FullyQualifiedErrorId.Split(',')[0]).Order(StringComparer.Ordinal)
            );
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Theory]
    [InlineData("cnn.json")]
    [InlineData("psd1")]
    public void A_definition_that_was_written_becomes_the_same_architecture(string extension)
    {
        string folder = Directory.CreateTempSubdirectory().FullName;
        try
        {
            session.Output(
                "Get-CnnArchitecture MobileNetV2 -Variant torchvision -AsNetwork | Export-CnnModel "
                    + $"'{folder}/Mine.{extension}'"
            );
            session.Output($"Register-CnnArchitecture -Path '{folder}'");
            // torchvision 0.14.1: mobilenet_v2(), and with num_classes=10: 1281 * 990 parameters fewer.
            Assert.Equal(3_504_872L, session.Value("(Get-CnnArchitecture Mine).Parameters"));
            Assert.Equal(3_504_872L - (1281 * 990), session.Value("(Get-CnnArchitecture Mine -Classes 10).Parameters"));
            session.Output("Unregister-CnnArchitecture Mine");
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public void Entries_and_networks_can_be_registered_with_what_was_chosen() =>
        Assert.Equal(
            "Small 11181642 100",
            session.Value(
                """
                Get-CnnArchitecture ResNet18 -Classes 10 -Resolution 96 | Register-CnnArchitecture Small -Force
                $entry = Get-CnnArchitecture Small
                Unregister-CnnArchitecture Small
                "$($entry.Name) $($entry.Parameters) $(($entry | Get-CnnArchitecture -Classes 100).Classes)"
                """
            )
        );

    [Theory]
    [InlineData("$layers | Measure-CnnParameters")]
    [InlineData("[pscustomobject]@{ Type = 'Input'; Shape = '8x8x3' }, [pscustomobject]@{ Type = 'Flatten' }")]
    [InlineData("(, $layers)")]
    public void What_can_be_measured_can_be_registered(string pipeline) =>
        Assert.Equal(
            "Taken 2",
            session.Value(
                $$"""
                $layers = New-CnnLayer Input -Shape 8,8,3 | New-CnnLayer Flatten
                $entry = {{pipeline}} | Register-CnnArchitecture Taken -Force -PassThru
                Unregister-CnnArchitecture Taken
                "$($entry.Name) $($entry.GetTotals().Layers)"
                """
            )
        );

    [Theory]
    [InlineData(
        "Get-CnnArchitecture LeNet5 -AsNetwork | Register-CnnArchitecture ResNet50",
        "DuplicateName",
        "the catalogue has 'ResNet50' already"
    )]
    [InlineData(
        "New-CnnLayer Input -Shape 3 | Register-CnnArchitecture",
        "MissingSetting",
        "an architecture needs a name"
    )]
    [InlineData("1 | Register-CnnArchitecture X", "NotALayer", "'1' is not a layer")]
    [InlineData(
        "New-CnnLayer Input -Shape 8,8,3 | New-CnnLayer Conv2D -Filters 8 -KernelSize 9 | Register-CnnArchitecture X",
        "WindowTooLarge",
        "conv1"
    )]
    [InlineData(
        "Unregister-CnnArchitecture ResNet50",
        "UnknownArchitecture",
        "'ResNet50' is not an architecture that was registered"
    )]
    public void What_cannot_be_is_an_error(string script, string id, string message)
    {
        var error = Assert.Single(session.Invoke(script).Errors);

        Assert.StartsWith(id + ",", error.FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Contains(message, error.ToString(), StringComparison.Ordinal);
    }
}
