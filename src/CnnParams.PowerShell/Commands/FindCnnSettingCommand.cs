using System.Management.Automation;
using CnnParams.Budgets;
using CnnParams.Designing;
using CnnParams.Networks;

namespace CnnParams.PowerShell.Commands;

/// <summary>Find-CnnSetting: works backwards, from a limit or an exact number to the value of a setting.</summary>
[Cmdlet(VerbsCommon.Find, "CnnSetting", HelpUri = HelpLinks.FindCnnSetting)]
[OutputType(typeof(SettingAnswer))]
public sealed class FindCnnSettingCommand : BudgetCommand
{
    private IReadOnlyList<BudgetLimit> _limits = [];

    /// <summary>
    /// Layers in order, or networks; after what varies, where they do not come by the pipeline.
    /// </summary>
    [Parameter(Mandatory = true, Position = 1, ValueFromPipeline = true)]
    [Alias("Layer", "Network", "Model")]
    [AllowEmptyCollection]
    [AllowNull]
    public override PSObject? InputObject { get; set; }

    /// <summary>The setting: FC3.Units, or of one layer InputChannels.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    public string Setting { get; set; } = "";

    /// <summary>The exact number of parameters that is wanted.</summary>
    [Parameter]
    public object? Parameters { get; set; }

    /// <summary>The smallest value that is tried.</summary>
    [Parameter]
    [ValidateRange(0, long.MaxValue)]
    public long Minimum { get; set; } = 1;

    /// <summary>The largest value that is tried.</summary>
    [Parameter]
    [ValidateRange(1, long.MaxValue)]
    public long Maximum { get; set; }

    /// <summary>The distance between values, from the smallest on.</summary>
    [Parameter]
    [ValidateRange(1, long.MaxValue)]
    public long Step { get; set; } = 1;

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        try
        {
            _limits = Parameters is null
                ? ReadLimits()
                : [BudgetLimit.Read(nameof(MaxParameters), PipelineValue.Plain(Parameters)!)];
        }
        catch (LayerException exception)
        {
            ThrowTerminatingError(ErrorRecords.Of(exception, this));
        }

        if (_limits.Count == 0)
            ThrowTerminatingError(ErrorRecords.NoLimit(this));
    }

    private protected override void Process(Network network)
    {
        try
        {
            var search = new SettingSearch(network, Setting, _limits, Options)
            {
                Minimum = Minimum,
                Maximum = MyInvocation.BoundParameters.ContainsKey(nameof(Maximum)) ? Maximum : null,
                Step = Step,
                IsExact = Parameters is not null,
            };
            var answers = search.Find(Cancellation);
            foreach (var answer in answers)
            {
                WriteObject(answer);
                if (answer.Bound.Length > 0)
                    WriteWarning($"{Setting}: {answer.Bound}. -Minimum and -Maximum say how far to look.");
            }

            if (answers.Count == 0)
                WriteError(
                    ErrorRecords.NoSuchValue(
                        Setting,
                        Parameters is null ? string.Join(", ", _limits) : $"exactly {_limits[0].Value} parameters",
                        network
                    )
                );
        }
        catch (LayerException exception)
        {
            WriteError(ErrorRecords.Of(exception, network));
        }
        catch (OperationCanceledException) when (Cancellation.IsCancellationRequested)
        {
            // Ctrl-C.
        }
    }
}
