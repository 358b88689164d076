# The script behind the GitHub Action and the Azure Pipelines example, run as those run it.

# It is for the machines of those services, which have PowerShell 7.
if ($PSEdition -ne 'Core') { return }

BeforeAll {
    $root = Split-Path (Split-Path $PSScriptRoot)
    $powershell = (Get-Process -Id $PID).Path

    function Invoke-Budget([hashtable] $Setting) {
        $report = Join-Path $TestDrive ([guid]::NewGuid())
        $all = @{ CNN_VERSION = "$root/CnnParams.psd1"; CNN_MODEL = "$root/module/examples/LeNet.keras.json"; CNN_REPORT = $report }
        foreach ($name in $Setting.Keys) { $all[$name] = $Setting[$name] }
        foreach ($name in $all.Keys) { [Environment]::SetEnvironmentVariable($name, $all[$name]) }
        try {
            $text = & $powershell -NoProfile -NonInteractive -File "$root/.github/actions/budget/Test-Budget.ps1" 2>&1 | Out-String
            @{ ExitCode = $LASTEXITCODE; Text = $text; Report = $report }
        }
        finally {
            foreach ($name in $all.Keys) { [Environment]::SetEnvironmentVariable($name, $null) }
        }
    }
}

Describe 'The budget of the action' {
    BeforeAll {
        Set-Content "$TestDrive/wide.psd1" "@{ MaxParameters = '100K' }"
        Set-Content "$TestDrive/narrow.psd1" "@{ MaxParameters = '60K'; MaxMacs = '1M' }"
    }

    It 'passes a model that keeps it, and leaves the report' {
        $run = Invoke-Budget @{ CNN_LIMIT = "$TestDrive/wide.psd1"; GITHUB_OUTPUT = "$TestDrive/output" }
        $run.ExitCode | Should -Be 0 -Because $run.Text
        Get-Content "$TestDrive/output" | Should -Be 'passed=true'
        (Get-Content "$($run.Report)/budget.json" -Raw | ConvertFrom-Json).Passed | Should -BeTrue
        (Import-Csv "$($run.Report)/LeNet.csv" | Measure-Object Parameters -Sum).Sum | Should -Be 62958
    }

    It 'fails a model that outgrew it, and says where' {
        $run = Invoke-Budget @{ CNN_LIMIT = "$TestDrive/narrow.psd1" }
        $run.ExitCode | Should -Be 1
        $run.Text | Should -Match '::error title=CNN budget::LeNet: Parameters <= 60000: failed with 62958'
        $run.Text | Should -Not -Match 'Macs <= 1000000: failed'
        Get-Content "$($run.Report)/budget.md" | Should -HaveCount 4
    }

    It 'marks the error as Azure Pipelines reads it there' {
        (Invoke-Budget @{ CNN_LIMIT = "$TestDrive/narrow.psd1"; TF_BUILD = 'True' }).Text | Should -Match '##vso\[task.logissue type=error\]LeNet'
    }

    It 'fails where there is no model' {
        $run = Invoke-Budget @{ CNN_LIMIT = "$TestDrive/wide.psd1"; CNN_MODEL = "$TestDrive/none*.onnx" }
        $run.ExitCode | Should -Be 1
    }
}
