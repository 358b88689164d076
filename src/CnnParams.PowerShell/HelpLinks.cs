namespace CnnParams.PowerShell;

/// <summary>Where Get-Help -Online goes.</summary>
internal static class HelpLinks
{
    private const string Root = "https://github.com/cnnparams/CnnParams/blob/main/docs/en-US/";

    internal const string NewCnnLayer = Root + "New-CnnLayer.md";

    internal const string MeasureCnnMemory = Root + "Measure-CnnMemory.md";

    internal const string MeasureCnnParameters = Root + "Measure-CnnParameters.md";

    internal const string MeasureCnnArena = Root + "Measure-CnnArena.md";

    internal const string GetCnnFormat = Root + "Get-CnnFormat.md";

    internal const string ConvertFromCnnCode = Root + "ConvertFrom-CnnCode.md";

    internal const string ImportCnnModel = Root + "Import-CnnModel.md";

    internal const string GetCnnArchitecture = Root + "Get-CnnArchitecture.md";

    internal const string GetCnnBlockType = Root + "Get-CnnBlockType.md";

    internal const string NewCnnBlock = Root + "New-CnnBlock.md";

    internal const string RegisterCnnArchitecture = Root + "Register-CnnArchitecture.md";

    internal const string UnregisterCnnArchitecture = Root + "Unregister-CnnArchitecture.md";

    internal const string MeasureCnnRoofline = Root + "Measure-CnnRoofline.md";

    internal const string MeasureCnnQuantization = Root + "Measure-CnnQuantization.md";

    internal const string TestCnnClaim = Root + "Test-CnnClaim.md";

    internal const string ConvertFromCnnSummary = Root + "ConvertFrom-CnnSummary.md";

    internal const string FindCnnArchitecture = Root + "Find-CnnArchitecture.md";

    internal const string ResolveCnnTotal = Root + "Resolve-CnnTotal.md";

    internal const string ShowCnnExplanation = Root + "Show-CnnExplanation.md";

    internal const string TestCnnBudget = Root + "Test-CnnBudget.md";

    internal const string GetCnnDevice = Root + "Get-CnnDevice.md";

    internal const string RegisterCnnDevice = Root + "Register-CnnDevice.md";

    internal const string UnregisterCnnDevice = Root + "Unregister-CnnDevice.md";

    internal const string CompareCnnModel = Root + "Compare-CnnModel.md";

    internal const string FindCnnDesign = Root + "Find-CnnDesign.md";

    internal const string FindCnnSetting = Root + "Find-CnnSetting.md";
    internal const string ExportCnnModel = Root + "Export-CnnModel.md";

    internal const string ExportCnnReport = Root + "Export-CnnReport.md";

    internal const string FormatCnnTree = Root + "Format-CnnTree.md";

    internal const string ExportCnnFigure = Root + "Export-CnnFigure.md";

    internal const string ExportCnnText = Root + "Export-CnnText.md";

    internal const string GetCnnLayerType = Root + "Get-CnnLayerType.md";
}
