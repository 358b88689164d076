# Audits as a user's script makes them: tables from files, summaries that tools printed.

BeforeAll {
    $root = Split-Path (Split-Path $PSScriptRoot)
    Import-Module "$root/CnnParams.psd1" -Force
    $examples = "$root/module/examples"
    $lenet = & "$examples/LeNet.ps1" | ForEach-Object { $_.Layer }
}

Describe 'A table that was published wrong' {
    BeforeAll {
        $verdicts = Import-Csv "$examples/claims.csv" | Test-CnnClaim -Network $lenet
    }

    It 'gets a verdict for each figure' {
        $verdicts.Count | Should -Be 24
        ($verdicts | Where-Object Judgement -EQ Correct).Count | Should -Be 19
    }

    # 5*5*1*8+8, 5*5*1*16+16, 400*120+1, 120*84+1, 84*10+1
    It '<Layer> has <Claimed> by <Mistake>' -ForEach @(
        @{ Layer = 'CONV1'; Claimed = 208; Mistake = 'DepthForgotten' }
        @{ Layer = 'CONV2'; Claimed = 416; Mistake = 'DepthForgotten' }
        @{ Layer = 'FC3'; Claimed = 48001; Mistake = 'OneBias' }
        @{ Layer = 'FC4'; Claimed = 10081; Mistake = 'OneBias' }
        @{ Layer = 'Softmax'; Claimed = 841; Mistake = 'OneBias' }
    ) {
        $verdict = $verdicts | Where-Object { $_.Layer -eq $Layer -and $_.Judgement -eq 'Wrong' }
        $verdict.MistakeId | Should -BeExactly $Mistake
        $working, $result = $verdict.Calculation -split ' = '
        & ([scriptblock]::Create($working)) | Should -Be $Claimed
        $result | Should -Be $Claimed
    }

    It 'survives a file and another session, and is still shown' {
        $verdicts | Export-Clixml "$TestDrive/verdicts.xml"
        $again = Import-Clixml "$TestDrive/verdicts.xml"
        $again[3].Layer | Should -Be $verdicts[3].Layer
        $again | Out-String -Width 160 | Should -Match 'the\s+3\s+input\s+channels\s+are\s+forgotten'
        ($verdicts | ConvertTo-Csv | ConvertFrom-Csv).Count | Should -Be 24
    }
}

Describe 'A summary that a tool printed' {
    It 'is read <How>' -ForEach @(
        @{ How = 'line by line'; Script = { Get-Content "$examples/keras-summary.txt" | ConvertFrom-CnnSummary } }
        @{ How = 'as a whole'; Script = { Get-Content "$examples/keras-summary.txt" -Raw | ConvertFrom-CnnSummary } }
        @{ How = 'as an argument'; Script = { ConvertFrom-CnnSummary (Get-Content "$examples/keras-summary.txt") } }
        @{ How = 'by path'; Script = { ConvertFrom-CnnSummary -Path "$examples/keras-*.txt" } }
        @{ How = 'from Get-ChildItem'; Script = { Get-ChildItem "$examples/keras-summary.txt" | ConvertFrom-CnnSummary } }
    ) {
        $rows = & $Script
        $rows.Count | Should -Be 9
        ($rows | Where-Object IsTotal).Parameters | Should -Be 62958
    }

    It 'holds against the network that it is of' {
        $verdicts = ConvertFrom-CnnSummary -Path "$examples/keras-summary.txt" | Test-CnnClaim -Network $lenet
        $verdicts | Where-Object Judgement -EQ Wrong | Should -BeNullOrEmpty
    }
}

Describe 'An explanation' {
    It 'is text in the language of the culture' {
        $lenet | Show-CnnExplanation -Name CONV1 -AsText | Should -Match 'not 608'
        ($lenet | Show-CnnExplanation -Name CONV1 -Culture zh-CN | Out-String) -replace '\s' | Should -Match '\u6ee4\u6ce2\u5668\u6570'
    }
}
