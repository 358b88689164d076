using System.Globalization;
using CnnParams.Budgets;
using CnnParams.Layers;
using CnnParams.Measuring;
using CnnParams.Networks;

namespace CnnParams.Designing;

/// <summary>
/// Works backwards: the largest value of a setting with which a network keeps limits, the smallest with which it
/// reaches them, or the one that gives an exact number.
/// </summary>
/// <remarks>
/// For filters, units and channels every quantity is a sum of products of sizes, so that it never falls as they grow:
/// two neighbours on both sides of a limit are the proof, and halving finds them. For kernels, strides and others that
/// is not so (a larger kernel gives a smaller output): all values of a range are tried, and where the last of them is
/// the answer, or could lead to one, those of a range twice as long.
/// </remarks>
public sealed class SettingSearch
{
    private const long FirstTried = 256;

    private const long MostTried = 4096;

    // With a maximum, all up to it are tried.
    private const long MostAsked = 100_000;

    // The sizes of layers, and the channels of an input, which are a part of its shape.
    private static readonly Lazy<HashSet<string>> Growing = new(() =>
        new(
            LayerTypes
                .All.SelectMany(type => type.Settings)
                .Where(setting => setting.Size != SettingSize.None)
                .Select(setting => setting.Name)
                .Append("Channels"),
            StringComparer.OrdinalIgnoreCase
        )
    );

    private readonly Network _network;
    private readonly string _setting;
    private readonly IReadOnlyList<BudgetLimit> _limits;
    private readonly MeasureOptions _options;

    /// <summary>A search for a value.</summary>
    /// <param name="network">The network, or one layer without an Input, which states its input.</param>
    /// <param name="setting">What is varied: <c>FC3.Units</c>; of one layer <c>InputChannels</c>.</param>
    /// <param name="limits">The limits to keep or to reach.</param>
    /// <param name="options">How the network is measured.</param>
    public SettingSearch(
        Network network,
        string setting,
        IReadOnlyList<BudgetLimit> limits,
        MeasureOptions? options = null
    )
    {
        _network = Measurer.WithShapes(network, options ?? new MeasureOptions());
        _setting = setting;
        _limits = limits;
        _options = (options ?? new MeasureOptions()).WithoutShapes();
        IsGrowing = Growing.Value.Contains(setting.Substring(setting.LastIndexOf('.') + 1));
    }

    /// <summary>The smallest value that is tried.</summary>
    public long Minimum { get; init; } = 1;

    /// <summary>
    /// The largest value that is tried; when not given, none for sizes that every quantity grows with, as far as needed
    /// up to 4096 values for others.
    /// </summary>
    public long? Maximum { get; init; }

    /// <summary>The distance between values, from the smallest on.</summary>
    public long Step { get; init; } = 1;

    /// <summary>Whether a limit has to be met exactly.</summary>
    public bool IsExact { get; init; }

    private bool IsGrowing { get; }

    // With upper limits the largest value is looked for, with lower ones alone the smallest.
    private bool WantsLargest => _limits.Any(limit => !limit.IsMinimum);

    private long Last =>
        Maximum is { } maximum ? (maximum - Minimum) / Step
        : IsGrowing ? 1L << 40
        : FirstTried - 1;

    /// <summary>The values that are asked for; none where there is none.</summary>
    /// <exception cref="LayerException">The setting is not there, or cannot have one of the values.</exception>
    public IReadOnlyList<SettingAnswer> Find(CancellationToken cancellation = default)
    {
        if (Minimum < 0 || Step < 1 || Last < 0)
            throw new LayerException(
                ErrorId.InvalidChoice,
                $"there is no value from {Minimum} to {Maximum} in steps of {Step}"
            );
        return IsGrowing ? Halve(cancellation) : TryAll(cancellation);
    }

    private IReadOnlyList<SettingAnswer> Halve(CancellationToken cancellation)
    {
        // Values before the edge are on one side of the limits, those from the edge on are on the other.
        bool IsPastEdge(long index) => WantsLargest != Probe(index, cancellation).Passes(minima: !WantsLargest);
        long edge = 0,
            span = 1;
        while (edge < Last && !IsPastEdge(edge))
        {
            edge = span < Last - edge ? edge + span : Last;
            span = Math.Min(span, long.MaxValue / 2) * 2;
        }

        long low = Math.Max(-1, edge - (span / 2)),
            high = IsPastEdge(edge) ? edge : edge + 1;
        while (high - low > 1)
        {
            long middle = low + ((high - low) / 2);
            if (IsPastEdge(middle))
                high = middle;
            else
                low = middle;
        }

        long found = WantsLargest ? high - 1 : high,
            neighbour = WantsLargest ? high : high - 1;
        if (found < 0 || found > Last)
            return [];
        var beside = neighbour >= 0 && neighbour <= Last ? Probe(neighbour, cancellation) : null;
        var probe = Probe(found, cancellation);
        if (!probe.Passes() || (IsExact && !probe.IsExact))
            return [];
        string grows = $"{BindingOf(probe, beside).Quantity} never falls as {_setting} grows";
        return
        [
            Answer(
                found,
                probe,
                beside,
                beside is null ? $"{grows}, and no other value is allowed" : $"{beside.Describe()}, and {grows}",
                neighbour,
                Last
            ),
        ];
    }

    private IReadOnlyList<SettingAnswer> TryAll(CancellationToken cancellation)
    {
        var tried = new List<(long Index, Outcome Outcome)>();
        bool Meets((long Index, Outcome Outcome) one) =>
            one.Outcome.Failure is null && one.Outcome.Passes() && (!IsExact || one.Outcome.IsExact);
        long last = Last;
        if (last >= MostAsked)
            throw new LayerException(
                ErrorId.InvalidChoice,
                $"all values of {_setting} from {Minimum} to {Maximum} in steps of {Step} are more than {MostAsked}, "
                    + "which are tried one by one; choose a smaller -Maximum or a larger -Step"
            );
        do
        {
            for (long index = tried.Count; index <= last; index++)
                tried.Add((index, Probe(index, cancellation, allowFailure: true)));
            last = (2 * last) + 1;
        } while (
            Maximum is null
            && last < MostTried
            && (WantsLargest && !IsExact ? Meets(tried[tried.Count - 1]) : !tried.Exists(Meets))
        );

        long end = tried.Count - 1;
        if (tried.TrueForAll(one => one.Outcome.Failure is not null))
            throw new LayerException(
                ErrorId.InvalidChoice,
                $"{_setting} can have none of the values from {ValueOf(0)} to {ValueOf(end)}; with the last: "
                    + tried[(int)end].Outcome.Failure
            );
        var meeting = tried.Where(Meets).ToArray();
        if (meeting.Length == 0)
            return [];
        int failed = tried.Count(one => one.Outcome.Failure is not null);
        string proof = string.Format(
            CultureInfo.InvariantCulture,
            failed == 0
                ? "all {0} values from {1} to {2} were tried"
                : "all {0} values from {1} to {2} were tried, of which {3} cannot be",
            tried.Count,
            ValueOf(0),
            ValueOf(end),
            failed
        );
        if (WantsLargest && !IsExact && meeting[meeting.Length - 1].Index == end)
            proof += Maximum is null
                ? "; a larger one may do as well: -Maximum says how far to look"
                : "; a larger one than the maximum may do as well";
        var chosen = IsExact ? meeting : [WantsLargest ? meeting[meeting.Length - 1] : meeting[0]];
        return
        [
            .. chosen.Select(one =>
            {
                long neighbour = WantsLargest ? one.Index + 1 : one.Index - 1;
                var beside =
                    neighbour >= 0 && neighbour <= end && tried[(int)neighbour].Outcome is { Failure: null } known
                        ? known
                        : null;
                return Answer(one.Index, one.Outcome, beside, proof, neighbour, end);
            }),
        ];
    }

    private SettingAnswer Answer(long index, Outcome outcome, Outcome? beside, string proof, long neighbour, long last)
    {
        var binding = BindingOf(outcome, beside);
        return new SettingAnswer(_setting, ValueOf(index), binding, outcome.Network!)
        {
            Neighbour = beside is null ? null : ValueOf(neighbour),
            NeighbourActual = beside?.Results.FirstOrDefault(result => result.Rule == binding.Rule)?.Actual,
            Proof = proof,
            Bound = BoundAt(index, last),
        };
    }

    // A value that is looked for downwards can be the smallest that there is: that is no bound of the search.
    private string BoundAt(long index, long last)
    {
        if (IsExact)
            return "";
        if (WantsLargest)
            return index < last ? "" : $"{ValueOf(index)} is the largest that was tried; a larger one may do as well";
        return index > 0 || Minimum <= 1
            ? ""
            : $"{Minimum} is the smallest that was tried; a smaller one may do as well";
    }

    // The limit that the neighbour breaks; of several the first.
    private static BudgetResult BindingOf(Outcome outcome, Outcome? beside) =>
        outcome.Results.FirstOrDefault(result =>
            beside?.Results.Any(other => other.Rule == result.Rule && !other.Passed) == true
        ) ?? outcome.Results[0];

    private long ValueOf(long index) => checked(Minimum + (index * Step));

    private Outcome Probe(long index, CancellationToken cancellation, bool allowFailure = false)
    {
        cancellation.ThrowIfCancellationRequested();
        long value = ValueOf(index);
        var outcome = Measure(value, cancellation);
        if (outcome.Failure is null || outcome.IsTooLarge || allowFailure)
            return outcome;
        throw new LayerException(
            ErrorId.InvalidChoice,
            $"{_setting} cannot be {value}: {outcome.Failure} Choose the values with -Minimum, -Maximum and -Step"
        );
    }

    private Outcome Measure(long value, CancellationToken cancellation)
    {
        Network network;
        NetworkMeasurement measurement;
        try
        {
            network = Build(value);
            measurement = Measurer.Measure(network, _options, cancellation);
        }
        catch (LayerException exception) when (exception.Id is ErrorId.SizeOverflow or ErrorId.InvalidSetting)
        {
            return new Outcome(value)
            {
                Failure = exception.Message,
                IsTooLarge = exception.Id == ErrorId.SizeOverflow,
            };
        }

        if (measurement.Problems.Count > 0)
            return new Outcome(value)
            {
                Failure = measurement.Problems[0].Message,
                IsTooLarge = measurement.Problems[0].Id == ErrorId.SizeOverflow,
            };
        var results = Budget.Check(measurement, _limits).ToArray();
        return Array.Find(results, result => result.Trust != Trust.Exact) is { } unknown
            ? new Outcome(value) { Failure = unknown + "." }
            : new Outcome(value) { Results = results, Network = network };
    }

    private Network Build(long value)
    {
        bool isAlone = _network.Layers.Count == 1 && _network.Layers[0] is not Input;
        if (!isAlone)
            return new DesignSpace(_network, [new(_setting, [value])]).Build(0);

        var layer = _network.Layers[0];
        string setting = _setting.Substring(_setting.LastIndexOf('.') + 1);
        if (!LayerDraft.Has(layer, setting))
            throw new LayerException(
                ErrorId.UnknownSetting,
                $"{layer} has no setting {setting}; it has {string.Join(", ", LayerTypes.Of(layer).Settings)}"
            );
        var draft = new LayerDraft(layer);
        draft.Set(setting, value);
        return new Network([draft.Make(layer.Name)]) { HasGraph = false, View = _network.View };
    }

    /// <summary>What a value comes to.</summary>
    private sealed class Outcome(long value)
    {
        internal IReadOnlyList<BudgetResult> Results { get; init; } = [];

        internal Network? Network { get; init; }

        internal string? Failure { get; init; }

        internal bool IsTooLarge { get; init; }

        internal bool IsExact => Results.Any(result => result.Headroom == 0);

        internal bool Passes() => Failure is null && Results.All(result => result.Passed);

        /// <summary>Whether the lower limits are reached, or the upper ones kept.</summary>
        internal bool Passes(bool minima) =>
            IsTooLarge ? minima : Results.Where(result => result.IsMinimum == minima).All(result => result.Passed);

        internal string Describe()
        {
            var broken = Results.FirstOrDefault(result => !result.Passed);
            return broken is null
                ? string.Format(CultureInfo.InvariantCulture, "{0} is too large", value)
                : string.Format(
                    CultureInfo.InvariantCulture,
                    "{0} gives {1} {2}, {3} the limit of {4}",
                    value,
                    broken.Actual,
                    broken.Quantity,
                    broken.IsMinimum ? "below" : "above",
                    broken.Limit
                );
        }
    }
}
