using CnnParams.Budgets;
using CnnParams.Layers;
using CnnParams.Measuring;
using CnnParams.Networks;
using CnnParams.Shapes;

namespace CnnParams.Designing;

/// <summary>
/// Goes from design to design and does anew only what differs: the layers that a choice concerns, and those after them
/// as far as input shapes change. What a layer comes to is measured once for each way to choose its settings and each
/// input shape, and then looked up; the totals follow by differences.
/// </summary>
internal sealed class TableEvaluator : IDesignEvaluator
{
    // More outcomes than this are forgotten and made anew, so that memory does not grow with the search: some 200 MB.
    private const int MostOutcomes = 1 << 21;

    // A sum over all layers cannot become larger than 2^63-1.
    private readonly long _largestAmount;

    private readonly DesignSpace _space;
    private readonly IReadOnlyList<BudgetLimit> _layerLimits;
    private readonly BudgetLimit[] _sumLimits;
    private readonly int[] _sumIndices;
    private readonly BudgetLimit[] _otherLimits;
    private readonly MeasureOptions _options;
    private readonly BudgetQuantity[] _sums;
    private readonly bool _followsField;
    private readonly EvaluatedLayer[] _layers;
    private readonly int[][] _affected;
    private readonly bool[][] _concerned;
    private readonly LayerOutcome[] _current;
    private readonly long[] _changed;
    private readonly long[] _totals;
    private readonly long[] _bytes;
    private readonly BufferPlans _plans;
    private readonly Func<Layer?, string?, Signal[], SignalTable, LayerOutcome> _measure;

    private int[] _digits = [];
    private long _move;
    private int _outcomes;
    private int _failures;
    private int _breaks;

    /// <summary>An evaluator of designs.</summary>
    /// <param name="space">The designs.</param>
    /// <param name="limits">What they are held to.</param>
    /// <param name="wanted">Quantities that will be asked for besides those that are limited.</param>
    /// <param name="options">How they are measured.</param>
    internal TableEvaluator(
        DesignSpace space,
        IReadOnlyList<BudgetLimit> limits,
        IEnumerable<BudgetQuantity> wanted,
        MeasureOptions options
    )
    {
        _space = space;
        _options = options;
        _layerLimits = [.. limits.Where(limit => limit.IsForEachLayer)];
        var whole = limits.Where(limit => !limit.IsForEachLayer).ToLookup(limit => limit.Quantity.IsSum);
        _sums = [.. limits.Select(limit => limit.Quantity).Concat(wanted).Where(quantity => quantity.IsSum).Distinct()];
        _sumLimits = [.. whole[true]];
        _sumIndices = Array.ConvertAll(_sumLimits, limit => Array.IndexOf(_sums, limit.Quantity));
        _otherLimits = [.. whole[false]];
        _followsField = wanted.Concat(limits.Select(limit => limit.Quantity)).Contains(BudgetQuantity.ReceptiveField);

        int count = space.Layers.Count;
        _largestAmount = long.MaxValue / (count + 1);
        _layers = [.. Enumerable.Range(0, count).Select(index => new EvaluatedLayer(space, index))];
        _concerned = [.. Enumerable.Range(0, space.Choices.Count).Select(Concerned)];
        _affected = Array.ConvertAll(_concerned, Affected);
        _current = new LayerOutcome[count];
        _changed = new long[count];
        _totals = new long[_sums.Length];
        _bytes = new long[count];
        _plans = new BufferPlans(space, options);
        _measure = Measure;
    }

    public int Batch => 1 << 15;

    public bool Fails => _failures > 0;

    public string? Failure =>
        _failures == 0 ? null : Array.Find(_current, outcome => outcome.Failure is not null)!.Failure;

    /// <summary>Whether the tables have a quantity.</summary>
    internal static bool Follows(BudgetQuantity quantity) => !quantity.IsOfWhole;

    /// <summary>
    /// Whether designs can be followed by differences: no layer's count depends on that of another, and no choice is
    /// made of how many outputs can be read.
    /// </summary>
    internal static bool CanFollow(DesignSpace space, MeasureOptions options)
    {
        var template = space.Template;
        bool isFolded = (options.View ?? template.View) == ParameterView.Folded;
        if (
            space
                .Layers.SelectMany(layer => layer.Reads)
                .Any(read => read.Output > 0 && space.ChoicesOf(read.Layer).Length > 0)
        )
            return false;
        var tensors = template
            .Layers.Where(layer => layer.Stored is not null)
            .SelectMany(layer => layer.Stored!.Values)
            .Select(tensor => tensor.Name);
        return !isFolded
            && template.Layers.All(layer => layer.WeightsFrom is null)
            && tensors.GroupBy(name => name).All(same => same.Count() == 1);
    }

    public void GoTo(long design)
    {
        bool isFirst = _digits.Length == 0;
        _digits = _space.Digits(design);
        // To another block of designs everything may change, but what has been learnt stays.
        if (isFirst)
            Reset();
        else
            Move(0);
    }

    public void Next()
    {
        int last = _digits.Length - 1;
        while (last >= 0 && _digits[last] == _space.Choices[last].Options.Count - 1)
            _digits[last--] = 0;
        if (last < 0)
            return;
        _digits[last]++;
        Move(last);
    }

    public bool Meets()
    {
        if (_breaks > 0)
            return false;
        for (int i = 0; i < _sumLimits.Length; i++)
        {
            if (!_sumLimits[i].Allows(_totals[_sumIndices[i]]))
                return false;
        }

        foreach (var limit in _otherLimits)
        {
            if (!limit.Allows(Amount(limit.Quantity)))
                return false;
        }

        return true;
    }

    public long Amount(BudgetQuantity quantity) =>
        quantity.IsSum ? _totals[Array.IndexOf(_sums, quantity)]
        : quantity == BudgetQuantity.ReceptiveField ? Field()
        : Peak();

    private void Reset()
    {
        foreach (var layer in _layers)
            layer.Clear();
        Array.Clear(_totals, 0, _totals.Length);
        (_outcomes, _failures, _breaks) = (0, 0, 0);
        for (int index = 0; index < _layers.Length; index++)
        {
            _current[index] = _layers[index].Outcome(_digits, _current, _measure);
            Count(_current[index], 1);
        }
    }

    // The choices from the first that has changed on: all faster ones have gone back to their first option.
    private void Move(int from)
    {
        if (_outcomes > MostOutcomes)
        {
            Reset();
            return;
        }

        _move++;
        bool[] concerned = _concerned[from];
        foreach (int index in _affected[from])
        {
            var layer = _layers[index];
            if (!concerned[index] && !OtherArrives(layer))
                continue;
            var before = _current[index];
            var after = layer.Outcome(_digits, _current, _measure);
            if (ReferenceEquals(before, after))
                continue;
            _current[index] = after;
            Count(before, -1);
            Count(after, 1);
            if (!SameSignals(before.Outputs, after.Outputs))
                _changed[index] = _move;
        }
    }

    private bool OtherArrives(EvaluatedLayer layer)
    {
        foreach (var read in layer.Reads)
        {
            if (_changed[read.Layer] == _move)
                return true;
        }

        return false;
    }

    private static bool SameSignals(Signal[] before, Signal[] after)
    {
        if (before.Length != after.Length)
            return false;
        for (int i = 0; i < before.Length; i++)
        {
            if (!ReferenceEquals(before[i], after[i]))
                return false;
        }

        return true;
    }

    private void Count(LayerOutcome outcome, int sign)
    {
        for (int i = 0; i < _totals.Length; i++)
            _totals[i] += sign * outcome.Amounts[i];
        if (outcome.Failure is not null)
            _failures += sign;
        if (outcome.Breaks)
            _breaks += sign;
    }

    private LayerOutcome Measure(Layer? layer, string? failure, Signal[] signals, SignalTable outputs)
    {
        _outcomes++;
        if (failure is not null)
            return Failed(failure, outputs);
        if (layer is null)
            return new LayerOutcome
            {
                Outputs = outputs.Of(signals[0].Shape, signals[0].Field).Alone,
                Amounts = new long[_sums.Length],
                IsAbsent = true,
            };
        // What is wrong upstream has been said there.
        if (Array.Exists(signals, signal => !signal.Shape.HasRank))
            return Failed("the input is not known", outputs);

        var inputs = new LayerInputs(Array.ConvertAll(signals, signal => signal.Shape));
        var row = Measurer.MeasureAlone(layer, inputs, _space.Template.View, _space.Template.Layout, _options);
        if (row.Failure is not null || row.TrustReason.Length > 0)
            return Failed(row.Failure ?? $"{row.Name}: {row.TrustReason}", outputs);
        var field = _followsField ? FieldAfter(row, signals) : null;
        long[] amounts = Array.ConvertAll(_sums, quantity => quantity.OfLayer!(row) ?? 0);
        if (Array.Exists(amounts, amount => amount > _largestAmount) || row.ActivationBytes > _largestAmount)
            return Failed($"{row.Name}: the totals are larger than 2^63-1", outputs);
        return new LayerOutcome
        {
            Outputs =
                row.Outputs.Count == 1
                    ? outputs.Of(row.OutputShape, field).Alone
                    : [.. row.Outputs.Select(shape => outputs.Of(shape, field))],
            Amounts = amounts,
            Bytes = row.ActivationBytes ?? 0,
            Breaks = _layerLimits.Any(limit => !limit.Allows(limit.Quantity.OfLayer!(row) ?? 0)),
        };
    }

    private static ReceptiveField? FieldAfter(LayerMeasurement row, Signal[] signals) =>
        row.GetLayer() is Input
            ? ReceptiveField.OfInput(row.OutputShape.SpatialRank)
            : ReceptiveFieldPass.Step(
                row,
                ReceptiveFieldPass.Meet(row, signals.Select(signal => ((TensorShape?)signal.Shape, signal.Field)))
            );

    private LayerOutcome Failed(string reason, SignalTable outputs) =>
        new()
        {
            Outputs = outputs.Of(TensorShape.Unknown, null).Alone,
            Amounts = new long[_sums.Length],
            Failure = reason,
        };

    // That of the last layer that has one, as the totals of a network have it.
    private long Field()
    {
        for (int index = _current.Length - 1; index >= 0; index--)
        {
            if (!_current[index].IsAbsent && _current[index].Outputs[0].Field is { } field)
                return BudgetQuantity.AmountOf(field);
        }

        return 0;
    }

    private long Peak()
    {
        for (int index = 0; index < _bytes.Length; index++)
            _bytes[index] = _current[index].Bytes;
        return _plans.For(_current).Peak(_bytes);
    }

    private bool[] Concerned(int from)
    {
        var concerned = new bool[_space.Layers.Count];
        for (int index = 0; index < concerned.Length; index++)
            concerned[index] = _space.ChoicesOf(index).Any(choice => choice >= from);
        return concerned;
    }

    // With all layers after those that are concerned.
    private int[] Affected(bool[] concerned)
    {
        var affected = (bool[])concerned.Clone();
        for (int index = 0; index < affected.Length; index++)
            affected[index] |= Array.Exists(_layers[index].Reads, read => affected[read.Layer]);
        return [.. Enumerable.Range(0, affected.Length).Where(index => affected[index])];
    }
}
