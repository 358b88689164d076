using System.Management.Automation;
using CnnParams.Comparing;
using CnnParams.Layers;
using CnnParams.Measuring;
using CnnParams.Networks;

namespace CnnParams.PowerShell.Formatting;

/// <summary>
/// Properties that the module adds to what its commands give, hidden so that an exported object is plain.
/// </summary>
public static class RowMembers
{
    /// <summary>The totals of the network that the row belongs to.</summary>
    public static NetworkTotals? Totals(PSObject row) => (row?.BaseObject as NetworkRow)?.GetTotals();

    /// <summary>The layer that was measured.</summary>
    public static Layer? Layer(PSObject row) => (row?.BaseObject as LayerMeasurement)?.GetLayer();

    /// <summary>The two networks that a row compares.</summary>
    public static NetworkDifference? Networks(PSObject row) => (row?.BaseObject as LayerDifference)?.GetNetworks();

    /// <summary>The network of a design that was found.</summary>
    public static Network? Network(PSObject found) => (found?.BaseObject as INetworkSource)?.ToNetwork();
}
