using System.Globalization;

namespace CnnParams.Measuring.Arena;

/// <summary>
/// Where each tensor of a network lies at inference: one block of memory, the arena, in which tensors that are not
/// alive at the same time share their bytes. Weights, and what a runtime keeps besides, are not in it.
/// </summary>
public sealed class ArenaPlan
{
    internal ArenaPlan(string network, ArenaOptions options, IReadOnlyList<ArenaTensor> tensors)
    {
        Network = network;
        Algorithm = options.Algorithm;
        Alignment = options.Alignment;
        InPlace = options.InPlace;
        Scratch = options.Scratch;
        Tensors = new TextList<ArenaTensor>(tensors);
    }

    /// <summary>The network's name; empty for one that was typed.</summary>
    public string Network { get; }

    /// <summary>How tensors got their places.</summary>
    public ArenaAlgorithm Algorithm { get; }

    /// <summary>What the size of each buffer was rounded up to a multiple of, in bytes.</summary>
    public int Alignment { get; }

    /// <summary>Which operators write over what they read.</summary>
    public InPlaceOperations InPlace { get; }

    /// <summary>The kernels whose scratch buffers are in the plan.</summary>
    public ScratchKernels Scratch { get; }

    /// <summary>The types of the tensors' numbers.</summary>
    public string DataType { get; internal init; } = "";

    /// <summary>The number of samples at once.</summary>
    public long BatchSize { get; internal init; }

    /// <summary>The operators that run: layers, without those that are folded or fused into another.</summary>
    public int Operators { get; internal init; }

    /// <summary>The bytes of the arena.</summary>
    public long ArenaBytes { get; internal init; }

    /// <summary>
    /// The most bytes that are alive at once, which no plan of this order of operators can do without.
    /// </summary>
    public long LowerBoundBytes { get; internal init; }

    /// <summary>
    /// What the arena is larger than <see cref="LowerBoundBytes"/>: bytes that lie unused at the peak.
    /// </summary>
    public long FragmentationBytes => ArenaBytes - LowerBoundBytes;

    /// <summary>The layer at which <see cref="LowerBoundBytes"/> are alive; the first of several.</summary>
    public string PeakLayer { get; internal init; } = "";

    /// <summary>The tensors that are alive there.</summary>
    public TextList<string> PeakTensors => new(Tensors.Where(tensor => tensor.IsAtPeak).Select(tensor => tensor.Name));

    /// <summary>The tensors in the order in which they are written, then the scratch buffers.</summary>
    public TextList<ArenaTensor> Tensors { get; }

    /// <summary>The layers of the operators in the order in which they run.</summary>
    public TextList<string> Order { get; internal init; } = TextList<string>.None;

    /// <summary>What came of the search for another order; empty where none was asked for.</summary>
    public string OrderSearch { get; internal init; } = "";

    /// <summary>
    /// What patches of the first layers would save, an estimate; null where none was asked for, or helps.
    /// </summary>
    public PatchEstimate? Patch { get; internal init; }

    /// <summary>How far <see cref="ArenaBytes"/> can be trusted.</summary>
    public Trust Trust { get; internal init; }

    /// <summary>What is not in the plan, or not certain.</summary>
    public TextList<string> Notes { get; internal init; } = TextList<string>.None;

    /// <summary>The plan in a line.</summary>
    public override string ToString() =>
        string.Format(
            CultureInfo.InvariantCulture,
            "{0}{1}{2} bytes by {3}, at least {4}",
            Network.Length > 0 ? Network + ": " : "",
            Quantity.Bound(Trust),
            ArenaBytes,
            Algorithm,
            LowerBoundBytes
        );
}
