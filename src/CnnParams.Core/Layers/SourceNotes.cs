using System.Globalization;
using CnnParams.Shapes;

namespace CnnParams.Layers;

/// <summary>
/// What the source of a layer says of it besides its settings. It is a text, too, so that a layer that is stored and
/// made again is trusted no more than before.
/// </summary>
public sealed record SourceNotes
{
    internal static SourceNotes None { get; } = new();

    /// <summary>
    /// How the code that the network stands for computes it: tools that hook modules see no functions.
    /// </summary>
    public ModuleCall Call { get; init; }

    /// <summary>
    /// The class of the module, as PyTorch names it: Conv2d; one of the user's own with what it derives from:
    /// MyConv(Conv2d). Null where the source says none, or has a function.
    /// </summary>
    public string? Module { get; init; }

    /// <summary>
    /// The parameters that a weight is computed of in each call, besides as many as it has: the lengths of
    /// weight_norm, 0 for spectral_norm; null where it is a parameter itself.
    /// </summary>
    public long? WeightNorm { get; init; }

    /// <summary>Whether the code pads the image itself, before a convolution: padding_mode='reflect'.</summary>
    public bool IsPaddedBefore { get; init; }

    /// <summary>Whether the code has the samples on another axis of its output than the first.</summary>
    public bool IsBatchBehind { get; init; }

    /// <summary>
    /// Whether fusing for inference takes the layer out: it is merged into another, or read in training alone.
    /// </summary>
    public bool IsForTraining { get; init; }

    /// <summary>
    /// Whether its size is the same for images of every size: it reads texts, or as many places of each.
    /// </summary>
    public bool IsFixedSize { get; init; }

    /// <summary>Whether the code writes its output over its input: <c>inplace=True</c>.</summary>
    public bool IsInPlace { get; init; }

    /// <summary>
    /// The layer whose image size is its output size, which is another for another input; null where none is.
    /// </summary>
    public string? SizeFrom { get; init; }

    /// <summary>Whether the size of that layer is not known, so that the output size stated is not its own.</summary>
    public bool IsSizeOpen { get; init; }

    /// <summary>
    /// Whether a file states the output size, which it may have computed from the input that it was made for.
    /// </summary>
    public bool IsSizeStored { get; init; }

    /// <summary>The input when the output shape was stored; null where it is not tied to its input.</summary>
    public IReadOnlyList<TensorShape>? StoredFor { get; init; }

    /// <summary>
    /// The weights that its file states, which its row keeps where the layer cannot be or leaves them open; null where
    /// it states none.
    /// </summary>
    public IReadOnlyList<Weight>? Stated { get; init; }

    /// <summary>What in its source contradicts its settings; null where nothing does.</summary>
    public string? Contradiction { get; init; }

    /// <summary>What is assumed where its source leaves its shapes or its work open; null where nothing is.</summary>
    public string? Assumption { get; init; }

    /// <summary>What is assumed where its source leaves open what is learned; null where nothing is.</summary>
    public string? WeightAssumption { get; init; }

    /// <summary>The notes that a text holds, as <see cref="ToString"/> writes them.</summary>
    /// <exception cref="LayerException">It holds something else.</exception>
    internal static SourceNotes Parse(string text)
    {
        var notes = None;
        try
        {
            foreach (
                string[] note in text.Split(';')
                    .Where(note => note.Trim().Length > 0)
                    .Select(note => note.Split(['='], 2))
            )
                notes = notes.With(note[0].Trim(), note.Length > 1 ? Plain(note[1]) : "") ?? throw Unreadable(text);
        }
        catch (Exception exception) when (exception is FormatException or OverflowException)
        {
            throw Unreadable(text);
        }

        return notes;
    }

    /// <summary>The notes as a text: <c>Call=Function; SizeFrom=input</c>; empty for none.</summary>
    public override string ToString() =>
        string.Join("; ", Notes().Select(note => $"{note.Name}={Escaped(note.Value)}"));

    private IEnumerable<(string Name, string Value)> Notes()
    {
        if (Call != ModuleCall.Unknown)
            yield return (nameof(Call), Call.ToString());
        if (Module is not null)
            yield return (nameof(Module), Module);
        if (WeightNorm is { } lengths)
            yield return (nameof(WeightNorm), lengths.ToString(CultureInfo.InvariantCulture));
        if (IsPaddedBefore)
            yield return (nameof(IsPaddedBefore), bool.TrueString);
        if (IsBatchBehind)
            yield return (nameof(IsBatchBehind), bool.TrueString);
        if (IsForTraining)
            yield return (nameof(IsForTraining), bool.TrueString);
        if (IsFixedSize)
            yield return (nameof(IsFixedSize), bool.TrueString);
        if (IsInPlace)
            yield return (nameof(IsInPlace), bool.TrueString);
        if (SizeFrom is not null)
            yield return (nameof(SizeFrom), SizeFrom);
        if (IsSizeOpen)
            yield return (nameof(IsSizeOpen), bool.TrueString);
        if (IsSizeStored)
            yield return (nameof(IsSizeStored), bool.TrueString);
        if (StoredFor is not null)
            yield return (nameof(StoredFor), Joined(StoredFor.Select(TextOf)));
        if (Stated is not null)
            yield return (nameof(Stated), Joined(Stated.Select(weight => TextOf(weight))));
        if (Contradiction is not null)
            yield return (nameof(Contradiction), Contradiction);
        if (Assumption is not null)
            yield return (nameof(Assumption), Assumption);
        if (WeightAssumption is not null)
            yield return (nameof(WeightAssumption), WeightAssumption);
    }

    private SourceNotes? With(string name, string value) =>
        name switch
        {
            nameof(Call) => Enum.TryParse(value, out ModuleCall call) && Enum.IsDefined(typeof(ModuleCall), call)
                ? this with
                {
                    Call = call,
                }
                : null,
            nameof(Module) => this with { Module = value },
            nameof(WeightNorm) => long.TryParse(
                value,
                NumberStyles.None,
                CultureInfo.InvariantCulture,
                out long lengths
            )
                ? this with
                {
                    WeightNorm = lengths,
                }
                : null,
            nameof(IsPaddedBefore) => Flag(value, on => this with { IsPaddedBefore = on }),
            nameof(IsBatchBehind) => Flag(value, on => this with { IsBatchBehind = on }),
            nameof(IsForTraining) => Flag(value, on => this with { IsForTraining = on }),
            nameof(IsFixedSize) => Flag(value, on => this with { IsFixedSize = on }),
            nameof(IsInPlace) => Flag(value, on => this with { IsInPlace = on }),
            nameof(SizeFrom) => this with { SizeFrom = value },
            nameof(IsSizeOpen) => Flag(value, on => this with { IsSizeOpen = on }),
            nameof(IsSizeStored) => Flag(value, on => this with { IsSizeStored = on }),
            nameof(StoredFor) => this with { StoredFor = [.. Parted(value).Select(item => TensorShape.Parse(item))] },
            nameof(Stated) => this with
            {
                Stated = [.. Parted(value).Select(item => TensorSpec.Parse(item).ToWeight())],
            },
            nameof(Contradiction) => this with { Contradiction = value },
            nameof(Assumption) => this with { Assumption = value },
            nameof(WeightAssumption) => this with { WeightAssumption = value },
            _ => null,
        };

    private static SourceNotes? Flag(string value, Func<bool, SourceNotes> with) =>
        bool.TryParse(value, out bool on) ? with(on) : null;

    // What is not known of an axis is not asked for, so that its name is of no use; a comma makes it an axis.
    private static string TextOf(TensorShape shape) =>
        shape.HasRank
            ? $"({string.Concat(shape.Axes.Select(axis => axis.IsKnown ? $"{axis.Value}," : "?,"))})"
            : shape.ToString();

    private static string TextOf(Weight weight) =>
        new TensorSpec(weight.Name, new TensorShape([.. weight.Sizes]), weight.Role).ToString();

    // Items are parted by bars, which the names of weights may hold.
    private static string Joined(IEnumerable<string> items) =>
        string.Join("|", items.Select(item => item.Replace("%", "%25").Replace("|", "%7C")));

    private static IEnumerable<string> Parted(string text) =>
        text.Split(['|'], StringSplitOptions.RemoveEmptyEntries)
            .Select(item => item.Replace("%7C", "|").Replace("%25", "%"));

    // Notes are parted by semicolons, which names and contradictions may hold.
    private static string Escaped(string value) => value.Replace("%", "%25").Replace(";", "%3B");

    private static string Plain(string value) => value.Replace("%3B", ";").Replace("%25", "%");

    private static LayerException Unreadable(string text) =>
        new(
            ErrorId.InvalidSetting,
            $"'{text}' is not what the source of a layer says of it; it is left empty, or as it was exported: "
                + "Call=Function"
        )
        {
            Setting = nameof(Layer.SourceNotes),
        };
}
