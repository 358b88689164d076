using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;
using CnnParams.Layers;
using CnnParams.Measuring;
using CnnParams.Networks;

namespace CnnParams.PowerShell.Completion;

/// <summary>
/// Completes the names of the layers that would come through the pipeline: those that New-CnnLayer gives before, and
/// those that a variable holds. Nothing of the pipeline is run.
/// </summary>
public sealed class LayerNameCompleter : IArgumentCompleter
{
    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName,
        string parameterName,
        string wordToComplete,
        CommandAst commandAst,
        IDictionary fakeBoundParameters
    )
    {
        // Of several names, the last is being typed: conv1,c
        int typed = wordToComplete.LastIndexOf(',') + 1;
        var names = Before(commandAst)
            .Concat(Held(fakeBoundParameters.Values))
            .Distinct(StringComparer.OrdinalIgnoreCase);
        return Completions.Matching(wordToComplete.Substring(typed), names, name => name, name => $"the layer {name}");
    }

    private static IEnumerable<string> Before(CommandAst command)
    {
        if (command.Parent is not PipelineAst pipeline)
            return [];
        return pipeline
            .PipelineElements.TakeWhile(element => element != command)
            .SelectMany(element =>
                element switch
                {
                    CommandExpressionAst { Expression: VariableExpressionAst variable } => Held(
                        new[] { Value(variable) }
                    ),
                    CommandAst before => Given(before),
                    _ => [],
                }
            );
    }

    // The name that a command New-CnnLayer gives, by parameter or by position.
    private static IEnumerable<string> Given(CommandAst command)
    {
        if (!"New-CnnLayer".Equals(command.GetCommandName(), StringComparison.OrdinalIgnoreCase))
            return [];
        var bound = StaticParameterBinder.BindCommand(command).BoundParameters;
        return bound.TryGetValue("Name", out var name) && name.ConstantValue is string text ? [text] : [];
    }

    private static object? Value(VariableExpressionAst variable)
    {
        using var shell = System.Management.Automation.PowerShell.Create(RunspaceMode.CurrentRunspace);
        return shell
            .AddScript("$ExecutionContext.SessionState.PSVariable.GetValue($args[0])")
            .AddArgument(variable.VariablePath.UserPath)
            .Invoke<object>()
            .ToArray();
    }

    private static IEnumerable<string> Held(IEnumerable values) =>
        values
            .Cast<object?>()
            .SelectMany(value =>
                PipelineValue.Plain(value) switch
                {
                    Layer layer => [layer.Name],
                    LayerMeasurement row => [row.Name],
                    Network network => network.Layers.Select(layer => layer.Name),
                    object[] list => Held(list),
                    _ => (IEnumerable<string>)[],
                }
            );
}
