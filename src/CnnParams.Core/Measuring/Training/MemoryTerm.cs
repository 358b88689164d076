namespace CnnParams.Measuring.Training;

/// <summary>A term of the memory that a network takes: a row.</summary>
public sealed class MemoryTerm
{
    private readonly IMemoryEstimate _of;

    internal MemoryTerm(IMemoryEstimate of, string name, long bytes, string calculation, string meaning) =>
        (_of, Term, Bytes, Calculation, Meaning) = (of, name, bytes, calculation, meaning);

    /// <summary>What it is a term of, in a line: the network, how it runs, the total.</summary>
    public string Estimate => _of.Heading;

    /// <summary>Its name.</summary>
    public string Term { get; }

    /// <summary>Bytes.</summary>
    public long Bytes { get; }

    /// <summary>The same as it is read: <c>1.37 GB</c>.</summary>
    public string Size => Quantity.Bytes(Bytes);

    /// <summary>How far it can be trusted: no further than the total.</summary>
    public Trust Trust => _of.Trust;

    /// <summary>How it comes about.</summary>
    public string Calculation { get; }

    /// <summary>What it is.</summary>
    public string Meaning { get; }

    /// <inheritdoc/>
    public override string ToString() => $"{Term}: {Quantity.Bound(Trust)}{Size}";
}
