using CnnParams.Layers;
using CnnParams.Networks;

namespace CnnParams.Designing;

/// <summary>
/// A layer in a design, with a table of what it comes to: for each way in which its settings can be chosen, and each
/// possible input.
/// </summary>
internal sealed class EvaluatedLayer
{
    private const int LongestArray = 1 << 16;

    private readonly DesignSpace _space;
    private readonly int _index;
    private readonly int[] _choices;
    private readonly long[] _strides;
    private readonly Variant?[] _variants;
    private readonly Dictionary<long, Variant>? _manyVariants;
    private readonly LayerOutput[] _reads;
    private readonly Dictionary<long, int>[] _tuples;
    private readonly SignalTable _outputs = new();

    internal EvaluatedLayer(DesignSpace space, int index)
    {
        _space = space;
        _index = index;
        _choices = space.ChoicesOf(index);
        _strides = new long[_choices.Length];
        // The product of some of the options is at most that of all, which fits.
        long variants = 1;
        for (int i = 0; i < _choices.Length; i++)
        {
            _strides[i] = variants;
            variants *= space.Choices[_choices[i]].Options.Count;
        }

        _variants = variants <= LongestArray ? new Variant?[variants] : [];
        _manyVariants = variants <= LongestArray ? null : [];
        _reads = space.Layers[index].Reads;
        _tuples = [.. _reads.Skip(1).Select(_ => new Dictionary<long, int>())];
    }

    internal LayerOutput[] Reads => _reads;

    /// <summary>What the layer comes to; measured the first time, looked up ever after.</summary>
    internal LayerOutcome Outcome(
        int[] options,
        LayerOutcome[] current,
        Func<Layer?, string?, Signal[], SignalTable, LayerOutcome> measure
    )
    {
        var variant = VariantOf(options);
        int input = _reads.Length == 0 ? 0 : SignalOf(_reads[0], current).Id;
        for (int i = 1; i < _reads.Length; i++)
            input = Tuple(_tuples[i - 1], input, SignalOf(_reads[i], current).Id);

        var known = variant.Outcomes;
        if (input < known.Length && known[input] is { } outcome)
            return outcome;
        return variant.Learn(
            input,
            measure(variant.Layer, variant.Failure, Array.ConvertAll(_reads, read => SignalOf(read, current)), _outputs)
        );
    }

    /// <summary>Forgets what is in the table.</summary>
    internal void Clear()
    {
        Array.Clear(_variants, 0, _variants.Length);
        _manyVariants?.Clear();
        _outputs.Clear();
        foreach (var tuples in _tuples)
            tuples.Clear();
    }

    private static Signal SignalOf(LayerOutput read, LayerOutcome[] current)
    {
        var outputs = current[read.Layer].Outputs;
        return outputs[read.Output < outputs.Length ? read.Output : 0];
    }

    private static int Tuple(Dictionary<long, int> tuples, int left, int right)
    {
        long key = ((long)left << 32) | (uint)right;
        if (!tuples.TryGetValue(key, out int tuple))
            tuples.Add(key, tuple = tuples.Count);
        return tuple;
    }

    private Variant VariantOf(int[] options)
    {
        long chosen = 0;
        for (int i = 0; i < _choices.Length; i++)
            chosen += options[_choices[i]] * _strides[i];
        if (_manyVariants is null)
            return _variants[chosen] ??= MakeVariant(options);
        if (!_manyVariants.TryGetValue(chosen, out var variant))
            _manyVariants.Add(chosen, variant = MakeVariant(options));
        return variant;
    }

    private Variant MakeVariant(int[] options)
    {
        try
        {
            var draft = _space.Draft(_index, options);
            return new Variant(draft.IsAbsent ? null : draft.Make(_space.Layers[_index].Name), null);
        }
        catch (Exception exception) when (exception is LayerException or OverflowException)
        {
            return new Variant(null, exception.Message);
        }
    }

    private sealed class Variant(Layer? layer, string? failure)
    {
        internal Layer? Layer => layer;

        internal string? Failure => failure;

        internal LayerOutcome?[] Outcomes { get; private set; } = [];

        internal LayerOutcome Learn(int input, LayerOutcome outcome)
        {
            if (input >= Outcomes.Length)
            {
                var longer = new LayerOutcome?[Math.Max(input + 1, 2 * Outcomes.Length)];
                Outcomes.CopyTo(longer, 0);
                Outcomes = longer;
            }

            return Outcomes[input] = outcome;
        }
    }
}
