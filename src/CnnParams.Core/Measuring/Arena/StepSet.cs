namespace CnnParams.Measuring.Arena;

/// <summary>A set of operators, of at most <see cref="Capacity"/>.</summary>
internal readonly record struct StepSet(ulong A, ulong B, ulong C, ulong D)
{
    internal const int Capacity = 4 * 64;

    internal static StepSet None { get; }

    internal bool IsEmpty => (A | B | C | D) == 0;

    internal StepSet With(int step)
    {
        ulong bit = 1UL << (step % 64);
        return (step / 64) switch
        {
            0 => this with { A = A | bit },
            1 => this with { B = B | bit },
            2 => this with { C = C | bit },
            _ => this with { D = D | bit },
        };
    }

    internal bool Contains(int step) => !Common(None.With(step)).IsEmpty;

    internal StepSet Common(StepSet other) => new(A & other.A, B & other.B, C & other.C, D & other.D);

    internal bool Covers(StepSet other) => Common(other) == other;
}
