# What a user's script sees of the module: what the promises of the README mean at the prompt.

BeforeAll {
    $root = Split-Path (Split-Path $PSScriptRoot)
    Import-Module "$root/CnnParams.psd1" -Force
    $layers = @(
        New-CnnLayer Input INPUT -Shape 32, 32, 3
        New-CnnLayer Conv2D CONV1 -Filters 8 -KernelSize 5
        New-CnnLayer MaxPool2D POOL1 -PoolSize 2
        New-CnnLayer Conv2D CONV2 -Filters 16 -KernelSize 5
        New-CnnLayer MaxPool2D POOL2 -PoolSize 2
        New-CnnLayer FullyConnected FC3 -Units 120
        New-CnnLayer FullyConnected FC4 -Units 84
        New-CnnLayer FullyConnected Softmax -Units 10
    )
    $rows = $layers | Measure-CnnParameters

    function Get-Text($Object) { ($Object | Out-String -Width 120) -replace '\x1b\[[0-9;]*m' }

    # What a table says of each row, and of all in its heading. A copy does not know of the rows beside it: its columns
    # are as wide as they are, calculations may go on in other lines, and no totals follow.
    function Get-Shown($Object) {
        (Get-Text $Object) -split '\r?\n' | Where-Object { $_ -match '^\S|Network:' -and $_ -notmatch '^(Total|-)' } |
            ForEach-Object { ($_ -split '\s+')[0..5] -join ' ' }
    }
}

Describe 'The network of the article' {
    # The article's own table.
    It '<Name> has shape <Shape>, activation <Activation> and <Parameters> parameters' -ForEach @(
        @{ Name = 'INPUT'; Shape = '(32,32,3)'; Activation = 3072; Parameters = 0 }
        @{ Name = 'CONV1'; Shape = '(28,28,8)'; Activation = 6272; Parameters = 608 }
        @{ Name = 'POOL1'; Shape = '(14,14,8)'; Activation = 1568; Parameters = 0 }
        @{ Name = 'CONV2'; Shape = '(10,10,16)'; Activation = 1600; Parameters = 3216 }
        @{ Name = 'POOL2'; Shape = '(5,5,16)'; Activation = 400; Parameters = 0 }
        @{ Name = 'FC3'; Shape = '(120)'; Activation = 120; Parameters = 48120 }
        @{ Name = 'FC4'; Shape = '(84)'; Activation = 84; Parameters = 10164 }
        @{ Name = 'Softmax'; Shape = '(10)'; Activation = 10; Parameters = 850 }
    ) {
        $row = $rows | Where-Object Name -EQ $Name
        "$($row.OutputShape)" | Should -BeExactly $Shape
        $row.ActivationSize | Should -Be $Activation
        $row.Parameters | Should -Be $Parameters
    }

    It 'has 62958 parameters' {
        ($rows | Measure-Object Parameters -Sum).Sum | Should -Be 62958
        ($layers | Measure-CnnParameters -Summary).Parameters | Should -Be 62958
    }

    It 'reads as the article writes its formulas' {
        ($rows | Where-Object Name -EQ CONV1).Formula | Should -BeExactly '((m * n * d) + 1) * k'
        ($rows | Where-Object Name -EQ FC3).Formula | Should -BeExactly '(c * p) + (1 * c)'
    }

    It 'shows calculations that give the count' {
        foreach ($row in $rows) {
            $working, $result = $row.Calculation -split ' = '
            & ([scriptblock]::Create($working)) | Should -Be $row.Parameters
            if ($result) { $result | Should -Be $row.Parameters }
        }
    }

    It 'is the same as one pipeline' {
        $piped = & "$root/module/examples/LeNet.ps1"
        ($piped | ConvertTo-Csv) | Should -BeExactly ($rows | ConvertTo-Csv)
    }

    It 'is the same from a CSV file' {
        $read = Import-Csv "$root/module/examples/layers.csv" | New-CnnLayer | Measure-CnnParameters
        ($read | ConvertTo-Csv) | Should -BeExactly ($rows | ConvertTo-Csv)
    }

    It 'is the same as a model file of Keras, but for its Flatten' {
        $read = Import-CnnModel "$root/module/examples/LeNet.keras.json" | Measure-CnnParameters
        $read | Where-Object Type -NE Flatten | ForEach-Object Parameters | Should -Be $rows.Parameters
    }
}

Describe 'Rows' {
    It 'are shown as a table under their totals' {
        $text = Get-Text $rows
        $text | Should -Match 'Network: 62958 parameters, 62958 trainable, 251\.83 kB as Float32'
        $text | Should -Match 'Name\s+Type\s+OutputShape\s+ActivationSize\s+Parameters\s+MACs\s+Calculation'
        $text | Should -Match 'CONV1\s+Conv2D\s+\(28,28,8\)\s+6272\s+608\s+470400\s+\(\(5 \* 5'
    }

    It 'are shown by Format-Table with the columns that are asked for' {
        Get-Text ($rows | Format-Table Name, Parameters) | Should -Match 'FC3\s+48120'
    }

    It 'sort and filter as numbers' {
        ($rows | Sort-Object Parameters -Descending | Select-Object -First 3).Name | Should -Be FC3, FC4, CONV2
        ($rows | Where-Object Parameters -GT 1000).Name | Should -Be CONV2, FC3, FC4
    }

    It 'come back from a CSV file' {
        $rows | Export-Csv "$TestDrive/rows.csv" -NoTypeInformation
        $read = Import-Csv "$TestDrive/rows.csv"
        $read.Name | Should -Be $rows.Name
        $read.Parameters | Should -Be $rows.Parameters
        $read.Calculation | Should -Be $rows.Calculation
        $read[1].Weights | Should -BeExactly 'kernel 5x5x3x8, bias 8'
        Get-Content "$TestDrive/rows.csv" | Should -Not -Match 'System\.|CnnParams\.'
    }

    It 'become JSON without a warning' {
        # Rows in an array, weights in a list of each, and the properties of each weight.
        $json = $rows | ConvertTo-Json -Depth 4 -WarningVariable warnings -WarningAction SilentlyContinue
        $warnings | Should -BeNullOrEmpty
        $read = $json | ConvertFrom-Json
        $read[1].Parameters | Should -Be 608
        $read[1].Weights | ForEach-Object Count | Should -Be 600, 8
        $read[1].OutputShape.Sizes | Should -Be 28, 28, 8
    }

    It 'come back from Export-Clixml and are shown the same' {
        $rows | Export-Clixml "$TestDrive/rows.xml"
        $read = Import-Clixml "$TestDrive/rows.xml"
        ($read | Measure-Object Parameters -Sum).Sum | Should -Be 62958
        Get-Shown $read | Should -BeExactly (Get-Shown $rows)
    }

    It 'come back from Export-Clixml folded, and with another convention' {
        $layers | Measure-CnnParameters -Depth 1 | Export-Clixml "$TestDrive/blocks.xml"
        $read = Import-Clixml "$TestDrive/blocks.xml"
        ($read | Measure-Object Macs -Sum).Sum | Should -Be 849320
        Get-Shown $read | Should -BeExactly (Get-Shown ($layers | Measure-CnnParameters -Depth 1))
        $costs = $layers | Measure-CnnParameters -CostConvention torchinfo
        $costs | Export-Clixml "$TestDrive/costs.xml"
        Get-Shown (Import-Clixml "$TestDrive/costs.xml") | Should -BeExactly (Get-Shown $costs)
    }

    It 'come back from Export-Clixml as totals' {
        $layers | Measure-CnnParameters -Summary | Export-Clixml "$TestDrive/totals.xml"
        (Import-Clixml "$TestDrive/totals.xml").PeakActivationBytes | Should -Be 37376
    }

    It 'come back from a job and are shown the same' {
        $job = Start-Job {
            Import-Module "$using:root/CnnParams.psd1"
            & "$using:root/module/examples/LeNet.ps1"
        }
        $read = $job | Receive-Job -Wait -AutoRemoveJob
        ($read | Measure-Object Parameters -Sum).Sum | Should -Be 62958
        $read[1].PSObject.TypeNames | Should -Contain 'Deserialized.CnnParams.Measuring.LayerMeasurement'
        Get-Shown $read | Should -BeExactly (Get-Shown $rows)
    }

    It 'are shown the same when they come back, as is all else with a view of its own: <_>' -ForEach @(
        { Get-CnnArchitecture LeNet5 }
        { Get-CnnDevice *STM32F4* }
        { $layers | Test-CnnBudget -MaxParameters 50000 }
        { Compare-CnnModel (Get-CnnArchitecture ResNet18 -AsNetwork) (Get-CnnArchitecture ResNet34 -AsNetwork) | Select-Object -First 3 }
        { $layers | Test-CnnClaim -Claim @{ Name = 'CONV1'; Parameters = 208 } }
        { $layers | Show-CnnExplanation | Select-Object -First 2 }
        { Find-CnnArchitecture -Parameters 25557032 | Select-Object -First 2 }
        { $layers | Find-CnnDesign -Vary @{ 'CONV1.Filters' = 4, 8 } -MaxParameters 62000 }
    ) {
        $shown = & $_
        $shown | Should -Not -BeNullOrEmpty
        $shown | Export-Clixml "$TestDrive/shown.xml"
        Get-Text (Import-Clixml "$TestDrive/shown.xml") | Should -BeExactly (Get-Text $shown)
    }

    It 'hide what is not plain' {
        $rows[0].PSObject.Properties.Name | Should -Not -Contain 'Layer'
        $rows[0].Layer.Type | Should -Be Input
        $rows[0].Totals.Parameters | Should -Be 62958
    }
}

Describe 'Errors' {
    It '<Id> for <Script>' -ForEach @(
        @{ Id = 'UnknownLayerType'; Script = { New-CnnLayer Conv9D } }
        @{ Id = 'UnknownSetting'; Script = { New-CnnLayer MaxPool2D -Filters 8 } }
        @{ Id = 'MissingSetting'; Script = { New-CnnLayer Conv2D -KernelSize 3 } }
        @{ Id = 'InvalidSetting'; Script = { New-CnnLayer Conv2D -Filters -1 -KernelSize 3 } }
        @{ Id = 'MissingInputLayer'; Script = { New-CnnLayer Conv2D -Filters 8 -KernelSize 3 | Measure-CnnParameters } }
        @{ Id = 'WindowTooLarge'; Script = { New-CnnLayer Input -Shape 4, 4, 3 | New-CnnLayer Conv2D -Filters 8 -KernelSize 5 | Measure-CnnParameters } }
        @{ Id = 'IndivisibleGroups'; Script = { New-CnnLayer Input -Shape 8, 8, 3 | New-CnnLayer Conv2D -Filters 8 -KernelSize 3 -Groups 2 | Measure-CnnParameters } }
        @{ Id = 'UnknownInput'; Script = { New-CnnLayer Input -Shape 8, 8, 3 | New-CnnLayer Flatten -Inputs nobody | Measure-CnnParameters } }
        @{ Id = 'CyclicNetwork'; Script = { New-CnnLayer Input -Shape 8, 8, 3 | New-CnnLayer Dropout a -Inputs b | New-CnnLayer Dropout b -Inputs a | Measure-CnnParameters } }
        @{ Id = 'DuplicateName'; Script = { New-CnnLayer Input -Shape 8, 8, 3 | New-CnnLayer Dropout a | New-CnnLayer Dropout a | Measure-CnnParameters } }
        @{ Id = 'ShapeMismatch'; Script = { New-CnnLayer Input x -Shape 8, 8, 3 | New-CnnLayer Conv2D y -Filters 4 -KernelSize 3 | New-CnnLayer Add -Inputs x, y | Measure-CnnParameters } }
        @{ Id = 'SizeOverflow'; Script = { New-CnnLayer Input -Shape 4000000000, 4000000000, 3 | Measure-CnnParameters } }
        @{ Id = 'UnknownSetting'; Script = { [pscustomobject]@{ Type = 'Flatten'; StratAxis = 1 } | New-CnnLayer } }
        @{ Id = 'WrongInputCount'; Script = { New-CnnLayer Input -Shape 8, 8, 3 | New-CnnLayer Add | Measure-CnnParameters } }
        @{ Id = 'InvalidShape'; Script = { New-CnnLayer Input -Shape 8 | New-CnnLayer Conv2D -Filters 1 -KernelSize 1 | Measure-CnnParameters } }
        @{ Id = 'InvalidWeightSharing'; Script = { New-CnnLayer Input -Shape 8 | New-CnnLayer Dense -Units 8 -WeightsFrom nobody | Measure-CnnParameters } }
        @{ Id = 'UnknownCostConvention'; Script = { try { $layers | Measure-CnnParameters -CostConvention thob } catch { $_ } } }
        @{ Id = 'NotALayer'; Script = { 'text' | Measure-CnnParameters } }
        @{ Id = 'FileNotFound'; Script = { Import-CnnModel './no such file.onnx' } }
    ) {
        $problems = & $Script 2>&1 | Where-Object { $_ -is [Management.Automation.ErrorRecord] }
        ($problems.FullyQualifiedErrorId -split ',')[0] | Should -BeExactly $Id
    }

    It 'do not stop the pipeline' {
        $made = [pscustomobject]@{ Type = 'Nonsense' }, [pscustomobject]@{ Type = 'Flatten' } | New-CnnLayer -ErrorAction SilentlyContinue -ErrorVariable problems
        # What could not be made leaves something in its place, so that no total without it is exact.
        $made.Type | Should -Be Nonsense, Flatten
        $problems.Count | Should -Be 1
    }
}

Describe 'Completion of <Text>' -ForEach @(
    @{ Text = 'New-CnnLayer Conv2'; Offer = 'Conv2D' }
    @{ Text = 'New-CnnLayer Conv2D -Padding sa'; Offer = 'same' }
    @{ Text = 'New-CnnLayer Activation -Function sig'; Offer = 'sigmoid' }
    @{ Text = 'New-CnnLayer Conv2D -Kern'; Offer = '-KernelSize' }
    @{ Text = 'Measure-CnnParameters -View Py'; Offer = 'PyTorch' }
    @{ Text = 'Measure-CnnParameters -CostConvention ptf'; Offer = 'ptflops-aten' }
    @{ Text = 'New-CnnLayer Conv2D -DataType Int'; Offer = 'Int4' }
    @{ Text = 'Get-CnnLayerType MaxP'; Offer = 'MaxPool2D' }
) {
    It 'offers <Offer>' {
        (TabExpansion2 $Text $Text.Length).CompletionMatches.CompletionText | Should -Contain $Offer
    }
}

Describe 'The module' {
    It 'exports what its manifest says' {
        $manifest = Test-ModuleManifest "$root/CnnParams.psd1"
        (Get-Command -Module CnnParams -CommandType Cmdlet).Name | Sort-Object | Should -Be ($manifest.ExportedCmdlets.Keys | Sort-Object)
        (Get-Alias Measure-CnnParameter).Definition | Should -Be Measure-CnnParameters
    }

    It 'has help for <_>' -ForEach 'New-CnnLayer', 'Measure-CnnParameters', 'Get-CnnLayerType' {
        $help = Get-Help $_ -Full
        $help.examples.example.Count | Should -BeGreaterOrEqual 3
        $help.parameters.parameter | ForEach-Object { $_.description.Text | Should -Not -BeNullOrEmpty }
    }

    It 'has about topics' {
        Get-Help about_CnnLayers | Out-String | Should -Match 'THE TYPES AND THEIR SETTINGS'
    }
}

Describe 'Writing networks' {
    It 'gives back the same rows from <_>' -ForEach 'LeNet.json', 'LeNet.psd1', 'LeNet.keras.json', 'LeNet.onnx' {
        $layers | Export-CnnModel -Path "$TestDrive/$_"
        $read = Import-CnnModel -LiteralPath "$TestDrive/$_" | Measure-CnnParameters
        ($read | Measure-Object Parameters -Sum).Sum | Should -Be 62958
        ($read | Measure-Object Macs -Sum).Sum | Should -Be ($rows | Measure-Object Macs -Sum).Sum
    }

    It 'writes a data file that PowerShell reads itself' {
        $layers | Export-CnnModel -Path "$TestDrive/data.psd1"
        $data = Import-PowerShellDataFile -LiteralPath "$TestDrive/data.psd1"
        $data.Layers.Count | Should -Be 8
        $data.Layers[0].Shape | Should -Be 32, 32, 3
        $data.Layers[1].Type | Should -BeExactly 'Conv2D'
    }

    It 'writes entries of the catalogue to a folder, each under its name' {
        $written = Get-CnnArchitecture SqueezeNet1_1, ResNet18 | Export-CnnModel -Path $TestDrive -Format PyTorch -PassThru
        $written.Name | Sort-Object | Should -Be 'ResNet18.py', 'SqueezeNet1_1.py'
        $written[0].Length | Should -BeGreaterThan 1000
    }

    It 'writes nothing when a layer is in the way, and names it' {
        New-CnnLayer Input -Shape 8, 8, 4 | New-CnnLayer LocalResponseNormalization norm1 |
            Export-CnnModel -Path "$TestDrive/norm.keras.json" -ErrorVariable problem -ErrorAction SilentlyContinue
        $problem[0].FullyQualifiedErrorId | Should -BeLike 'InexpressibleLayer,*'
        "$($problem[0])" | Should -BeLike "*'norm1'*"
        "$TestDrive/norm.keras.json" | Should -Not -Exist
    }
}

Describe 'Other views and short units' {
    It 'are wide' {
        Get-Text ($rows | Format-Wide -Column 3) | Should -Match 'CONV1 \(28,28,8\)'
        Get-Text ($layers | Format-Wide -Column 3) | Should -Match 'CONV1 \(Conv2D\)'
    }

    It 'list a network with where it comes from' {
        $network = Import-CnnModel "$root/module/examples/LeNet.keras.json"
        Get-Text ($network | Format-List) | Should -Match 'Format\s+: Keras[\s\S]+Layers\s+: 9'
    }

    It 'give megabytes without a column of their own' {
        $totals = $layers | Measure-CnnParameters -Summary
        $totals.WeightMB | Should -Be 0.251832
        $totals.PeakActivationMB | Should -Be 0.037376
        $totals.TotalMB | Should -Be 0.289208
        $totals.GigaMacs | Should -Be 0.00084932
        ($rows | Where-Object Name -EQ CONV1).ActivationMB | Should -Be 0.025088
        $totals | ConvertTo-Json -Depth 1 -WarningAction Ignore | Should -Not -Match 'TotalMB'
    }
}
