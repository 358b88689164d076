namespace CnnParams.PowerShell.Tests;

/// <summary>
/// A variable that holds nothing, given for a parameter: an error that a person knows, or what is meant without it.
/// </summary>
public sealed class NullArgumentTests(ModuleSession session) : IClassFixture<ModuleSession>
{
    public static TheoryData<string> Commands =>
        [
            "$null | Get-CnnBlockType",
            "$null | Get-CnnDevice",
            "$null | Get-CnnFormat",
            "$null | ConvertFrom-CnnSummary",
            "Get-CnnLayerType -Name @($null)",
            "Get-CnnBlockType -Name:$null",
            "LeNet | Measure-CnnMemory -Checkpoint @($null)",
            "LeNet | Measure-CnnMemory -Freeze:$null",
            "LeNet | Test-CnnBudget -Device $null",
            "LeNet | Resolve-CnnTotal -With $null",
            "LeNet | Export-CnnReport -Title $null -Path TestDrive.html -WhatIf",
            "Get-CnnArchitecture swinv2_cr_tiny_224 -Resolution 7",
        ];

    [Theory]
    [MemberData(nameof(Commands))]
    public void Nothing_is_told_by_an_error_that_is_known(string command)
    {
        var (_, errors) = session.Invoke(command.Replace("LeNet", "'LeNet5'", StringComparison.Ordinal));
        Assert.DoesNotContain(
            errors,
            error => error.FullyQualifiedErrorId.StartsWith("System.", StringComparison.Ordinal)
        );
    }

    [Fact]
    public void A_layer_with_nothing_behind_its_settings_is_not_lost() =>
        Assert.Single(session.Invoke("New-CnnLayer Flatten -XRest:$null").Output);

    // XRest takes what no parameter does, so that the layer is not lost: it may be given anything.
    [Fact]
    public void A_list_says_what_it_does_with_nothing() =>
        Assert.Empty(
            session.Output(
                """
                $says = 'ValidateNotNull|AllowNull|ValidateSet'
                foreach ($command in Get-Command -Module CnnParams -CommandType Cmdlet) {
                    foreach ($property in $command.ImplementingType.GetProperties()) {
                        $given = @($property.GetCustomAttributes([Management.Automation.ParameterAttribute], $true))
                        if ($property.PropertyType.IsArray -and $given.Mandatory -contains $false -and
                            $property.Name -ne 'XRest' -and
                            -not (@($property.GetCustomAttributes($true)) -match $says)) {
                            "$($command.Name) -$($property.Name) wants [ValidateNotNull] or [AllowNull]"
                        }
                    }
                }
                """
            )
        );
}
