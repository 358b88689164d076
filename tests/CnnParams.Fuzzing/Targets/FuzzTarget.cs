namespace CnnParams.Fuzzing.Targets;

/// <summary>How reading an input ended, as it may.</summary>
internal enum Ending
{
    /// <summary>There is a network, or rows.</summary>
    Read,

    /// <summary>The documented error, which says where.</summary>
    ErrorWithPlace,

    /// <summary>The documented error, about the file as a whole.</summary>
    ErrorOfFile,
}

/// <summary>What takes hostile input: a reader, a command.</summary>
/// <param name="name">Its name.</param>
internal abstract class FuzzTarget(string name) : IDisposable
{
    /// <summary>Its name.</summary>
    internal string Name { get; } = name;

    /// <summary>
    /// How much longer it may work, and how much more it may use, than others: it evaluates, or goes through the
    /// engine.
    /// </summary>
    internal int Weight { get; init; } = 1;

    /// <summary>Is told of errors that are about a file as a whole.</summary>
    internal Action<string>? Placeless { get; set; }

    /// <summary>An input by its number: the same for the same numbers.</summary>
    internal abstract FuzzInput Input(int seed, int number);

    /// <summary>Reads an input. Whatever it throws is a fault.</summary>
    internal abstract Ending Run(FuzzInput input, CancellationToken cancellation);

    /// <inheritdoc/>
    public virtual void Dispose() => GC.SuppressFinalize(this);

    /// <summary>The source of chance of an input.</summary>
    private protected static Random RandomOf(int seed, int number) => new(unchecked((seed * 486187739) + number));
}

/// <summary>An input.</summary>
/// <param name="Name">The name of the file that it would be.</param>
/// <param name="Content">Its bytes.</param>
internal sealed record FuzzInput(string Name, byte[] Content);
