# The package as a user gets it: published to a folder, installed from there, two versions side by side, and gone again.

# Windows PowerShell has no PSResourceGet: the package is made, and tested, in PowerShell 7. It does not depend on Pester:
# the newer one, which starts a dozen processes for it, is enough.
if ($PSEdition -ne 'Core' -or (Get-Module Pester).Version.Major -lt 6) { return }

Describe 'The package' {
    BeforeAll {
        $root = Split-Path (Split-Path $PSScriptRoot)
        $out = "$TestDrive/out"
        $null = & "$root/build.ps1" Package -NoBuild -Out $out
        $version = (Test-ModuleManifest "$root/CnnParams.psd1").Version.ToString()
        $folder = "$out/CnnParams/$version"

        # A process of its own: what it imports and installs is its own, too. It is not the embedded shell, which has the
        # module already; dotnet test says where there is another.
        function Invoke-Apart([string] $Script) {
            $pwsh = if ($env:CNNPARAMS_PWSH) { 'dotnet', $env:CNNPARAMS_PWSH } else { 'pwsh' }
            $program, $arguments = @($pwsh) + '-NoProfile', '-NonInteractive', '-Command', $Script
            $text = & $program $arguments 2>&1
            if ($LASTEXITCODE) { throw "exit code ${LASTEXITCODE}: $text" }
            $text
        }
    }

    It 'is at most 5 MB' {
        (Get-Item "$out/CnnParams.$version.nupkg").Length | Should -BeLessOrEqual 5e6
    }

    It 'has a manifest with all that the Gallery shows' {
        $manifest = Test-ModuleManifest "$folder/CnnParams.psd1"
        $manifest.Guid | Should -Not -Be ([guid]::Empty)
        $manifest.Author, $manifest.Description, $manifest.LicenseUri, $manifest.ProjectUri, $manifest.ReleaseNotes | Should -Not -BeNullOrEmpty
        $manifest.Tags | Should -Contain 'PSEdition_Core'
        $manifest.Tags | Should -Contain 'PSEdition_Desktop'
        $manifest.CompatiblePSEditions | Should -Be 'Desktop', 'Core'
        $manifest.ExportedFormatFiles + $manifest.ExportedTypeFiles | Should -HaveCount 2
        $manifest.ExportedCmdlets.Keys | Should -Not -Contain '*'
    }

    It 'exports every cmdlet that the assembly has, by name' {
        $exported = (Test-ModuleManifest "$root/CnnParams.psd1").ExportedCmdlets.Keys
        $assembly = Invoke-Apart ("`$null = [Reflection.Assembly]::LoadFrom('$folder/module/bin/netstandard2.0/CnnParams.Core.dll'); " +
            "(Import-Module '$folder/module/bin/net8.0/CnnParams.PowerShell.dll' -PassThru).ExportedCmdlets.Keys")
        $exported | Sort-Object | Should -Be ($assembly | Sort-Object)
    }

    It 'has no file that is not needed' {
        $extensions = Get-ChildItem $folder -Recurse -File | Group-Object Extension | ForEach-Object Name
        '.pdb', '.xml.config', '.deps.json', '.cs' | Where-Object { $_ -in $extensions } | Should -BeNullOrEmpty
        Get-ChildItem $folder -Recurse -Filter System.Management.Automation.dll | Should -BeNullOrEmpty
        (Get-ChildItem $folder).Name | Sort-Object | Should -Be ('bom.json', 'CnnParams.psd1', 'en-US', 'LICENSE', 'module', 'NOTICE', 'README.md' | Sort-Object)
    }

    It 'says what of others it brings, and under which licences' {
        $bom = Get-Content "$folder/bom.json" -Raw | ConvertFrom-Json
        $bom.bomFormat | Should -Be 'CycloneDX'
        $notice = Get-Content "$folder/NOTICE" -Raw
        foreach ($component in $bom.components) {
            $component.licenses | Should -Not -BeNullOrEmpty -Because $component.name
            $notice | Should -Match ([regex]::Escape($component.name))
        }
        # Each library in the package is a component of it, or ours.
        Get-ChildItem "$folder/module/bin" -Recurse -Filter *.dll | Where-Object BaseName -notlike 'CnnParams.*' | ForEach-Object {
            $bom.components.name | Should -Contain $_.BaseName
        }
        # So is each that the script and the style of reports bring.
        $bom.components.purl -like 'pkg:npm/*' -replace '@[^@]*$' | Sort-Object | Should -Be @(
            'pkg:npm/%40dagrejs/dagre', 'pkg:npm/%40dagrejs/graphlib', 'pkg:npm/%40fontsource-variable/inter', 'pkg:npm/svg-pan-zoom')
    }

    # Only where the place that modules are installed to can be moved: nothing is left with the user.
    if ($IsWindows) { return }

    Context 'installed from a folder' {
        BeforeAll {
            $older = "$TestDrive/older/CnnParams"
            Copy-Item $folder $older -Recurse -Force
            (Get-Content "$older/CnnParams.psd1" -Raw) -replace "ModuleVersion\s*=\s*'[^']+'", "ModuleVersion = '0.0.9'" | Set-Content "$older/CnnParams.psd1"
            # What is installed goes to the home directory, and so does the list of repositories: here to one of their own.
            $homes = $env:HOME, $env:XDG_DATA_HOME
            $env:HOME = "$TestDrive/home"
            $env:XDG_DATA_HOME = "$TestDrive/home/.local/share"
            $modules = "$env:XDG_DATA_HOME/powershell/Modules"
            # Without .config, NuGet writes its settings to the current folder.
            $null = New-Item $modules, "$env:HOME/.config" -ItemType Directory
            $prepare = "`$env:PSModulePath = '$modules' + [IO.Path]::PathSeparator + `$env:PSModulePath; `$ErrorActionPreference = 'Stop'; "
            Invoke-Apart ($prepare + "Register-PSResourceRepository Local -Uri '$out' -Trusted; Publish-PSResource '$older' -Repository Local; " +
                "'$version', '0.0.9' | ForEach-Object { Install-PSResource CnnParams -Version `$_ -Repository Local -Scope CurrentUser -TrustRepository }")
            "$modules/CnnParams/$version" | Should -Exist
            $measure = '(New-CnnLayer Input -Shape 32,32,3 | New-CnnLayer Conv2D -Filters 8 -KernelSize 5 | Measure-CnnParameters -Summary).Parameters'
        }

        AfterAll { $env:HOME, $env:XDG_DATA_HOME = $homes }

        It 'works, version <_> beside the other' -ForEach 'new', '0.0.9' {
            $wanted = if ($_ -eq 'new') { $version } else { $_ }
            $answer = Invoke-Apart ($prepare + "Import-Module CnnParams -RequiredVersion $wanted; $measure; (Get-Module CnnParams).Version.ToString()")
            $answer | Should -Be '608', $wanted
        }

        It 'reads files and sources, with what it has once for both editions' {
            $answer = Invoke-Apart ($prepare + "'$root/module/examples/LeNet.onnx', '$root/tests/data/keras/lenet_seed.h5', " +
                "'$root/tests/data/pytorch-sources/nin.py' | Import-CnnModel | Measure-CnnParameters -Summary | ForEach-Object Parameters")
            $answer | Should -Be '62958', '62958', '1992166'
        }

        It 'makes reports' {
            $answer = Invoke-Apart ($prepare + "Get-CnnArchitecture LeNet5 -AsNetwork | Export-CnnText -AsString -Format Markdown; 'done'")
            $answer[-1] | Should -Be 'done'
            $answer -join '' | Should -Match '\|'
        }

        It 'is found by its cmdlets alone, and explains itself' {
            Invoke-Apart ($prepare + $measure) | Should -Be '608'
            Invoke-Apart ($prepare + '(Get-Help New-CnnLayer).Synopsis; (Get-Help about_CnnParams) -match ''CnnParams'' | Select-Object -First 1') | Should -Not -BeNullOrEmpty
        }

        It 'leaves nothing when it is uninstalled' {
            Invoke-Apart ($prepare + "Uninstall-PSResource CnnParams -Version '*' -Scope CurrentUser")
            "$modules/CnnParams" | Should -Not -Exist
        }
    }
}
