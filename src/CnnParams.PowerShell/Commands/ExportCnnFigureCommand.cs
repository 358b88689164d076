using System.Management.Automation;
using CnnParams.Measuring;
using CnnParams.Reports;
using CnnParams.Reports.Figures;

namespace CnnParams.PowerShell.Commands;

/// <summary>
/// Export-CnnFigure: draws networks as the figures of papers, as SVG or for LaTeX: stacks of feature maps, volumes, or
/// boxes with branches and skips.
/// </summary>
[Cmdlet(
    VerbsData.Export,
    "CnnFigure",
    SupportsShouldProcess = true,
    DefaultParameterSetName = FileSet,
    HelpUri = HelpLinks.ExportCnnFigure
)]
[OutputType(typeof(FileInfo))]
[OutputType(typeof(string))]
public sealed class ExportCnnFigureCommand : ExportTextCommand
{
    // Names, and not types of the reports: those would be loaded with the module.

    /// <summary>The format; found by the extension when not given.</summary>
    [Parameter]
    [ValidateSet("Svg", "Tikz")]
    public string? Format { get; set; }

    /// <summary>What the figure looks like; what suits the network when not given.</summary>
    [Parameter]
    [ValidateSet("FeatureMaps", "Volumes", "Blocks")]
    public string? Style { get; set; }

    /// <summary>The colours.</summary>
    [Parameter]
    [ValidateSet("Color", "OkabeIto", "Print", "Dark")]
    public string Theme { get; set; } = "Color";

    /// <summary>What is said of each stage, in order.</summary>
    [Parameter]
    [ValidateSet("Name", "Operation", "Shape", "Parameters", "Macs", "ActivationSize", "ReceptiveField")]
    [ValidateNotNull]
    public string[] Label { get; set; } = ["Name", "Operation", "Shape", "Parameters"];

    private protected override void Write(NetworkMeasurement measurement, TextFiles files)
    {
        var options = new FigureOptions
        {
            Style = Enum.TryParse(Style, ignoreCase: true, out FigureStyle style) ? style : null,
            Theme = Theme,
            Labels = Label,
            Numbers = Numbers() ?? NumberText.Grouped,
            Depth = FoldedTo,
        };
        if (files.Choose(NetworkFigure.Formats, Format) is { } format)
            files.Write(measurement.Network, format.Extensions[0], () => format.Write(measurement, options));
    }
}
