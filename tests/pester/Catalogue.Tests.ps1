# The catalogue as a user's script meets it.

BeforeAll {
    $root = Split-Path (Split-Path $PSScriptRoot)
    Import-Module "$root/CnnParams.psd1" -Force
    function Get-Text($Object) { ($Object | Out-String -Width 140) -replace '\x1b\[[0-9;]*m' }
}

Describe 'Get-CnnArchitecture' {
    # torchvision 0.14.1; keras/src/applications at 3422977.
    It '<Name> in <Variant> has <Parameters> parameters' -ForEach @(
        @{ Name = 'ResNet50'; Variant = 'torchvision'; Parameters = 25557032 }
        @{ Name = 'ResNet50'; Variant = 'Keras'; Parameters = 25636712 }
        @{ Name = 'VGG16'; Variant = 'torchvision'; Parameters = 138357544 }
        @{ Name = 'EfficientNetB0'; Variant = 'Keras'; Parameters = 5330571 }
        @{ Name = 'ViT_B_16'; Variant = 'torchvision'; Parameters = 86567656 }
    ) {
        (Get-CnnArchitecture $Name -Variant $Variant).Parameters | Should -Be $Parameters
        (Get-CnnArchitecture $Name -Variant $Variant -AsNetwork | Measure-CnnParameters -Summary).Parameters | Should -Be $Parameters
    }

    It 'shows a table and a list' {
        $text = Get-Text (Get-CnnArchitecture LeNet5)
        $text | Should -Match 'Name\s+Variant\s+Year\s+InputShape\s+Parameters\s+Macs\s+Title'
        $text | Should -Match 'LeNet5\s+modern\s+1998\s+\(1,32,32\)\s+61,?706\s+416,?520'
        Get-Text (Get-CnnArchitecture LeNet5 -Variant original | Format-List) | Should -Match '(?s)Note\s+: As published.*Identifier\s+: doi:10.1109/5.726791'
    }

    It 'sorts, exports and comes back' {
        $entries = Get-CnnArchitecture ResNet18, VGG11, LeNet5 -Variant torchvision, modern
        ($entries | Sort-Object Parameters).Name | Should -BeExactly 'LeNet5', 'ResNet18', 'VGG11'
        $csv = $entries | ConvertTo-Csv | ConvertFrom-Csv
        $csv[0].Name | Should -BeExactly 'ResNet18'
        $csv[0].Options | Should -BeExactly 'Classes, Resolution, Channels, IncludeTop, Layout'
        ($csv | Get-CnnArchitecture).Parameters | Should -Be $entries.Parameters

        $file = "$TestDrive/entries.xml"
        $entries | Export-Clixml $file
        $back = Import-Clixml $file
        Get-Text $back | Should -BeExactly (Get-Text $entries)
        ($back | Get-CnnArchitecture -AsNetwork | Measure-CnnParameters -Summary).Parameters | Should -Be $entries.Parameters
    }

    It 'gives a table of layers that a CSV file keeps' {
        Get-CnnArchitecture ResNet18 -AsTable | Export-Csv "$TestDrive/resnet18.csv" -NoTypeInformation
        $totals = Import-Csv "$TestDrive/resnet18.csv" | New-CnnLayer | Measure-CnnParameters -Summary
        # torchvision 0.14.1: resnet18()
        $totals.Parameters | Should -Be 11689512
        $totals.Macs | Should -Be 1814073344
    }
}

Describe 'Register-CnnArchitecture' {
    AfterEach { Unregister-CnnArchitecture First*, Second*, layers* }

    It 'takes a table of layers' {
        Register-CnnArchitecture -Path "$root/module/examples/layers.csv"
        $own = Get-CnnArchitecture layers
        $own.Parameters | Should -Be (Import-Csv "$root/module/examples/layers.csv" | New-CnnLayer | Measure-CnnParameters -Summary).Parameters
    }

    It 'takes every file of a folder that can be read, and reports the others' {
        Copy-Item "$root/module/examples/layers.csv" "$TestDrive/First.csv"
        Copy-Item "$root/module/examples/LeNet.keras.json" "$TestDrive/Second.keras.json"
        'Type,Filters', 'Conv2D,none' | Set-Content "$TestDrive/Third.csv"
        'text' | Set-Content "$TestDrive/Fourth.txt"
        Register-CnnArchitecture -Path $TestDrive -ErrorVariable problems -ErrorAction SilentlyContinue -WarningAction SilentlyContinue
        (Get-CnnArchitecture First, Second).Name | Should -BeExactly 'First', 'Second'
        $problems.Count | Should -Be 1
        $problems[0].FullyQualifiedErrorId | Should -BeLike 'InvalidSetting,*'
        $problems[0].TargetObject | Should -BeLike '*Third.csv'
    }
}

Describe 'New-CnnBlock' {
    It 'makes ResNet-50 from its table' {
        $layers = New-CnnLayer Input -Shape 224, 224, 3 |
            New-CnnLayer Conv2D -Filters 64 -KernelSize 7 -Stride 2 -Padding 3 -UseBias $false |
            New-CnnLayer BatchNormalization |
            New-CnnLayer ReLU |
            New-CnnLayer MaxPool2D -PoolSize 3 -Stride 2 -Padding 1
        $stages = @(64, 3), @(128, 4), @(256, 6), @(512, 3)
        foreach ($stage in $stages) {
            $filters, $count = $stage
            foreach ($i in 1..$count) {
                $stride = if ($i -eq 1 -and $filters -gt 64) { 2 } else { 1 }
                $layers = $layers | New-CnnBlock Bottleneck -Filters $filters -Stride $stride
            }
        }
        $totals = $layers | New-CnnLayer GlobalAveragePool2D | New-CnnLayer Dense -Units 1000 | Measure-CnnParameters -View PyTorch -Summary
        # torchvision 0.14.1: resnet50()
        $totals.Parameters | Should -Be 25557032
        $totals.Macs | Should -Be 4089184256
    }
}

# Windows PowerShell has no -Parallel.
if ($PSEdition -ne 'Core') { return }

Describe 'Architectures of the process' {
    It 'has them in the threads of ForEach-Object -Parallel' {
        New-CnnLayer Input -Shape 8 | New-CnnLayer Dense -Units 3 | Register-CnnArchitecture Threads -Force
        $counts = 1..4 | ForEach-Object -Parallel {
            Import-Module "$using:root/CnnParams.psd1"
            (Get-CnnArchitecture Threads -Classes $_).Parameters
        }
        Unregister-CnnArchitecture Threads
        ($counts | Sort-Object) | Should -Be 9, 18, 27, 36
    }
}
