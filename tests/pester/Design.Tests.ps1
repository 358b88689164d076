# Budgets, comparisons and searches as a user's script has them.

BeforeAll {
    $root = Split-Path (Split-Path $PSScriptRoot)
    Import-Module "$root/CnnParams.psd1" -Force
    $lenet = (& "$root/module/examples/LeNet.ps1").Layer
}

Describe 'A budget in a build' {
    It 'ends a script with the exit code <Code> for <Limit>' -ForEach @(
        @{ Limit = '60K'; Code = 1 }
        @{ Limit = '70K'; Code = 0 }
    ) {
        $shell = (Get-Process -Id $PID).Path
        $script = "Import-Module '$root/CnnParams.psd1'; exit [int](-not (Import-CnnModel '$root/module/examples/LeNet.keras.json' | Test-CnnBudget -MaxParameters $Limit -Quiet))"
        & $shell -NoProfile -Command $script
        $LASTEXITCODE | Should -Be $Code
    }

    It 'holds a network to the totals from before, as they were written' {
        $lenet | Measure-CnnParameters -Summary | ConvertTo-Json > "$TestDrive/before.json"
        $lenet | Test-CnnBudget -Baseline "$TestDrive/before.json" -Quiet | Should -BeTrue
        $lenet | Test-CnnBudget -Baseline "$TestDrive/before.json" -InputShape 36, 36, 3 -Quiet | Should -BeFalse
        $lenet | Test-CnnBudget -Baseline "$root/module/examples/LeNet.keras.json" -MaxGrowth @{ Parameters = 0 } -Quiet | Should -BeTrue
    }

    It 'gives results that survive a CSV file and a job' {
        $lenet | Test-CnnBudget -MaxParameters 60K | Export-Csv "$TestDrive/results.csv" -NoTypeInformation
        $read = Import-Csv "$TestDrive/results.csv"
        $read.Passed | Should -Be 'False'
        $read.Heaviest | Should -BeExactly 'FC3 48120 (76.4 %), FC4 10164 (16.1 %), CONV2 3216 (5.1 %)'
        $lenet | Test-CnnBudget -MaxParameters 60K | Export-Clixml "$TestDrive/results.xml"
        (Import-Clixml "$TestDrive/results.xml").Headroom | Should -Be -2958
    }
}

Describe 'A comparison' {
    It 'is shown as a diff' {
        $other = $lenet | ForEach-Object { if ($_.Name -eq 'FC3') { New-CnnLayer FullyConnected FC3 -Units 64 } else { $_ } }
        $text = Compare-CnnModel $lenet $other | Out-String -Width 140
        $text | Should -Match '35798 parameters \(-27160, -43\.1 %\)'
        $text | Should -Match '(?m)^~ FC3\s+FullyConnected\s+\(120\) -> \(64\)\s+-22456\s+-22400\s+Units 120 -> 64'
        $text | Should -Not -Match 'CONV1'
    }

    It 'has rows that add up' {
        $other = $lenet | Where-Object Name -NE POOL1
        $rows = Compare-CnnModel $lenet $other
        ($rows | Measure-Object ParametersDelta -Sum).Sum | Should -Be (Compare-CnnModel $lenet $other -Summary).ParametersDelta
    }
}

Describe 'A search' {
    It 'gives the same designs in the same order on all processors' {
        $vary = @{ 'CONV1.Filters' = 1..16; 'CONV2.Filters' = 1..16; 'FC3.Units' = 40..140 }
        $alone = $lenet | Find-CnnDesign $vary -MaxParameters 50K -Maximize Parameters -Minimize Macs -First 5
        $all = $lenet | Find-CnnDesign $vary -MaxParameters 50K -Maximize Parameters -Minimize Macs -First 5 -Parallel -ThrottleLimit 3
        $all.Choices | Should -Be $alone.Choices
        $alone[0].Parameters | Should -BeLessOrEqual 50000
    }

    It 'can be split over jobs, and put together' {
        $vary = @{ 'FC3.Units' = 1..200; 'FC4.Units' = 42, 84 }
        $alone = $lenet | Find-CnnDesign $vary -MaxParameters 50K -Maximize Parameters -First 3
        $jobs = 1..2 | ForEach-Object {
            $part = "$_/2"
            Start-Job {
                Import-Module "$using:root/CnnParams.psd1"
                (& "$using:root/module/examples/LeNet.ps1").Layer |
                    Find-CnnDesign @{ 'FC3.Units' = 1..200; 'FC4.Units' = 42, 84 } -MaxParameters 50K -Maximize Parameters -First 3 -Partition $using:part
            }
        }
        $parts = $jobs | Receive-Job -Wait -AutoRemoveJob | Sort-Object @{ Expression = 'Parameters'; Descending = $true }, Number | Select-Object -First 3
        $parts.Choices | Should -Be $alone.Choices
    }

    It 'works backwards from the count of one layer' {
        (New-CnnLayer Conv2D -Filters 128 -KernelSize 7 | Find-CnnSetting InputChannels -Parameters 18944).Value | Should -Be 3
    }
}
