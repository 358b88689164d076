using System.Collections;
using System.Management.Automation;
using System.Reflection;
using CnnParams.Budgets;
using CnnParams.Devices;
using CnnParams.PowerShell.Completion;
using CnnParams.PowerShell.Reading;
using CnnParams.Quantizing;

namespace CnnParams.PowerShell.Commands;

/// <summary>A command that holds networks to limits: given one by one, in a map, in a file, or as a device.</summary>
public abstract class BudgetCommand : NetworkCommand
{
    private static readonly PropertyInfo[] LimitParameters =
    [
        .. typeof(BudgetCommand)
            .GetProperties(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly)
            .Where(property =>
                property.Name.StartsWith("Max", StringComparison.Ordinal)
                || property.Name.StartsWith("Min", StringComparison.Ordinal)
            ),
    ];

    private IReadOnlyList<Device> _devices = [];
    private QuantizationOptions? _quantization;

    /// <summary>Limits by name: a hashtable, or the path of a psd1 or JSON file.</summary>
    [Parameter]
    [Alias("LimitPath")]
    public object? Limit { get; set; }

    /// <summary>Devices that the network has to fit; wildcards are allowed.</summary>
    [Parameter]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(DeviceCompleter))]
    [ValidateNotNull]
    public string[] Device { get; set; } = [];

    /// <summary>How weights are stored, for MaxFlash and the flash of devices; in 8 bits when not given.</summary>
    [Parameter]
    public QuantizationScheme Scheme { get; set; } = QuantizationScheme.Int8;

    /// <summary>The most parameters.</summary>
    [Parameter]
    public object? MaxParameters { get; set; }

    /// <summary>The fewest parameters.</summary>
    [Parameter]
    public object? MinParameters { get; set; }

    /// <summary>The most parameters of any layer.</summary>
    [Parameter]
    public object? MaxLayerParameters { get; set; }

    /// <summary>The most multiply-accumulates.</summary>
    [Parameter]
    public object? MaxMacs { get; set; }

    /// <summary>The fewest multiply-accumulates.</summary>
    [Parameter]
    public object? MinMacs { get; set; }

    /// <summary>The most multiply-accumulates of any layer.</summary>
    [Parameter]
    public object? MaxLayerMacs { get; set; }

    /// <summary>The most arithmetic operations.</summary>
    [Parameter]
    public object? MaxFlops { get; set; }

    /// <summary>The fewest arithmetic operations.</summary>
    [Parameter]
    public object? MinFlops { get; set; }

    /// <summary>The most arithmetic operations of any layer.</summary>
    [Parameter]
    public object? MaxLayerFlops { get; set; }

    /// <summary>The most bytes of weights.</summary>
    [Parameter]
    [Alias("MaxWeightMemory")]
    public object? MaxWeightBytes { get; set; }

    /// <summary>The most bytes of weights of any layer.</summary>
    [Parameter]
    public object? MaxLayerWeightBytes { get; set; }

    /// <summary>The most bytes of activations alive at once.</summary>
    [Parameter]
    [Alias("MaxPeakMemory")]
    public object? MaxPeakActivationBytes { get; set; }

    /// <summary>The most bytes of the arena in which tensors lie at inference.</summary>
    [Parameter]
    public object? MaxArena { get; set; }

    /// <summary>The most bytes that training with Adam keeps.</summary>
    [Parameter]
    public object? MaxTrainingMemory { get; set; }

    /// <summary>The most bytes of weights and of activations alive at once.</summary>
    [Parameter]
    public object? MaxInferenceBytes { get; set; }

    /// <summary>The most bytes of a quantised file.</summary>
    [Parameter]
    public object? MaxFlash { get; set; }

    /// <summary>The most time that the devices take at least.</summary>
    [Parameter]
    public object? MaxIdealTime { get; set; }

    /// <summary>The most bytes of any layer's output.</summary>
    [Parameter]
    public object? MaxLayerActivationBytes { get; set; }

    /// <summary>The most input positions that an output value sees.</summary>
    [Parameter]
    public object? MaxReceptiveField { get; set; }

    /// <summary>The fewest input positions that an output value sees.</summary>
    [Parameter]
    public object? MinReceptiveField { get; set; }

    /// <summary>
    /// All limits that were given; a parameter takes the place of a limit of the same name in a map or file.
    /// </summary>
    /// <exception cref="LayerException">One of them is none.</exception>
    private protected IReadOnlyList<BudgetLimit> ReadLimits()
    {
        var entries = Entries().ToArray();
        var limits = new Dictionary<string, BudgetLimit>(StringComparer.OrdinalIgnoreCase);
        foreach (
            var entry in entries
                .Where(entry => !Is(entry, nameof(Device)) && !Is(entry, nameof(Scheme)))
                .Concat(GivenLimits())
        )
        {
            var limit = BudgetLimit.Read(entry.Key, PipelineValue.Plain(entry.Value) ?? "");
            limits[limit.Name] = limit;
        }

        // A hashtable has no order: results come by quantity.
        var ordered = BudgetQuantity.All.SelectMany(quantity =>
            limits
                .Values.Where(limit => limit.Quantity == quantity)
                .OrderBy(limit => limit.IsForEachLayer)
                .ThenBy(limit => limit.Name, StringComparer.Ordinal)
        );
        _devices = NamedDevices.Of(
            entries.Where(entry => Is(entry, nameof(Device))).SelectMany(entry => Names(entry.Value)).Concat(Device)
        );
        if (
            entries.Where(entry => Is(entry, nameof(Scheme))).Select(entry => entry.Value).LastOrDefault() is { } scheme
        )
            _quantization = new QuantizationOptions { Scheme = SchemeOverrides.Scheme(nameof(Scheme), scheme) };
        if (MyInvocation.BoundParameters.ContainsKey(nameof(Scheme)))
            _quantization = new QuantizationOptions { Scheme = Scheme };
        return [.. ordered.SelectMany(Meant), .. _devices.SelectMany(device => LimitsOf(device, limits.Count > 0))];
    }

    /// <summary>The quantity of a name, as the parameters mean it.</summary>
    /// <exception cref="LayerException">There is none, or it needs one device.</exception>
    private protected BudgetQuantity ReadQuantity(string name)
    {
        var quantity = BudgetQuantity.Get(name);
        return quantity == BudgetQuantity.Flash ? BudgetQuantity.FlashAs(_quantization ?? new QuantizationOptions())
            : quantity != BudgetQuantity.IdealTime ? quantity
            : _devices.Count == 1 ? BudgetQuantity.IdealTimeOn(_devices[0])
            : throw new LayerException(
                ErrorId.InvalidLimit,
                "an IdealTime is that of one device; name it with -Device"
            );
    }

    // What a limit means is said by the scheme and the devices.
    private IEnumerable<BudgetLimit> Meant(BudgetLimit limit) =>
        limit.Quantity == BudgetQuantity.Flash && _quantization is not null
            ? [limit.Of(BudgetQuantity.FlashAs(_quantization), $"{_quantization.Scheme}")]
        : limit.Quantity != BudgetQuantity.IdealTime ? [limit]
        : _devices.Count > 0 ? _devices.Select(device => limit.Of(BudgetQuantity.IdealTimeOn(device), device.Name))
        : throw new LayerException(
            ErrorId.InvalidLimit,
            $"{limit.Name} needs a device to take the time of; name one with -Device"
        );

    // A device that says nothing must not pass for one where everything fits.
    private BudgetLimit[] LimitsOf(Device device, bool hasOthers)
    {
        var limits = DeviceLimits.Of(device, _quantization).ToArray();
        return limits.Length > 0 || hasOthers
            ? limits
            : throw new LayerException(
                ErrorId.InvalidLimit,
                $"of the device '{device}' neither flash nor RAM is known, so there is nothing to hold a network to"
            );
    }

    private static bool Is(KeyValuePair<string, object?> entry, string name) =>
        entry.Key.Equals(name, StringComparison.OrdinalIgnoreCase);

    private IEnumerable<KeyValuePair<string, object?>> GivenLimits() =>
        LimitParameters
            .Where(property => MyInvocation.BoundParameters.ContainsKey(property.Name))
            .Select(property => new KeyValuePair<string, object?>(property.Name, property.GetValue(this)));

    private IEnumerable<KeyValuePair<string, object?>> Entries() =>
        PipelineValue.Plain(Limit) switch
        {
            null => [],
            string path => DataFile.Read(this, path).SelectMany(map => map),
            _ => PipelineValue.Properties(PSObject.AsPSObject(Limit)),
        };

    private static IEnumerable<string> Names(object? value) =>
        value is IEnumerable list and not string
            ? list.Cast<object?>().Select(item => item?.ToString() ?? "")
            : [value?.ToString() ?? ""];
}
