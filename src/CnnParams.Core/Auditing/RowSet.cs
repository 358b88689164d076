using CnnParams.Measuring;

namespace CnnParams.Auditing;

/// <summary>What is added up: all rows of a network, or those of a block.</summary>
/// <param name="Network">The network.</param>
/// <param name="Rows">The rows.</param>
internal sealed record RowSet(NetworkMeasurement Network, IReadOnlyList<LayerMeasurement> Rows)
{
    /// <summary>Whether it is the whole network, so that what is known of that is true of it.</summary>
    internal bool IsNetwork => Rows.Count == Network.Rows.Count;
}
