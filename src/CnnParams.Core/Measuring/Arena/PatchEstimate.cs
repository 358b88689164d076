using System.Globalization;

namespace CnnParams.Measuring.Arena;

/// <summary>
/// What it would save to compute the first layers patch by patch, as MCUNetV2 does (Lin et al. 2021, arXiv:2110.15352):
/// an estimate. Patches overlap, since their borders see beyond them, and what they share is computed again. The input
/// and the output of these layers are held whole; nothing is kept of one patch for the next.
/// </summary>
public sealed class PatchEstimate
{
    internal PatchEstimate(int patches, int operators, string lastLayer)
    {
        Patches = patches;
        Operators = operators;
        LastLayer = lastLayer;
    }

    /// <summary>The patches along each spatial axis.</summary>
    public int Patches { get; }

    /// <summary>How many operators at the beginning run patch by patch.</summary>
    public int Operators { get; }

    /// <summary>The last of their layers, whose output is put together of patches.</summary>
    public string LastLayer { get; }

    /// <summary>The bytes of the arena, about.</summary>
    public long ArenaBytes { get; internal init; }

    /// <summary>The most bytes that are alive while patches are computed.</summary>
    public long PatchBytes { get; internal init; }

    /// <summary>The spatial sizes of the largest piece of the input that a patch needs: <c>51x51</c>.</summary>
    public string InputPatch { get; internal init; } = "";

    /// <summary>
    /// The multiply-accumulates that are computed more than once, in percent of those of the network.
    /// </summary>
    public double MacsOverheadPercent { get; internal init; }

    /// <summary>The estimate in a line.</summary>
    public override string ToString() =>
        string.Format(
            CultureInfo.InvariantCulture,
            "about {0} bytes with {1} patches an axis up to {2}, {3:0.#} % more MACs",
            ArenaBytes,
            Patches,
            LastLayer,
            MacsOverheadPercent
        );
}
