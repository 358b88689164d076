using System.Management.Automation;
using CnnParams.Measuring;
using CnnParams.Measuring.Arena;
using CnnParams.Networks;

namespace CnnParams.PowerShell.Commands;

/// <summary>
/// Measure-CnnArena: where each tensor of a network lies in memory at inference, and how large the arena of them is.
/// </summary>
[Cmdlet(VerbsDiagnostic.Measure, "CnnArena", HelpUri = HelpLinks.MeasureCnnArena)]
[OutputType(typeof(ArenaPlan))]
public sealed class MeasureCnnArenaCommand : NetworkCommand
{
    private ArenaOptions _plan = new();

    /// <summary>How tensors get their places.</summary>
    [Parameter]
    public ArenaAlgorithm Algorithm { get; set; }

    /// <summary>What the size of each buffer is rounded up to a multiple of, in bytes.</summary>
    [Parameter]
    [ValidateRange(1, 1 << 16)]
    public int Alignment { get; set; } = ArenaOptions.DefaultAlignment;

    /// <summary>The kernels whose scratch buffers are planned too.</summary>
    [Parameter]
    public ScratchKernels Scratch { get; set; }

    /// <summary>Looks for an order of the operators in which less is alive at once.</summary>
    [Parameter]
    public SwitchParameter Reorder { get; set; }

    /// <summary>Estimates what it saves to compute the first layers in so many patches along each axis.</summary>
    [Parameter]
    [ValidateRange(2, 16)]
    public int Patch { get; set; } = 1;

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        _plan = new ArenaOptions
        {
            Algorithm = Algorithm,
            Alignment = Alignment,
            // An arena as TensorFlow Lite Micro plans it has nothing in place, whatever peaks of memory assume.
            InPlace = MyInvocation.BoundParameters.ContainsKey(nameof(InPlace)) ? InPlace : InPlaceOperations.None,
            Scratch = Scratch,
            Reorder = Reorder,
            Patches = Patch,
        };
    }

    private protected override void Process(Network network)
    {
        if (Measure(network) is not { Problems.Count: 0 } measurement)
            return;
        try
        {
            WriteObject(ArenaPlanner.Plan(measurement, _plan, Cancellation));
        }
        catch (LayerException exception)
        {
            WriteError(ErrorRecords.Of(exception, network));
        }
    }
}
