using System.Management.Automation;
using CnnParams.Shell;

namespace CnnParams.PowerShell.Tests;

/// <summary>A session with the module imported by its manifest, shared by the tests of a class.</summary>
public sealed class ModuleSession : IDisposable
{
    private readonly EngineSession _session = new(width: 160);

    /// <summary>
    /// The article's network; its source is the article, its numbers are in docs/en-US and field references.
    /// </summary>
    public const string Article = """
        New-CnnLayer Input INPUT -Shape 32,32,3 |
            New-CnnLayer Conv2D CONV1 -Filters 8 -KernelSize 5 |
            New-CnnLayer MaxPool2D POOL1 -PoolSize 2 |
            New-CnnLayer Conv2D CONV2 -Filters 16 -KernelSize 5 |
            New-CnnLayer MaxPool2D POOL2 -PoolSize 2 |
            New-CnnLayer FullyConnected FC3 -Units 120 |
            New-CnnLayer FullyConnected FC4 -Units 84 |
            New-CnnLayer FullyConnected Softmax -Units 10
        """;

    /// <summary>What a script gives; it must not write an error.</summary>
    public IReadOnlyList<PSObject> Output(string script)
    {
        var result = _session.Invoke(script);
        Assert.Empty(result.Errors.Select(error => error.ToString()));
        return [.. result.Output];
    }

    /// <summary>The only object that a script gives, or a property of it.</summary>
    public object? Value(string script) => Assert.Single(Output(script))?.BaseObject;

    /// <summary>What a script gives and the errors that it writes.</summary>
    public (IReadOnlyList<PSObject> Output, IReadOnlyList<ErrorRecord> Errors) Invoke(string script)
    {
        var result = _session.Invoke(script);
        return ([.. result.Output], [.. result.Errors]);
    }

    /// <summary>What a user sees.</summary>
    public string Show(string script) => _session.Run(script).Output;

    /// <summary>What Tab offers.</summary>
    public IReadOnlyList<string> Complete(string text) =>
        [.. _session.Complete(text).CompletionMatches.Select(match => match.CompletionText)];

    public void Dispose() => _session.Dispose();
}
