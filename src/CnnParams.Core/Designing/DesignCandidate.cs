using System.Globalization;
using CnnParams.Layers;
using CnnParams.Measuring;
using CnnParams.Networks;

namespace CnnParams.Designing;

/// <summary>
/// A design that a search has found. Its numbers are those of its network, measured when they are asked for.
/// </summary>
public sealed class DesignCandidate : INetworkSource
{
    private readonly DesignSpace _space;
    private readonly Lazy<Network> _network;
    private readonly Lazy<NetworkTotals> _totals;

    internal DesignCandidate(DesignSpace space, long number, MeasureOptions options)
    {
        _space = space;
        Number = number;
        _network = new(() => space.Build(number));
        _totals = new(() => Measurer.Measure(_network.Value, options).Totals);
    }

    /// <summary>Its number among all designs, from 0.</summary>
    public long Number { get; }

    /// <summary>What was chosen: <c>CONV1.Filters=8, FC3.Units=93</c>.</summary>
    public string Choices =>
        string.Join(", ", Options.Select(option => $"{option.Key}={SettingValue.Text(option.Value)}"));

    /// <summary>
    /// The choices of three or more numbers of which it has the smallest or the largest: beyond them there may be a
    /// better design. Empty where there is none.
    /// </summary>
    public string AtEdge =>
        string.Join(", ", _space.Choices.Select((_, i) => EdgeOf(i)).Where(edge => edge.Length > 0));

    /// <summary>The number of layers.</summary>
    public int Layers => _totals.Value.Layers;

    /// <summary>Parameters that the view counts.</summary>
    public long Parameters => _totals.Value.Parameters;

    /// <summary>Multiply-accumulates, for the batch.</summary>
    public long Macs => _totals.Value.Macs;

    /// <summary>Arithmetic operations, for the batch.</summary>
    public long Flops => _totals.Value.Flops;

    /// <summary>Bytes of the weights.</summary>
    public long WeightBytes => _totals.Value.WeightBytes;

    /// <summary>The most bytes of activations alive at once, for the batch.</summary>
    public long? PeakActivationBytes => _totals.Value.PeakActivationBytes;

    /// <summary>The input positions that one value of the last layer sees.</summary>
    public ReceptiveField? ReceptiveField => _totals.Value.ReceptiveField;

    // Methods, so that an exported candidate is plain.

    /// <summary>What was chosen, by the name of the choice.</summary>
    public IReadOnlyList<KeyValuePair<string, object>> GetOptions() => Options;

    /// <summary>The design as a network.</summary>
    public Network ToNetwork() => _network.Value;

    private string EdgeOf(int choice)
    {
        const int fewest = 3;
        double[] numbers =
        [
            .. _space
                .Choices[choice]
                .Options.Select(SettingValue.Text)
                .Select(text =>
                    double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double number)
                        ? number
                        : double.NaN
                ),
        ];
        if (numbers.Length < fewest || Array.Exists(numbers, double.IsNaN))
            return "";
        double chosen = numbers[_space.Digits(Number)[choice]];
        return chosen.Equals(numbers.Max()) ? $"{_space.Choices[choice].Name} is the largest"
            : chosen.Equals(numbers.Min()) ? $"{_space.Choices[choice].Name} is the smallest"
            : "";
    }

    private KeyValuePair<string, object>[] Options =>
        [
            .. _space.ChoiceNames.Zip(
                _space.OptionsOf(Number),
                (name, option) => new KeyValuePair<string, object>(name, option)
            ),
        ];

    /// <inheritdoc/>
    public override string ToString() => Choices;
}
