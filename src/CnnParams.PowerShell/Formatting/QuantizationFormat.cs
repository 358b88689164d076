using System.Management.Automation;
using System.Management.Automation.Host;
using CnnParams.Quantizing;

namespace CnnParams.PowerShell.Formatting;

/// <summary>
/// Cells of the table of quantised layers, as the format view calls them. They read properties by name, as those of
/// rows do.
/// </summary>
public static class QuantizationFormat
{
    // The other columns take no more than this with their blanks.
    private const int BesideName = 56;

    /// <summary>The totals over the table; nothing for rows that have come through a file.</summary>
    public static string Heading(PSObject row, PSHost? host = null) =>
        row.BaseObject is LayerQuantization quantized ? RowFormat.Heading(quantized.GetTotals(), host) : "";

    /// <summary>The layer's name, shortened in the middle where it is long.</summary>
    public static string Name(PSObject row, PSHost? host = null) => RowFormat.NameBeside(row, host, BesideName);

    /// <summary>Scales and zero points of weights and of what the layer computes.</summary>
    public static string Constants(PSObject row) =>
        row.Properties["ConstantBytes"]?.Value is long weights
        && row.Properties["ActivationConstantBytes"]?.Value is long activations
            ? RowFormat.Number(checked(weights + activations))
            : RowFormat.Number(null);
}
