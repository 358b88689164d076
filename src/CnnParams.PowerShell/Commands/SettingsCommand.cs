using System.Collections;
using System.Management.Automation;

namespace CnnParams.PowerShell.Commands;

/// <summary>
/// A command with the settings of a type as parameters, for help and completion. When it runs, it reads them itself.
/// </summary>
public abstract class SettingsCommand : PSCmdlet, IDynamicParameters
{
    private RuntimeDefinedParameterDictionary? _parameters;

    /// <summary>What the engine leaves: the settings.</summary>
    // Its name begins as no setting does, since -R would be Rest.
    [Parameter(ValueFromRemainingArguments = true, DontShow = true)]
    public object[] XRest { get; set; } = [];

    // Abbreviations of settings that are the engine's as well: -P 1 would end the statement, since PipelineVariable
    // begins so too, and a list of layers would go on without this one. A whole name goes before those it begins.
    /// <summary>Padding, PoolSize, ...</summary>
    [Parameter(DontShow = true)]
    public object? P { get; set; }

    /// <summary>ProjectionSize.</summary>
    [Parameter(DontShow = true)]
    public object? Pr { get; set; }

    /// <summary>ProjectionSize.</summary>
    [Parameter(DontShow = true)]
    public object? Pro { get; set; }

    /// <summary>OutputPadding, OutputSize, ...</summary>
    [Parameter(DontShow = true)]
    public object? O { get; set; }

    /// <summary>OutputPadding, OutputSize, ...</summary>
    [Parameter(DontShow = true)]
    public object? Ou { get; set; }

    /// <summary>OutputPadding, OutputSize, ...</summary>
    [Parameter(DontShow = true)]
    public object? Out { get; set; }

    /// <summary>EmbeddingSize, Expand, ...</summary>
    [Parameter(DontShow = true)]
    public object? E { get; set; }

    /// <summary>Inputs, InputChannels, ...</summary>
    [Parameter(DontShow = true)]
    public object? I { get; set; }

    /// <summary>Inputs, InputChannels, ...</summary>
    [Parameter(DontShow = true)]
    public object? In { get; set; }

    /// <summary>WeightsFrom, Width, ...</summary>
    [Parameter(DontShow = true)]
    public object? W { get; set; }

    // The names of the above.
    private static IReadOnlyList<string> Shared { get; } =
    [
        nameof(P),
        nameof(Pr),
        nameof(Pro),
        nameof(O),
        nameof(Ou),
        nameof(Out),
        nameof(E),
        nameof(I),
        nameof(In),
        nameof(W),
    ];

    private protected abstract DeclaredSettings Declared { get; }

    // Those of the type; null where it is not known.
    private protected abstract IReadOnlyCollection<string>? Own { get; }

    // The engine applies $PSDefaultParameterValues to parameters that it knows.
    private bool HasDefaults =>
        GetVariableValue("PSDefaultParameterValues") is IDictionary defaults
        && defaults
            .Keys.OfType<string>()
            .Any(key => Declared.Names.ContainsKey(key.Substring(key.LastIndexOf(':') + 1).Trim()));

    /// <summary>The settings; once the type is typed, Tab offers those that it has.</summary>
    // A command that runs stands in a pipeline; one whose parameters are asked for does not.
    public object? GetDynamicParameters() =>
        _parameters = MyInvocation.PipelineLength > 0 && !HasDefaults ? null : Declared.Parameters(Own);

    private protected SettingArguments GivenSettings(IEnumerable<object> before)
    {
        var arguments = new SettingArguments(Declared, Own);
        foreach (var parameter in _parameters?.Values.Where(parameter => parameter.IsSet) ?? [])
            arguments.Add(parameter.Name, parameter.Value);
        foreach (string name in Shared)
        {
            if (MyInvocation.BoundParameters.TryGetValue(name, out object? value))
                arguments.Add(name, value);
        }

        arguments.Add(before.Concat(XRest ?? []));
        return arguments;
    }
}
