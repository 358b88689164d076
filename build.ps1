<#
.SYNOPSIS
    Builds, tests, checks and packs CnnParams, in Windows PowerShell 5.1 and in PowerShell 7.
.DESCRIPTION
    Build    the module, into module/bin, and its help, into en-US (the default)
    Test     dotnet test: all tests
    Format   C# as CSharpier has it, which the tests check
    Analyze  PSScriptAnalyzer, where it is installed
    Package  the folder that the PowerShell Gallery takes, and its .nupkg, into out
    Clean    deletes what the other tasks have made
.EXAMPLE
    ./build.ps1
.EXAMPLE
    ./build.ps1 Analyze Test Package
#>
[CmdletBinding()]
param(
    [Parameter(Position = 0, ValueFromRemainingArguments)]
    [ValidateSet('Build', 'Test', 'Format', 'Analyze', 'Package', 'Clean')]
    [string[]] $Task = 'Build',

    [ValidateSet('Debug', 'Release')]
    [string] $Configuration = 'Release',

    # Where Package puts what it makes.
    [string] $Out = "$PSScriptRoot/out",

    # Package takes the module as it was built last.
    [switch] $NoBuild
)

$ErrorActionPreference = 'Stop'
Set-StrictMode -Version 3.0

$root = $PSScriptRoot
$solution = "$root/CnnParams.slnx"
$built = "$root/module/bin", "$root/en-US"

function Invoke-Checked([string] $Program, [string[]] $Argument) {
    & $Program @Argument
    if ($LASTEXITCODE -ne 0) { throw "$Program $($Argument[0]) failed with exit code $LASTEXITCODE." }
}

function Test-Installed([string] $Module, [version] $Version) {
    $found = Get-Module $Module -ListAvailable | Where-Object Version -ge $Version
    if (-not $found) { Write-Warning "$Module $Version or later is not installed: skipped." }
    [bool] $found
}

function Invoke-Build {
    Invoke-Checked dotnet 'build', $solution, '--configuration', $Configuration
}

function Invoke-Test {
    Invoke-Checked dotnet 'test', $solution, '--configuration', $Configuration
}

function Invoke-Format {
    Invoke-Checked dotnet 'build', "$root/tests/CnnParams.Core.Tests", '-target:Restore;Format', '-verbosity:quiet'
}

function Invoke-Analyze {
    if (Test-Installed PSScriptAnalyzer 1.20) {
        $findings = @('CnnParams.psd1', 'build.ps1', 'module', 'tests' |
                ForEach-Object { Invoke-ScriptAnalyzer "$root/$_" -Recurse -Settings "$root/tests/ScriptAnalyzerSettings.psd1" })
        $findings | Format-Table Severity, RuleName, ScriptName, Line, Message -Wrap | Out-Host
        if ($findings) { throw "$($findings.Count) findings." }
    }
}

function Invoke-Package {
    if (-not $NoBuild) {
        # From nothing, so that no file of an earlier build gets in.
        Remove-Built $built
        Invoke-Build
    }
    $folder = "$Out/CnnParams/$((Test-ModuleManifest "$root/CnnParams.psd1").Version)"
    Remove-Built $folder, "$Out/*.nupkg"
    $null = New-Item $folder -ItemType Directory
    'CnnParams.psd1', 'LICENSE', 'NOTICE', 'README.md', 'en-US', 'module' | ForEach-Object { Copy-Item "$root/$_" $folder -Recurse }
    Get-ChildItem $folder -Recurse -Filter *.pdb | Remove-Item
    Get-ChildItem "$folder/module/bin" -Recurse -Filter *.dll | ForEach-Object { Clear-Symbol $_.FullName }

    Add-Bom $folder

    if (Test-Installed Microsoft.PowerShell.PSResourceGet 1.0) {
        # The package comes from a publication to a folder: the same checks as the Gallery's.
        $repository = "CnnParams-$PID"
        Register-PSResourceRepository $repository -Uri $Out -Trusted
        try { Publish-PSResource $folder -Repository $repository }
        finally { Unregister-PSResourceRepository $repository }
    }
    Get-Item $folder, "$Out/*.nupkg"
}

# Blanks what a library brings for debuggers within itself, of which a third of a megabyte would be shipped.
function Clear-Symbol([string] $Path) {
    $bytes = [IO.File]::ReadAllBytes($Path)
    $image = [Reflection.PortableExecutable.PEReader]::new([IO.MemoryStream]::new($bytes))
    try {
        $entries = $image.ReadDebugDirectory()
        $start = 0
        $null = $image.PEHeaders.TryGetDirectoryOffset($image.PEHeaders.PEHeader.DebugTableDirectory, [ref] $start)
        for ($i = 0; $i -lt $entries.Length; $i++) {
            $entry = $entries[$i]
            if ($entry.Type -eq 'EmbeddedPortablePdb') {
                [array]::Clear($bytes, $entry.DataPointer, $entry.DataSize)
                [array]::Clear($bytes, $start + 28 * $i, 28)
                [IO.File]::WriteAllBytes($Path, $bytes)
            }
        }
    }
    finally { $image.Dispose() }
}

# What of others is in the package, with versions and licences (cyclonedx.org): the same for the same sources.
function Add-Bom([string] $Folder) {
    Push-Location $root
    try {
        $null = Invoke-Checked dotnet 'tool', 'restore', '--verbosity', 'quiet'
        $bom, $modern = 'Formats', 'Hdf5' | ForEach-Object {
            $null = Invoke-Checked dotnet (-split "tool run dotnet-CycloneDX -- $root/src/CnnParams.$_/CnnParams.$_.csproj --output $Folder --filename bom.json --output-format Json --exclude-dev --disable-package-restore --no-serial-number --set-name CnnParams --set-version $(Split-Path $Folder -Leaf)")
            Get-Content "$Folder/bom.json" -Raw | ConvertFrom-Json
        }
    }
    finally { Pop-Location }
    # Of what the modern edition has of its own, only that is in it which the framework has not.
    $shipped = (Get-ChildItem "$Folder/module/bin" -Recurse -Filter *.dll).BaseName
    $added = @($modern.components | Where-Object { $_.name -in $shipped -and $_.name -notin $bom.components.name })
    $bom.components += $added
    $bom.dependencies += @($modern.dependencies | Where-Object ref -in $added.'bom-ref')
    ($bom.dependencies | Where-Object ref -eq $bom.metadata.component.'bom-ref').dependsOn += $added.'bom-ref'
    # What the pages of reports are bundled with is no package of .NET: its own build lists it.
    $bundled = @(Get-Content "$root/src/CnnParams.Reports/Page/libraries.json" -Raw | ConvertFrom-Json | ForEach-Object { $_ })
    $bom.components += $bundled
    ($bom.dependencies | Where-Object ref -eq $bom.metadata.component.'bom-ref').dependsOn += $bundled.'bom-ref'
    $bom.metadata.PSObject.Properties.Remove('timestamp')
    # Older packages of .NET have an address in place of a licence's name.
    $bom.components.licenses.license | Where-Object { $_.PSObject.Properties['url'] -and $_.url -like '*/dotnet/corefx/*' } | ForEach-Object {
        $_.PSObject.Properties.Remove('name')
        $_ | Add-Member id MIT
    }
    $bom | ConvertTo-Json -Depth 20 -Compress | Set-Content "$Folder/bom.json" -NoNewline
}

function Invoke-Clean {
    Remove-Built ($built + $Out)
    Invoke-Checked dotnet 'clean', $solution, '--configuration', $Configuration, '--verbosity', 'quiet'
}

function Remove-Built([string[]] $Path) {
    $Path | Where-Object { Test-Path $_ } | ForEach-Object { Remove-Item $_ -Recurse -Force }
}

foreach ($name in $Task) { & "Invoke-$name" }
