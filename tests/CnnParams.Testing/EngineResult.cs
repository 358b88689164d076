using System.Management.Automation;

namespace CnnParams.Testing;

/// <summary>What a script wrote to each of its streams.</summary>
public sealed class EngineResult
{
    internal EngineResult(PSDataStreams streams, IReadOnlyList<PSObject> output, ErrorRecord? terminatingError)
    {
        Output = output;
        Errors = terminatingError is null ? [.. streams.Error] : [.. streams.Error, terminatingError];
        TerminatingError = terminatingError;
        Warnings = [.. streams.Warning.Select(record => record.Message)];
        Verbose = [.. streams.Verbose.Select(record => record.Message)];
        Information = [.. streams.Information];
    }

    /// <summary>The objects.</summary>
    public IReadOnlyList<PSObject> Output { get; }

    /// <summary>The errors, in order; one that ended the script comes last.</summary>
    public IReadOnlyList<ErrorRecord> Errors { get; }

    /// <summary>The error that ended the script, or null if it ran to its end.</summary>
    public ErrorRecord? TerminatingError { get; }

    /// <summary>The warnings.</summary>
    public IReadOnlyList<string> Warnings { get; }

    /// <summary>The verbose messages.</summary>
    public IReadOnlyList<string> Verbose { get; }

    /// <summary>The information records.</summary>
    public IReadOnlyList<InformationRecord> Information { get; }
}

/// <summary>What a user of the shell would have seen.</summary>
/// <param name="Output">Standard output.</param>
/// <param name="Error">Warnings, then errors as the engine shows them.</param>
public sealed record EngineTranscript(string Output, string Error);
