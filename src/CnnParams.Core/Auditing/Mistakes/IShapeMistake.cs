using CnnParams.Measuring;

namespace CnnParams.Auditing.Mistakes;

/// <summary>A mistake about the output shape of a layer. The search finds every class that is one.</summary>
[FoundByItself]
internal interface IShapeMistake
{
    /// <summary>The shapes that the mistake leads to; none where it cannot be made.</summary>
    IEnumerable<MistakenShape> Make(LayerMeasurement row);
}

/// <summary>A wrong shape.</summary>
/// <param name="Slip">The mistake.</param>
/// <param name="Axes">The axes that it leads to.</param>
/// <param name="Rules">How the axes come about, where that is more than to write them down.</param>
internal sealed record MistakenShape(Slip Slip, IReadOnlyList<long> Axes, string Rules = "")
{
    /// <summary>How the shape comes about.</summary>
    internal string Calculation => Rules.Length > 0 ? Rules : $"({string.Join(",", Axes)})";
}
