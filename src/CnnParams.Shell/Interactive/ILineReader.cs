namespace CnnParams.Shell.Interactive;

/// <summary>Reads what a person types at a prompt.</summary>
internal interface ILineReader
{
    /// <summary>A line without its end; null at the end of input.</summary>
    /// <exception cref="OperationCanceledException">The person gave the line up with Ctrl-C.</exception>
    string? ReadLine(string prompt);
}

/// <summary>The console's own line input, for terminals that cannot be drawn on.</summary>
internal sealed class PlainLineReader : ILineReader
{
    public string? ReadLine(string prompt)
    {
        Console.Write(prompt);
        return Console.ReadLine();
    }
}
