using CnnParams.Explaining;
using CnnParams.Formulas;
using CnnParams.Layers;
using CnnParams.Shapes;

namespace CnnParams.Measuring.Conventions;

/// <summary>
/// How a tool counts: gives the number that it prints for a network, its faults included. A tool maps each piece of a
/// layer's <see cref="Work"/> to a number; docs/conventions.md tells the differences with numbers.
/// </summary>
[FoundByItself]
public abstract class CostConvention
{
    private static readonly Formula Biased = new("m + a", "m: multiply-accumulates; a: additions of a bias");

    private static readonly Formula Each = new("n * e", "n: operations on each value; e: values");

    private static readonly Formula OutputGrid = new(
        "w * u",
        "w: weights of the kernel; u: positions of the output, where those of the input would be right"
    );

    private static readonly Formula BiasedOutputGrid = new(
        "(w * u) + a",
        "w: weights of the kernel; u: positions of the output, where those of the input would be right; a: additions "
            + "of a bias"
    );

    private const string OwnModule = "a module of its own";

    private const string IsFused =
        "PyTorch may compute this as one function in eval mode, of which hooks see nothing: its version decides";

    private static readonly ModuleCall[] OtherCalls = [ModuleCall.Again, ModuleCall.Function];

    private protected CostConvention() { }

    /// <summary>The name that users write: <c>ptflops-aten</c>.</summary>
    public abstract string Name { get; }

    /// <summary>Other names for it.</summary>
    public virtual IReadOnlyList<string> Aliases => [];

    /// <summary>The tool and the version whose rules these are.</summary>
    public abstract string Tool { get; }

    /// <summary>What the number counts, whatever the tool calls it.</summary>
    public abstract string Unit { get; }

    /// <summary>The rule in a line, with what is known to be wrong with it.</summary>
    public abstract string Summary { get; }

    /// <summary>What the tool makes of a piece of a layer's arithmetic, on one sample.</summary>
    private protected abstract CostTerm Cost(Work work, LayerMeasurement row);

    /// <summary>
    /// What the tool makes of arithmetic that is no module's own: the same, unless it looks at modules.
    /// </summary>
    private protected virtual CostTerm CostOfCall(ModuleCall call, Work work, LayerMeasurement row) => Cost(work, row);

    /// <summary>
    /// Whether the tool sees a network by hooks on its modules, and calls it so that PyTorch may compute several of
    /// them as one function.
    /// </summary>
    private protected virtual bool MissesFused => false;

    /// <summary>
    /// What the tool makes of a row's weights besides its arithmetic: those of a module that works by operators alone.
    /// </summary>
    private protected virtual CostTerm CostOfWeights(LayerMeasurement row) => CostTerm.Nothing;

    /// <summary>What the tool prints for a layer.</summary>
    public ConventionCost CostOf(LayerMeasurement row)
    {
        var terms = new List<Working>();
        var leftOut = new List<string>();
        var assumptions = new List<string>();
        if (row.Failure is not null)
            return new ConventionCost(this, row.TrustReason);
        foreach (var work in row.Work.Where(work => work.Kind != WorkKind.DataMovement))
        {
            if (work.Macs is null)
                return new ConventionCost(this, row.TrustReason);
            var term = TermOf(work, row);
            if (row.Layer.Call == ModuleCall.Unknown && DependsOnCall(term, work, row))
                assumptions.Add(OwnModule);
            if (term.Assumption.Length > 0)
                assumptions.Add(term.Assumption);
            if (term.UnknownBecause.Length > 0)
                return new ConventionCost(this, term.UnknownBecause);
            if (term.Working is { } working)
                terms.Add(working);
            else
                leftOut.Add(NameOf(work));
        }

        var weights = CostOfWeights(row);
        if (weights.UnknownBecause.Length > 0)
            return new ConventionCost(this, weights.UnknownBecause);
        if (weights.Working is { Value: not 0 } once)
            terms.Add(once);
        return ConventionCost.Of(this, new WorkingSum(terms, row.Options.BatchSize), leftOut, assumptions);
    }

    // Where the source does not say how it is computed, it is taken for a module.
    private CostTerm TermOf(Work work, LayerMeasurement row) =>
        row.Layer.Call switch
        {
            ModuleCall.Module or ModuleCall.Unknown => Cost(work, row),
            ModuleCall.Fused => Cost(work, row) is var term && MissesFused && term.Differs(CostTerm.Nothing)
                ? CostTerm.Unknown(IsFused)
                : term,
            var call => CostOfCall(call, work, row),
        };

    private bool DependsOnCall(CostTerm term, Work work, LayerMeasurement row)
    {
        try
        {
            return OtherCalls.Any(call => CostOfCall(call, work, row).Differs(term));
        }
        catch (OverflowException)
        {
            // There is no number then, which is said where the terms are added up.
            return false;
        }
    }

    /// <summary>What the tool prints for a network.</summary>
    /// <exception cref="LayerException">The total is too large.</exception>
    public ConventionTotals TotalsOf(NetworkMeasurement measurement)
    {
        try
        {
            return new ConventionTotals(this, measurement);
        }
        catch (OverflowException exception)
        {
            throw new LayerException(
                ErrorId.SizeOverflow,
                $"The total of {measurement.Network} under {Name} is larger than 2^63-1.",
                exception
            );
        }
    }

    /// <summary>A number of operations for each value that the work computes or reads.</summary>
    private protected static Working PerElement(Work work, long operations) => Each.With(operations, work.Elements);

    /// <summary>A number of operations for each input value.</summary>
    private protected static Working PerInput(LayerMeasurement row, long operations) =>
        Each.With(operations, InputElements(row));

    /// <summary>Multiply-accumulates and additions of a bias.</summary>
    private protected static Working WithBias(Work work) =>
        work.BiasAdds == 0 ? work.Macs! : Biased.With(work.Macs!.Value, work.BiasAdds);

    /// <summary>
    /// A transposed convolution counted as if its kernel were applied at each position of the output: as many times too
    /// much as its strides make the image larger.
    /// </summary>
    private protected static Working OnOutputGrid(LayerMeasurement row) =>
        OutputGrid.With(KernelElements(row), row.OutputShape.Positions ?? 0);

    /// <summary>The same, and the additions of the bias.</summary>
    private protected static Working WithBiasOnOutputGrid(Work work, LayerMeasurement row) =>
        BiasedOutputGrid.With(KernelElements(row), row.OutputShape.Positions ?? 0, work.BiasAdds);

    /// <summary>The weights of the kernel of a convolution.</summary>
    private protected static long KernelElements(LayerMeasurement row) =>
        Weights(row).Where(weight => weight.Role == WeightRole.Kernel).Sum(weight => weight.Count);

    /// <summary>The weights that training changes.</summary>
    private protected static long LearnedElements(LayerMeasurement row) =>
        Weights(row).Where(weight => weight.IsLearned).Sum(weight => weight.Count);

    /// <summary>What is learned of a linear layer beside its kernel.</summary>
    private protected static long BiasElements(LayerMeasurement row) => LearnedElements(row) - KernelElements(row);

    /// <summary>
    /// Whether the program names the padding of a convolution ("same"); null where it does not, false where the source
    /// says no more than what it comes to.
    /// </summary>
    private protected static bool? NamesPadding(LayerMeasurement row) =>
        (row.Layer as Convolution)?.Padding.Mode switch
        {
            PaddingMode.Same => row.Layer.Call != ModuleCall.Unknown,
            // A source that pads nothing says 0.
            PaddingMode.Valid when row.Layer.Notes.Module is not null || row.Layer.Call == ModuleCall.Function => true,
            _ => null,
        };

    /// <summary>Whether the module of a layer is of one of these classes, or the source names none.</summary>
    private protected static bool IsOf(LayerMeasurement row, HashSet<string> classes) =>
        row.Layer.Notes.Module is not { } module || classes.Contains(module);

    /// <summary>
    /// Whether the module is of one of these classes, or of one that derives from it, or the source names none.
    /// </summary>
    private protected static bool DerivesFrom(LayerMeasurement row, HashSet<string> classes) =>
        row.Layer.Notes.Module is not { } module
        || classes.Contains(module.Substring(module.IndexOf('(') + 1).TrimEnd(')'));

    /// <summary>The modules of one step of a recurrent network, whose parts are layers here.</summary>
    private protected static bool IsCell(LayerMeasurement row) =>
        row.Layer.Notes.Module is "RNNCell" or "GRUCell" or "LSTMCell";

    /// <summary>Whether the module has others within that compute its weights (nn.utils.parametrizations).</summary>
    private protected static bool IsParametrized(LayerMeasurement row) =>
        row.Layer.Notes.Module?.StartsWith("Parametrized", StringComparison.Ordinal) == true;

    /// <summary>The classes of all ranks: Conv1d, Conv2d and Conv3d of Conv.</summary>
    private protected static HashSet<string> Classes(string ofEachRank, string others) =>
        new(
            ofEachRank
                .Split(' ')
                .SelectMany(name => new[] { name + "1d", name + "2d", name + "3d" })
                .Concat(others.Split(' ')),
            StringComparer.Ordinal
        );

    /// <summary>The input values.</summary>
    private protected static long InputElements(LayerMeasurement row) => row.SeenInputs.First.ElementCount ?? 0;

    // By the layer's rule: a view may have moved them elsewhere.
    private static IReadOnlyList<Weight> Weights(LayerMeasurement row) => row.Layer.Weights(row.SeenInputs) ?? [];

    private static string NameOf(Work work) =>
        work.Detail.Length > 0 ? $"{work.Kind} {work.Detail}" : work.Kind.ToString();

    /// <inheritdoc/>
    public override string ToString() => Name;
}
