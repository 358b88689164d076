namespace CnnParams.Shell;

/// <summary>pwsh's exit codes, so that a script or a CI step cannot tell the two apart.</summary>
internal static class ExitCodes
{
    public const int Success = 0;
    public const int Failure = 1;

    /// <summary>The command line was wrong (EX_USAGE).</summary>
    public const int Usage = 64;

    /// <summary>The engine did not start or the module could not be imported (EX_SOFTWARE).</summary>
    public const int Initialization = 70;

    /// <summary>Stopped by Ctrl-C: 128 + SIGINT.</summary>
    public const int Interrupted = 130;

    /// <summary>Whoever read the output has gone away, as in <c>... | head</c>: 128 + SIGPIPE.</summary>
    public const int OutputClosed = 141;
}
