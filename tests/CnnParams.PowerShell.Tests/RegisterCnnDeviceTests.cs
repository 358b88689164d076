namespace CnnParams.PowerShell.Tests;

public sealed class RegisterCnnDeviceTests(ModuleSession session) : IClassFixture<ModuleSession>
{
    private const string Shown =
        "\"$($_.Name)|$($_.Kind)|$($_.StorageBytes)|$($_.RamBytes)|$($_.PeakMacs)|$($_.Bandwidth)|$($_.Source)\"";

    [Fact]
    public void Numbers_become_a_device_that_commands_know()
    {
        session.Output(
            "Register-CnnDevice 'My board' -Kind Board -Ram 64KB -Flash 1MB -PeakMacs @{ Int8 = '4TOPS'; Float16 = 5e9 "
                + "} -Bandwidth 1.5GB/s -Source mine"
        );
        Assert.Equal(
            "My board|Board|1048576|65536|Float16=5G, Int8=2T|1500000000|mine",
            session.Value($"Get-CnnDevice my* | ForEach-Object {{ {Shown} }}")
        );
        Assert.Contains("'My board'", session.Complete("Test-CnnBudget -Device my"));
        Assert.Contains("'My board'", session.Complete("Unregister-CnnDevice "));
        Assert.Equal(
            true,
            session.Value($"{ModuleSession.Article} | Test-CnnBudget -Device 'my board' -DataType Int8 -Quiet")
        );
        session.Output("Unregister-CnnDevice 'My*'");
        Assert.Empty(session.Output("Get-CnnDevice My*"));
    }

    [Fact]
    public void A_known_device_becomes_another_by_the_pipeline() =>
        Assert.Equal(
            "Half|Microcontroller|1048576|163840|Int16=432M, Int8=432M||",
            session.Value(
                "Get-CnnDevice STM32F746NG | Register-CnnDevice -Name Half -Ram 160KB -Source '' -PassThru | "
                    + $"ForEach-Object {{ {Shown} }}; Unregister-CnnDevice Half"
            )
        );

    [Theory]
    [InlineData(
        "one.psd1",
        "@{ Name = 'Filed'; Ram = '64KB'; Flash = 1MB; PeakMacs = @{ Int8 = '200M' }; Source = 'x' }"
    )]
    [InlineData(
        "one.json",
        """{ "Name": "Filed", "Ram": 65536, "Flash": "1MB", "PeakMacs": { "Int8": 2e8 }, "Source": "x" }"""
    )]
    [InlineData(
        "list.json",
        """[{ "Name": "Filed", "RamBytes": 65536, "StorageBytes": 1048576, "PeakMacs": "Int8=400MOPS", "Source": "x" }]"""
    )]
    [InlineData(
        "named.psd1",
        "@{ Filed = @{ Ram = '64KB'; Flash = 1MB; PeakMacs = @{ Int8 = '200M' }; Source = 'x' } }"
    )]
    [InlineData(
        "named.json",
        """{ "Filed": { "Ram": "64KB", "Flash": "1MB", "PeakMacs": { "Int8": "200M" }, "Source": "x" } }"""
    )]
    public void Files_of_devices_are_data(string name, string text)
    {
        string folder = Directory.CreateTempSubdirectory("cnnparams").FullName;
        try
        {
            File.WriteAllText(Path.Combine(folder, name), text);
            Assert.Equal(
                "Filed||1048576|65536|Int8=200M||x",
                session.Value(
                    $"Register-CnnDevice -Path '{folder}/*' -PassThru | ForEach-Object {{ {Shown} }}; "
                        + "Unregister-CnnDevice Filed"
                )
            );
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public void Devices_that_were_exported_come_back() =>
        Assert.Equal(
            "True",
            session.Value(
                """
                $file = Join-Path ([IO.Path]::GetTempPath()) "$([guid]::NewGuid()).json"
                $before = Get-CnnDevice T4
                $before | ConvertTo-Json | Set-Content $file
                $after = Register-CnnDevice -Path $file -Force -PassThru
                Remove-Item $file
                Unregister-CnnDevice T4
                "$(-not (Compare-Object $before $after -Property Name, Kind, Processor, RamBytes, Bandwidth, Source, Note) -and "$($before.PeakMacs)" -eq $after.PeakMacs)"
                """
            )
        );

    [Theory]
    [InlineData("Register-CnnDevice T4 -Ram 1GB", "DuplicateName", "there is a device 'T4' already")]
    [InlineData("Register-CnnDevice X -Ram much", "InvalidLimit", "Ram is 'much'")]
    [InlineData("Register-CnnDevice X -PeakMacs @{ Int9 = 1 }", "InvalidSetting", "no data type")]
    [InlineData("Register-CnnDevice X -Bandwidth '936GB'", "InvalidSetting", "936GB/s")]
    [InlineData("Register-CnnDevice -Path nowhere.psd1", "FileNotFound", "nowhere.psd1")]
    [InlineData("Unregister-CnnDevice T4", "UnknownDevice", "'T4' is not a device that was registered")]
    public void What_cannot_be_is_an_error(string script, string id, string message)
    {
        var error = Assert.Single(session.Invoke(script).Errors);
        Assert.StartsWith(id + ",", error.FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Contains(message, error.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("@{ Name = 'Bad'; Ram = (Get-Random) }", "UnreadableData")]
    [InlineData("@{ Name = 'Bad'; Rom = 1MB }", "UnknownSetting")]
    [InlineData("@{ Ram = 1MB }", "MissingSetting")]
    public void A_bad_file_keeps_no_other_from_being_read(string text, string id)
    {
        string folder = Directory.CreateTempSubdirectory("cnnparams").FullName;
        try
        {
            File.WriteAllText(Path.Combine(folder, "a.psd1"), text);
            File.WriteAllText(Path.Combine(folder, "b.psd1"), "@{ Name = 'Good'; Ram = 1MB }");
            var (output, errors) = session.Invoke(
                $"Register-CnnDevice -Path '{folder}/*.psd1' -PassThru; Unregister-CnnDevice Good"
            );
            Assert.Equal("Good", Assert.Single(output).ToString());
            Assert.StartsWith(id + ",", Assert.Single(errors).FullyQualifiedErrorId, StringComparison.Ordinal);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public void A_device_that_says_nothing_is_no_limit() =>
        Assert.Equal(
            "InvalidLimit,CnnParams.PowerShell.Commands.TestCnnBudgetCommand",
            session.Value(
                $"Register-CnnDevice Mute -Bandwidth 1G; try {{ {ModuleSession.Article} | Test-CnnBudget -Device Mute "
                    + $"}} catch {{ $_.FullyQualifiedErrorId }}; Unregister-CnnDevice Mute"
            )
        );
}
