namespace CnnParams.Auditing.Summaries;

/// <summary>A row of a summary that a tool printed: what it says of a layer, or of the whole network.</summary>
public sealed class SummaryRow
{
    /// <summary>
    /// The layer's name as the tool gives it, with the names of the blocks that it lies in where the tool says them;
    /// <c>Total</c> for the network.
    /// </summary>
    public string Name { get; internal init; } = "";

    /// <summary>The layer's type in the tool's words.</summary>
    public string Type { get; internal init; } = "";

    /// <summary>The printed output shape, the batch in front; empty where there is none.</summary>
    public string OutputShape { get; internal init; } = "";

    /// <summary>The printed parameters: a number, or a text such as <c>9.41 k</c> where the tool rounds.</summary>
    public object? Parameters { get; internal init; }

    /// <summary>The printed trainable parameters of the network.</summary>
    public object? TrainableParameters { get; internal init; }

    /// <summary>The printed parameters of the network that are not trained.</summary>
    public object? NonTrainableParameters { get; internal init; }

    /// <summary>The printed multiply-accumulates, whatever the tool calls them: a number, or a rounded text.</summary>
    public object? Macs { get; internal init; }

    /// <summary>The printed FLOPs of a table that no tool is known for: a number, or a rounded text.</summary>
    public object? Flops { get; internal init; }

    /// <summary>
    /// The name of the network that the row belongs to; empty where the text has one summary without a name.
    /// </summary>
    public string Network { get; internal init; } = "";

    /// <summary>Whether the row is of the whole network.</summary>
    public bool IsTotal { get; internal init; }

    /// <summary>How deep the layer lies in blocks, from 0.</summary>
    public int Depth { get; internal init; }

    /// <summary>The tool that printed the summary.</summary>
    public string Source { get; internal init; } = "";

    /// <inheritdoc/>
    public override string ToString() => Name.Length > 0 ? Name : Type;
}
