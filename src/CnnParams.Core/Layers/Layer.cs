using CnnParams.Explaining;
using CnnParams.Formulas;
using CnnParams.Measuring;
using CnnParams.Shapes;

namespace CnnParams.Layers;

/// <summary>
/// A layer: its settings, and the rules that say what its output shape is, which weights it holds and what it costs.
/// Rules take the input shapes, for one sample; they throw <see cref="LayerException"/> for what cannot be. A layer
/// never changes: what a reader has to say of one that is made (<see cref="With"/>, <see cref="Noted"/>) makes another.
/// </summary>
[FoundByItself]
public abstract class Layer
{
    private LayerPlace _place = LayerPlace.None;
    private SourceNotes _notes = Layers.SourceNotes.None;

    /// <summary>Its name in the network; empty for one that the network names.</summary>
    public string Name
    {
        get => _place.Name;
        init => _place = _place with { Name = value };
    }

    /// <summary>Whether the name is one by default, which the network changes where another layer has it.</summary>
    internal bool HasDefaultName => _place.HasDefaultName;

    /// <summary>The name of its type: <c>Conv2D</c>.</summary>
    public abstract string Type { get; }

    /// <summary>
    /// The layers that it reads, by name; none for the layer before. <c>split:1</c> is the second output of split.
    /// </summary>
    [Setting("The layers that it reads, by name; the layer before when not given.")]
    public IReadOnlyList<string> Inputs
    {
        get => _place.Inputs;
        init => _place = _place with { Inputs = value };
    }

    /// <summary>Whether training changes its weights.</summary>
    [Setting("Whether training changes its weights.")]
    public bool Trainable
    {
        get => _place.Trainable;
        init => _place = _place with { Trainable = value };
    }

    /// <summary>The layer whose weights this one uses, counted once.</summary>
    [Setting("The layer whose weights this one uses; they are counted once.")]
    public string? WeightsFrom
    {
        get => _place.WeightsFrom;
        init => _place = _place with { WeightsFrom = value };
    }

    /// <summary>
    /// The type of its weights and of the output values; 32-bit floating point when neither it nor a file says.
    /// </summary>
    [Setting("The type of its weights and of the output values, for sizes in memory.")]
    public DataType? DataType
    {
        get => _place.DataType;
        init => _place = _place with { DataType = value };
    }

    /// <summary>
    /// The settings that it has been given, as a text: <c>Filters=8, KernelSize=5</c>. Layers of all types have it, so
    /// that a table of layers keeps them, and with <see cref="Type"/> and <see cref="Name"/> it is the whole layer.
    /// </summary>
    public string Settings => LayerText.Settings(this);

    /// <summary>
    /// What its source says of it besides its settings, as a text: <c>Call=Function</c>; empty for a layer that was
    /// typed. A layer that is stored, sent or put in a table keeps it, so that its numbers are trusted no more than
    /// before.
    /// </summary>
    public string SourceNotes => Notes.ToString();

    /// <summary>The tensors of the file that the layer came from, by the names of its weights.</summary>
    public IReadOnlyDictionary<string, StoredTensor>? Stored
    {
        get => _place.Stored;
        init => _place = _place with { Stored = value };
    }

    /// <summary>The fewest and the most layers that it can read.</summary>
    public virtual (int Fewest, int Most) GetArity() => (1, 1);

    /// <summary>
    /// Whether the output is written over the input, fused into the layer before (activation, batch norm).
    /// </summary>
    public virtual bool IsInPlace => false;

    /// <summary>Whether the output is the input's memory under another shape.</summary>
    public virtual bool IsView => false;

    /// <summary>
    /// The axis of its output, counted from 0, that has weights of its own at each position, so that a batch norm over
    /// that axis right after the layer can be folded into them; null where there is none.
    /// </summary>
    internal virtual int? FoldableAxis(TensorShape output) => null;

    /// <summary>
    /// The axis of its input, counted from 0, whose positions it only scales and shifts, by numbers that do not depend
    /// on the input, so that it can be folded into the weights before; null where it does more.
    /// </summary>
    internal virtual int? FoldedAxis(TensorShape input) => null;

    /// <summary>Whether it does nothing at inference.</summary>
    internal virtual bool IsNothing => false;

    /// <summary>
    /// Whether the values that the layer before makes of each class or feature go through it: as numbers on another
    /// scale, in another shape, or as their mean over positions.
    /// </summary>
    internal virtual bool PassesScores => false;

    /// <summary>
    /// What formulas call the number of its filters or units, of which every figure is a straight line; null where it
    /// has none, or figures that are not.
    /// </summary>
    internal virtual string? WidthSymbol => null;

    /// <summary>How many times it holds the same weights for gates; 1 for a layer without.</summary>
    internal virtual int GateCount => 1;

    /// <summary>Whether it has a state beside its input, with weights of its own.</summary>
    internal virtual bool HasState => false;

    /// <summary>Whether it applies the same weights at each position of its output.</summary>
    internal virtual bool RepeatsOverPositions => false;

    /// <summary>Whether it applies the same weights at each step of a sequence.</summary>
    internal virtual bool RepeatsOverSteps => false;

    /// <summary>
    /// Whether it computes with tensors in between that depend on the runtime: gates, scores, states of steps.
    /// </summary>
    internal virtual bool HasTensorsBetween => RepeatsOverSteps;

    /// <summary>
    /// Whether the kernels of TensorFlow Lite apply an activation to what it writes (schema.fbs,
    /// fused_activation_function).
    /// </summary>
    internal virtual bool AppliesActivation => false;

    /// <summary>The tensor between its two steps, where it is computed in two; null for a layer of one.</summary>
    internal virtual TensorShape? Between(LayerInputs inputs, TensorShape output) => null;

    /// <summary>The window that it slides and its steps, by spatial axis; none for a layer without one.</summary>
    internal virtual IReadOnlyList<(long Size, long Step)> WindowAxes => [];

    /// <summary>
    /// The sizes and steps of the window that it slides, by spatial axis; none for a layer without one.
    /// </summary>
    public IReadOnlyList<(long Size, long Step)> GetWindow() => WindowAxes;

    /// <summary>
    /// Whether its rule asks where the channels are. Such a layer takes them to be where it, or else its network, has
    /// them, as frameworks do, and not where axes that were exchanged before have put them.
    /// </summary>
    internal virtual bool TellsChannels => false;

    /// <summary>
    /// Where it takes the channels to be, whatever its network does; null for where the network has them.
    /// </summary>
    internal virtual ShapeLayout? OwnLayout => null;

    /// <summary>
    /// Where it takes the channels to be, whatever its network does; null for where the network has them.
    /// </summary>
    public ShapeLayout? GetOwnLayout() => OwnLayout;

    /// <summary>The input shapes as the layer sees them, with the channels where it takes them to be.</summary>
    /// <param name="inputs">The input shapes.</param>
    /// <param name="layout">Where the network has its channels; null where each tensor tells.</param>
    public LayerInputs Seen(LayerInputs inputs, ShapeLayout? layout) =>
        TellsChannels && (OwnLayout ?? layout) is { } known ? inputs.As(known) : inputs;

    /// <summary>The output shapes of the layer, for its input shapes.</summary>
    /// <exception cref="LayerException">The input shapes are not ones that the layer can take.</exception>
    public virtual IReadOnlyList<TensorShape> OutputShapes(LayerInputs inputs) => [OutputShape(inputs)];

    /// <summary>The weights, for the input shapes; null where those leave them open.</summary>
    /// <exception cref="LayerException">The input shapes are not ones that the layer can take.</exception>
    public virtual IReadOnlyList<Weight>? Weights(LayerInputs inputs) => [];

    /// <summary>
    /// The layer whose weights these are, and what it reads: the one that a wrapper applies, to each step for one.
    /// </summary>
    internal virtual (Layer Layer, LayerInputs Inputs) Applied(LayerInputs inputs) => (this, inputs);

    /// <summary>The arithmetic on one sample.</summary>
    public virtual IReadOnlyList<Work> Work(LayerInputs inputs, TensorShape output) => [Layers.Work.None];

    /// <summary>
    /// What it keeps for the backward pass when PyTorch trains it; null where that is not known.
    /// </summary>
    /// <param name="inputs">The input shapes.</param>
    /// <param name="outputs">The output shapes.</param>
    internal virtual BackwardNeeds? Backward(LayerInputs inputs, IReadOnlyList<TensorShape> outputs) => null;

    /// <summary>What the layer adds to the receptive field.</summary>
    public virtual ReceptiveStep ReceptiveStep(LayerInputs inputs) => Layers.ReceptiveStep.Point;

    /// <summary>Why the shape is what it is: a rule for each axis, or none where the shape passes unchanged.</summary>
    public virtual IReadOnlyList<AxisRule> ExplainShape(LayerInputs inputs, TensorShape output) => [];

    /// <summary>Why the number of parameters is what it is, for those weights that the view counts.</summary>
    public virtual Working ExplainParameters(LayerInputs inputs, IReadOnlyList<Weight> counted) =>
        counted.Count == 0 ? Working.Zero : TensorFormula.Of(counted);

    /// <summary>This layer in another place: with another name, reading others, with the weights of a file.</summary>
    /// <param name="change">What is other than it was: <c>place => place with { Name = "conv1" }</c>.</param>
    public Layer With(Func<LayerPlace, LayerPlace> change)
    {
        var copy = (Layer)MemberwiseClone();
        copy._place = change(_place);
        return copy;
    }

    /// <summary>This layer, of which its source says something else, or more, besides its settings.</summary>
    /// <param name="change">What is other than it was: <c>notes => notes with { IsInPlace = true }</c>.</param>
    public Layer Noted(Func<SourceNotes, SourceNotes> change)
    {
        var changed = change(_notes);
        if (ReferenceEquals(changed, _notes))
            return this;
        var copy = (Layer)MemberwiseClone();
        copy._notes = changed;
        return copy;
    }

    /// <summary>
    /// This layer, of whose source something contradicts its settings: none of its numbers is exact. The first that was
    /// found is the one that is kept.
    /// </summary>
    /// <param name="what">What contradicts what, as it is said of the layer.</param>
    public Layer Contradicted(string what) =>
        Noted(notes => notes with { Contradiction = notes.Contradiction ?? what });

    /// <summary>
    /// This layer, of which something is assumed that its source leaves open: its shapes and its work, and not its
    /// weights. The first assumption is the one that is kept.
    /// </summary>
    /// <param name="what">What is assumed, as it is said of the layer.</param>
    public Layer Assumed(string what) => Noted(notes => notes with { Assumption = notes.Assumption ?? what });

    /// <summary>The layer with the note of what is assumed of its weights.</summary>
    /// <param name="what">What that is.</param>
    public Layer WithWeightsAssumed(string what) =>
        Noted(notes => notes with { WeightAssumption = notes.WeightAssumption ?? what });

    // A method, so that a layer that is written as JSON has the properties that say all of it, and no others.

    /// <summary>What its source says of it besides its settings.</summary>
    public SourceNotes GetNotes() => _notes;

    /// <summary>What its source says of it besides its settings.</summary>
    internal SourceNotes Notes
    {
        get => _notes;
        init => _notes = value;
    }

    /// <summary>
    /// Whether fusing for inference takes the layer out: it is merged into another, or read in training alone.
    /// </summary>
    internal bool IsForTraining => Notes.IsForTraining;

    /// <summary>Whether its size is the same for images of every size.</summary>
    internal bool IsFixedSize => Notes.IsFixedSize;

    /// <summary>
    /// How the code that the network stands for computes it: tools that hook modules see no functions.
    /// </summary>
    internal ModuleCall Call => Notes.Call;

    /// <summary>
    /// The weights that its file states, which its row keeps where the layer cannot be or leaves them open; null where
    /// it states none.
    /// </summary>
    internal IReadOnlyList<Weight>? Stated => Notes.Stated;

    /// <summary>What in its source contradicts its settings; null where nothing does.</summary>
    internal string? Contradiction => Notes.Contradiction;

    /// <summary>
    /// Whether the output shape is one of its settings, so that it is right only for the input when it was stored.
    /// </summary>
    internal virtual bool HasStoredShape => false;

    /// <summary>The input when the output shape was stored; null where it is not tied to its input.</summary>
    internal IReadOnlyList<TensorShape>? InputsWhenStored => Notes.StoredFor;

    /// <summary>Whether the input is the one that the shape was stored for, or better known than that.</summary>
    internal bool IsAsStored(LayerInputs inputs) =>
        InputsWhenStored is not { } stored
        || (
            stored.Count == inputs.Count
            && stored.Zip(inputs.Shapes, (before, now) => before.IsMetBy(now)).All(met => met)
        );

    /// <summary>What is assumed of the layer, its source not saying it; null where nothing is.</summary>
    internal virtual string? Assumption(LayerInputs inputs) => Notes.Assumption;

    /// <summary>What is assumed of its weights, its source not saying it; null where nothing is.</summary>
    internal string? WeightAssumption => Notes.WeightAssumption;

    /// <summary>The output shape of a layer with one output.</summary>
    protected abstract TensorShape OutputShape(LayerInputs inputs);

    /// <summary>Its type with its name, for messages.</summary>
    public override string ToString() => Name.Length == 0 ? Type : $"{Name} ({Type})";
}

/// <summary>The rule of one axis, or of several that follow it with the same numbers.</summary>
/// <param name="Axis">The name of the axis: height, width, channels.</param>
/// <param name="Working">The rule with its numbers.</param>
public sealed record AxisRule(string Axis, Working Working);
