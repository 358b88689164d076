using System.Collections;
using System.Management.Automation;
using CnnParams.Devices;
using CnnParams.PowerShell.Completion;
using CnnParams.PowerShell.Reading;

namespace CnnParams.PowerShell.Commands;

/// <summary>
/// Register-CnnDevice: adds devices of the user's own to those of this process, from numbers, from objects with
/// properties of the same names, or from psd1 and JSON files.
/// </summary>
[Cmdlet(
    VerbsLifecycle.Register,
    "CnnDevice",
    DefaultParameterSetName = NumbersSet,
    HelpUri = HelpLinks.RegisterCnnDevice
)]
[OutputType(typeof(Device))]
public sealed class RegisterCnnDeviceCommand : PSCmdlet
{
    private const string NumbersSet = "Numbers";

    private const string PathSet = "Path";

    /// <summary>The name.</summary>
    [Parameter(Position = 0, Mandatory = true, ParameterSetName = NumbersSet, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    public string Name { get; set; } = "";

    /// <summary>psd1 or JSON files; wildcards are allowed.</summary>
    [Parameter(Mandatory = true, ParameterSetName = PathSet)]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    public string[] Path { get; set; } = [];

    /// <summary>What it is.</summary>
    [Parameter(ParameterSetName = NumbersSet, ValueFromPipelineByPropertyName = true)]
    [ValueCompletions("Microcontroller", "Board", "Accelerator", "Computer", "GPU", "Store")]
    public string Kind { get; set; } = "";

    /// <summary>The processor.</summary>
    [Parameter(ParameterSetName = NumbersSet, ValueFromPipelineByPropertyName = true)]
    public string Processor { get; set; } = "";

    /// <summary>Where weights are kept, in bytes.</summary>
    [Parameter(ParameterSetName = NumbersSet, ValueFromPipelineByPropertyName = true)]
    [Alias("StorageBytes")]
    public object? Flash { get; set; }

    /// <summary>Where activations are kept, in bytes.</summary>
    [Parameter(ParameterSetName = NumbersSet, ValueFromPipelineByPropertyName = true)]
    [Alias("RamBytes")]
    public object? Ram { get; set; }

    /// <summary>The most multiply-accumulates a second, by data type.</summary>
    [Parameter(ParameterSetName = NumbersSet, ValueFromPipelineByPropertyName = true)]
    public object? PeakMacs { get; set; }

    /// <summary>The most bytes a second between processor and memory.</summary>
    [Parameter(ParameterSetName = NumbersSet, ValueFromPipelineByPropertyName = true)]
    public object? Bandwidth { get; set; }

    /// <summary>Where the numbers are from.</summary>
    [Parameter(ParameterSetName = NumbersSet, ValueFromPipelineByPropertyName = true)]
    public string Source { get; set; } = "";

    /// <summary>What to know about the numbers.</summary>
    [Parameter(ParameterSetName = NumbersSet, ValueFromPipelineByPropertyName = true)]
    public string Note { get; set; } = "";

    /// <summary>Takes the place of a device that has the name.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <summary>Gives the devices that were added.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (ParameterSetName == NumbersSet)
        {
            Register(Given(), Name);
            return;
        }

        foreach (string path in Path.SelectMany(path => FilePaths.Resolve(this, path, literal: false)))
        {
            if (DataFile.TryRead(this, path, out var error) is not { } maps)
            {
                WriteError(error);
                continue;
            }

            foreach (var device in maps.SelectMany(Devices))
                Register(device, path);
        }
    }

    private IEnumerable<KeyValuePair<string, object?>> Given()
    {
        yield return Pair(nameof(Name), Name);
        yield return Pair(nameof(Kind), Kind);
        yield return Pair(nameof(Processor), Processor);
        yield return Pair(nameof(Flash), Flash);
        yield return Pair(nameof(Ram), Ram);
        yield return Pair(nameof(PeakMacs), PeakMacs);
        yield return Pair(nameof(Bandwidth), Bandwidth);
        yield return Pair(nameof(Source), Source);
        yield return Pair(nameof(Note), Note);

        static KeyValuePair<string, object?> Pair(string name, object? value) => new(name, value);
    }

    // One device by its properties, or several by their names.
    private static IEnumerable<IEnumerable<KeyValuePair<string, object?>>> Devices(
        IReadOnlyList<KeyValuePair<string, object?>> map
    ) =>
        map.Count > 0
        && map.All(entry =>
            Map(entry.Value) is not null && !entry.Key.Equals(nameof(PeakMacs), StringComparison.OrdinalIgnoreCase)
        )
            ? map.Select(entry =>
                Map(entry.Value)!
                    .Where(property => !IsName(property))
                    .Prepend(new KeyValuePair<string, object?>(nameof(Name), entry.Key))
            )
            : [map];

    private static bool IsName(KeyValuePair<string, object?> property) =>
        property.Key.Equals(nameof(Name), StringComparison.OrdinalIgnoreCase);

    private static IEnumerable<KeyValuePair<string, object?>>? Map(object? value) =>
        value is IDictionary or PSObject { BaseObject: IDictionary or PSCustomObject }
            ? PipelineValue.Properties(PSObject.AsPSObject(value))
            : null;

    private void Register(IEnumerable<KeyValuePair<string, object?>> properties, string target)
    {
        try
        {
            var device = DeviceDescription.Read(
                properties.Select(property => new KeyValuePair<string, object?>(
                    property.Key,
                    Map(property.Value) ?? PipelineValue.Plain(property.Value)
                ))
            );
            KnownDevices.Register(device, Force);
            if (PassThru)
                WriteObject(device);
        }
        catch (LayerException exception)
        {
            WriteError(ErrorRecords.Of(exception, target));
        }
    }
}
