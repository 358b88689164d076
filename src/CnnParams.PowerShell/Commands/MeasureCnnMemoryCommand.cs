using System.Management.Automation;
using CnnParams.Budgets;
using CnnParams.Measuring;
using CnnParams.Measuring.Training;
using CnnParams.Networks;

namespace CnnParams.PowerShell.Commands;

/// <summary>
/// Measure-CnnMemory: the memory that training or inference takes, term by term, or the largest batch that fits.
/// </summary>
[Cmdlet(VerbsDiagnostic.Measure, "CnnMemory", DefaultParameterSetName = "Terms", HelpUri = HelpLinks.MeasureCnnMemory)]
[OutputType(typeof(MemoryTerm), ParameterSetName = ["Terms"])]
[OutputType(typeof(LayerSavings), ParameterSetName = ["Detailed"])]
[OutputType(typeof(TrainingMemory), typeof(InferenceMemory), ParameterSetName = ["Summary"])]
[OutputType(typeof(LargestBatch), ParameterSetName = ["Batch"])]
public sealed class MeasureCnnMemoryCommand : NetworkCommand
{
    private long _limit;

    /// <summary>What follows the gradients.</summary>
    [Parameter]
    public TrainingOptimizer Optimizer { get; set; } = TrainingOptimizer.Adam;

    /// <summary>The types of the numbers in training.</summary>
    [Parameter]
    public TrainingPrecision Precision { get; set; }

    /// <summary>Keeps the optimizer's weights in 32 bits, where those of the network are in 16.</summary>
    [Parameter]
    public SwitchParameter MasterWeights { get; set; }

    /// <summary>The steps whose gradients are summed up; each has its part of the batch.</summary>
    [Parameter]
    [ValidateRange(1, long.MaxValue)]
    public long AccumulationSteps { get; set; } = 1;

    /// <summary>Names of blocks that are computed again in the backward pass.</summary>
    [Parameter]
    [SupportsWildcards]
    [ValidateNotNull]
    public string[] Checkpoint { get; set; } = [];

    /// <summary>Names of layers that are not trained.</summary>
    [Parameter]
    [SupportsWildcards]
    [ValidateNotNull]
    public string[] Freeze { get; set; } = [];

    /// <summary>Measures inference and not training.</summary>
    [Parameter(ParameterSetName = "Terms")]
    [Parameter(ParameterSetName = "Summary")]
    [Parameter(ParameterSetName = "Batch")]
    public SwitchParameter Inference { get; set; }

    /// <summary>Gives a row for each layer: what is kept of it.</summary>
    [Parameter(Mandatory = true, ParameterSetName = "Detailed")]
    public SwitchParameter Detailed { get; set; }

    /// <summary>Gives one object with all terms.</summary>
    [Parameter(Mandatory = true, ParameterSetName = "Summary")]
    public SwitchParameter Summary { get; set; }

    /// <summary>Looks for the largest batch that fits so much memory.</summary>
    [Parameter(Mandatory = true, ParameterSetName = "Batch")]
    public object? MaxMemory { get; set; }

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        if (MaxMemory is null)
            return;
        try
        {
            _limit = Amount.Read(PipelineValue.Plain(MaxMemory)!, nameof(MaxMemory));
        }
        catch (LayerException exception)
        {
            ThrowTerminatingError(ErrorRecords.Of(exception, MaxMemory));
        }
    }

    private protected override void Process(Network network)
    {
        if (Measure(network) is not { } measurement)
            return;
        try
        {
            Write(measurement);
        }
        catch (LayerException exception)
        {
            WriteError(ErrorRecords.Of(exception, network));
        }
    }

    private void Write(NetworkMeasurement measurement)
    {
        IMemoryEstimate memory = Inference
            ? InferenceMemory.Of(measurement)
            : TrainingMemory.Of(measurement, Training());
        if (memory is TrainingMemory { Trust: not Trust.Exact } training)
            WriteVerbose(string.Join("; ", training.TrustReasons));
        switch (ParameterSetName)
        {
            case "Batch":
                WriteObject(LargestBatch.Find(memory, _limit));
                break;
            case "Summary":
                WriteObject(memory);
                break;
            case "Detailed":
                WriteObject(((TrainingMemory)memory).Layers(), enumerateCollection: true);
                break;
            default:
                WriteObject(memory.Terms(), enumerateCollection: true);
                break;
        }
    }

    private TrainingOptions Training() =>
        new()
        {
            Optimizer = Optimizer,
            Precision = Precision,
            MasterWeights = MasterWeights,
            AccumulationSteps = AccumulationSteps,
            Checkpoint = Checkpoint,
            Freeze = Freeze,
        };
}
