# Runs a suite of Pester, or only finds its tests, and writes for each a line of JSON: its name, how it went, and why.
# The file that tests are in stands for what is no test: its discovery, and the blocks before and after tests.
param(
    [Parameter(Mandatory)][string] $Pester,
    [Parameter(Mandatory)][string] $Suite,
    [Parameter(Mandatory)][string] $Result,
    [switch] $List
)

# No preference is set here: the tests would inherit it.
Import-Module $Pester -ErrorAction Stop
$configuration = New-PesterConfiguration
$configuration.Run.Path = $Suite
$configuration.Run.PassThru = $true
$configuration.Run.SkipRun = [bool] $List
$configuration.Output.Verbosity = 'None'
$run = Invoke-Pester -Configuration $configuration

# <Name> and <_> in a name stand for the data of a test, or of a block around it. Pester fills them in when it runs them.
function Expand-Name([string] $Name, $Data) {
    [regex]::Replace($Name, '<(\w+)>', {
            param($match)
            $key = $match.Groups[1].Value
            if ($key -eq '_') { "$Data" } elseif ($Data -is [Collections.IDictionary] -and $Data.Contains($key)) { "$($Data[$key])" } else { $match.Value }
        })
}

function Get-FullName($Item) {
    $names = for ($at = $Item; $at -and $at.Name -ne 'Root'; $at = if ($at.ItemType -eq 'Test') { $at.Block } else { $at.Parent }) {
        Expand-Name $at.Name $at.Data
    }
    [array]::Reverse($names)
    ($names -join ' > ') -replace '\s+', ' '
}

function Get-Block($Block) {
    $Block
    foreach ($inner in $Block.Blocks) { Get-Block $inner }
}

# The message, and the places in the suite; those in Pester say nothing.
function Format-Error($Record) {
    ($Record | ForEach-Object {
            $_.Exception.Message
            $_.ScriptStackTrace -split '\r?\n' | Where-Object { $_.Contains('.Tests.ps1') }
        }) -join "`n"
}

$seen = @{}
$lines = foreach ($container in $run.Containers) {
    $file = Split-Path $container.Item -Leaf
    $blocks = @($container.Blocks | ForEach-Object { Get-Block $_ })
    $problems = @($container) + $blocks | Where-Object { $_.ErrorRecord } | ForEach-Object { Format-Error $_.ErrorRecord }
    @{ Name = $file; Passed = -not $problems; Message = $problems -join "`n" }
    foreach ($test in $blocks | ForEach-Object { $_.Tests }) {
        $name = "$file > $(Get-FullName $test)"
        $count = $seen[$name] = 1 + $seen[$name]
        @{
            Name    = if ($count -eq 1) { $name } else { "$name ($count)" }
            Passed  = $test.Result -eq 'Passed'
            Message = "$($test.Result)`n$(Format-Error $test.ErrorRecord)"
        }
    }
}
[IO.File]::WriteAllLines($Result, [string[]]($lines | ForEach-Object { $_ | ConvertTo-Json -Compress }))
