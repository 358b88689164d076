# All examples of all pages in a real PowerShell: the twin of tests/CnnParams.Docs.Tests, which skips those that need
# more than the bare engine. With CNNPARAMS_UPDATE_DOCS=1 the pages are written in place of being compared.

BeforeDiscovery {
    $root = Split-Path (Split-Path $PSScriptRoot)
    $pages = @(Get-ChildItem "$root/docs" -Filter *.md -Recurse) + (Get-Item "$root/README.md") |
        Where-Object { Select-String -LiteralPath $_ -Pattern '^```powershell' -Quiet } |
        ForEach-Object { @{ Page = $_.FullName.Substring($root.Length + 1).Replace('\', '/') } }
}

BeforeAll {
    $root = Split-Path (Split-Path $PSScriptRoot)

    # A fenced block is the index of its first line, and its lines.
    function Get-CodeBlock([string[]] $Line) {
        $block = $null
        for ($i = 0; $i -lt $Line.Count; $i++) {
            if ($null -ne $block -and $Line[$i].TrimEnd() -eq '```') {
                $block
                $block = $null
            }
            elseif ($null -ne $block) {
                $block.Text.Add($Line[$i])
            }
            elseif ($Line[$i] -match '^```(\w*)') {
                $block = [pscustomobject]@{ Language = $Matches[1]; First = $i + 1; Text = [Collections.Generic.List[string]]::new() }
            }
        }
    }

    function Get-Trimmed([string] $Text) {
        (($Text -replace '[ \t]+(?=\r?\n|$)') -replace '\r').Trim("`n")
    }

    # A session of its own for each page, so that a page stands for itself.
    function New-Session([string] $Folder) {
        $session = [powershell]::Create()
        $null = $session.AddScript({
                param($Manifest, $Folder)
                Import-Module $Manifest
                Set-Location -LiteralPath $Folder
                if ($PSStyle) { $PSStyle.OutputRendering = 'PlainText' }
            }.ToString()).AddArgument("$root/CnnParams.psd1").AddArgument($Folder).Invoke()
        $session
    }

    function Invoke-Example([powershell] $Session, [string] $Code) {
        $Session.Commands.Clear()
        $Session.Streams.ClearStreams()
        # Of the 120 columns that the pages are made for, a host keeps the last one free; Out-String does not.
        $output = $Session.AddScript($Code).AddCommand('Out-String').AddParameter('Width', 119).Invoke() -join ''
        $problems = @($Session.Streams.Error)
        $Session.Commands.Clear()
        $errors = $problems | ForEach-Object { "$($_.InvocationInfo.MyCommand.Name): $($_.Exception.Message)" }
        @{ output = Get-Trimmed $output; error = Get-Trimmed ($errors -join "`n") }
    }
}

# The page shows what PowerShell 7 prints; Windows PowerShell lays some of it out differently.
Describe 'Examples of <Page>' -ForEach $pages -Skip:($PSVersionTable.PSVersion.Major -lt 7) {
    It 'print what the page shows' {
        $path = Join-Path $root $Page
        $lines = [Collections.Generic.List[string]](Get-Content -LiteralPath $path)
        $blocks = @(Get-CodeBlock $lines)
        $folder = Join-Path $TestDrive ([guid]::NewGuid())
        Copy-Item "$root/module/examples" $folder -Recurse
        $session = New-Session $folder
        $changes = @(
            for ($i = 0; $i -lt $blocks.Count; $i++) {
                if ($blocks[$i].Language -ne 'powershell') { continue }
                $actual = Invoke-Example $session ($blocks[$i].Text -join "`n")
                $shown = @{ error = '' }
                for ($next = $i + 1; $next -lt $blocks.Count -and $blocks[$next].Language -in 'output', 'text', 'error'; $next++) {
                    $kind = $blocks[$next].Language -replace 'text', 'output'
                    $shown[$kind] = Get-Trimmed ($blocks[$next].Text -join "`n")
                    if ($env:CNNPARAMS_UPDATE_DOCS -eq '1' -and $shown[$kind] -cne $actual[$kind]) {
                        @{ Block = $blocks[$next]; Text = $actual[$kind] }
                        $shown[$kind] = $actual[$kind]
                    }
                }
                foreach ($kind in $shown.Keys) {
                    $actual[$kind] | Should -BeExactly $shown[$kind] -Because "of ${Page}, line $($blocks[$i].First)"
                }
            }
        )
        $session.Dispose()
        foreach ($change in $changes | Sort-Object { $_.Block.First } -Descending) {
            $lines.RemoveRange($change.Block.First, $change.Block.Text.Count)
            $lines.InsertRange($change.Block.First, [string[]]($change.Text -split "`n"))
        }
        if ($changes) { [IO.File]::WriteAllText($path, ($lines -join "`n") + "`n") }
    }
}
