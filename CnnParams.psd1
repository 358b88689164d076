@{
    # One package for both editions: Windows PowerShell 5.1 loads the legacy build.
    RootModule           = if ($PSEdition -eq 'Core') { 'module/bin/net8.0/CnnParams.PowerShell.dll' } else { 'module/bin/netstandard2.0/CnnParams.PowerShell.dll' }
    # The domain, of which both editions load one build.
    RequiredAssemblies   = 'module/bin/netstandard2.0/CnnParams.Core.dll'
    ModuleVersion        = '0.1.0'
    GUID                 = '6f0b2f0e-8d0c-4a57-9a35-2d0c8f1f6f3b'
    Author               = 'CnnParams contributors'
    CompanyName          = 'CnnParams contributors'
    Copyright            = '(c) CnnParams contributors. MIT licence.'
    Description          = 'Shapes, activation sizes, parameters and costs of convolutional networks, exact and explained: every number shows the formula it comes from. No deep-learning framework needed.'
    PowerShellVersion    = '5.1'
    CompatiblePSEditions = 'Desktop', 'Core'
    TypesToProcess       = 'module/CnnParams.Types.ps1xml'
    FormatsToProcess     = 'module/CnnParams.Format.ps1xml'
    FunctionsToExport    = @()
    CmdletsToExport      = @(
        'Compare-CnnModel'
        'ConvertFrom-CnnCode'
        'ConvertFrom-CnnSummary'
        'Export-CnnFigure'
        'Export-CnnModel'
        'Export-CnnReport'
        'Export-CnnText'
        'Find-CnnArchitecture'
        'Find-CnnDesign'
        'Find-CnnSetting'
        'Format-CnnTree'
        'Get-CnnArchitecture'
        'Get-CnnBlockType'
        'Get-CnnDevice'
        'Get-CnnFormat'
        'Get-CnnLayerType'
        'Import-CnnModel'
        'Measure-CnnArena'
        'Measure-CnnMemory'
        'Measure-CnnParameters'
        'Measure-CnnQuantization'
        'Measure-CnnRoofline'
        'New-CnnBlock'
        'New-CnnLayer'
        'Register-CnnArchitecture'
        'Register-CnnDevice'
        'Resolve-CnnTotal'
        'Show-CnnExplanation'
        'Test-CnnBudget'
        'Test-CnnClaim'
        'Unregister-CnnArchitecture'
        'Unregister-CnnDevice'
    )
    VariablesToExport    = @()
    AliasesToExport      = 'Measure-CnnParameter'
    PrivateData          = @{
        PSData = @{
            Tags         = 'CNN', 'DeepLearning', 'NeuralNetwork', 'Parameters', 'MACs', 'FLOPs', 'Keras', 'PyTorch', 'ONNX', 'PSEdition_Desktop', 'PSEdition_Core', 'Windows', 'Linux', 'MacOS'
            LicenseUri   = 'https://github.com/cnnparams/CnnParams/blob/main/LICENSE'
            ProjectUri   = 'https://github.com/cnnparams/CnnParams'
            ReleaseNotes = 'https://github.com/cnnparams/CnnParams/blob/main/CHANGELOG.md'
        }
    }
}
