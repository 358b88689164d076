using System.Management.Automation;
using CnnParams.Layers;
using CnnParams.Measuring;

namespace CnnParams.PowerShell.Formatting;

/// <summary>Properties that the module adds to a row, hidden so that an exported row is plain.</summary>
public static class RowMembers
{
    /// <summary>The totals of the network that the row belongs to.</summary>
    public static NetworkTotals? Totals(PSObject row) => row?.BaseObject switch
    {
        LayerMeasurement layer => layer.GetTotals(),
        BlockMeasurement block => block.GetTotals(),
        _ => null,
    };

    /// <summary>The layer that was measured.</summary>
    public static Layer? Layer(PSObject row) => (row?.BaseObject as LayerMeasurement)?.GetLayer();
}
