# Rows and networks that come back from other processes and runspaces: they keep their properties and their views.

BeforeAll {
    $root = Split-Path (Split-Path $PSScriptRoot)
    $manifest = "$root/CnnParams.psd1"
    Import-Module $manifest -Force
    $rows = & "$root/module/examples/LeNet.ps1"

    function Get-Text($Object) { ($Object | Out-String -Width 120) -replace '\x1b\[[0-9;]*m' }

    # What a table says of each row, and of all in its heading. A copy does not know of the rows beside it: its columns
    # are as wide as they are, calculations may go on in other lines, and no totals follow.
    function Get-Shown($Object) {
        (Get-Text $Object) -split '\r?\n' | Where-Object { $_ -match '^\S|Network:' -and $_ -notmatch '^(Total|-)' } |
            ForEach-Object { ($_ -split '\s+')[0..5] -join ' ' }
    }
}

Describe 'Rows that come back' {
    BeforeAll {
        $rows | Export-Clixml "$TestDrive/rows.xml"
        $back = @{
            'a file of Export-Clixml' = Import-Clixml "$TestDrive/rows.xml"
            'a job'                   = Start-Job { Import-Module $using:manifest; & "$using:root/module/examples/LeNet.ps1" } | Receive-Job -Wait -AutoRemoveJob
        }
    }

    It 'from <_> sum, sort and read as before' -ForEach 'a file of Export-Clixml', 'a job' {
        $returned = $back[$_]
        $returned | Should -HaveCount $rows.Count
        ($returned | Measure-Object Parameters -Sum).Sum | Should -Be 62958
        ($returned | Sort-Object Parameters -Descending)[0].Name | Should -Be 'FC3'
        $returned[1].OutputShape | Should -Be '(28,28,8)'
        $returned[1].Calculation | Should -BeExactly $rows[1].Calculation
        ($returned | Select-Object Name, ActivationSize, Macs, Formula | ConvertTo-Json) |
            Should -BeExactly ($rows | Select-Object Name, ActivationSize, Macs, Formula | ConvertTo-Json)
    }

    It 'from <_> are shown by the same view, with the totals' -ForEach 'a file of Export-Clixml', 'a job' {
        Get-Shown $back[$_] | Should -BeExactly (Get-Shown $rows)
    }
}

# Windows PowerShell has no -Parallel.
if ($PSEdition -ne 'Core') { return }

Describe 'ForEach-Object -Parallel' {
    It 'measures in many runspaces at once, each with its own import' {
        $sums = 1..8 | ForEach-Object -ThrottleLimit 4 -Parallel {
            Import-Module $using:manifest
            New-CnnLayer Input -Shape 32, 32, 3 | New-CnnLayer Conv2D -Filters $_ -KernelSize 5 | Measure-CnnParameters -Summary
        }
        $sums | Sort-Object Parameters | ForEach-Object Parameters | Should -Be (1..8 | ForEach-Object { 76 * $_ })
    }

    It 'takes layers from one runspace to another' {
        $layers = & { New-CnnLayer Input -Shape 8, 8, 1 | New-CnnLayer Conv2D -Filters 2 -KernelSize 3 }
        1 | ForEach-Object -Parallel { Import-Module $using:manifest; ($using:layers | Measure-CnnParameters -Summary).Parameters } | Should -Be 20
    }
}
