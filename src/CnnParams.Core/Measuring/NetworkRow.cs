namespace CnnParams.Measuring;

/// <summary>A row of a table that a network is shown as: of a layer, of a block or of a branch.</summary>
public abstract class NetworkRow
{
    /// <summary>The totals of the network that the row belongs to.</summary>
    // A method, so that an exported row is plain: the module shows them as a hidden property.
    public abstract NetworkTotals GetTotals();
}
