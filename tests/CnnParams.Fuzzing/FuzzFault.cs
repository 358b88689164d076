using System.Globalization;

namespace CnnParams.Fuzzing;

/// <summary>An input that ended as none may.</summary>
/// <param name="Target">What read it.</param>
/// <param name="Seed">The seed of the run.</param>
/// <param name="Number">The number of the input.</param>
/// <param name="Kind">What happened: the same for faults of one cause.</param>
/// <param name="Detail">All that is known of it.</param>
internal sealed record FuzzFault(string Target, int Seed, int Number, string Kind, string Detail)
{
    /// <inheritdoc/>
    public override string ToString() =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{Target}: {Kind} (--reader {Target} --seed {Seed} --from {Number} --inputs 1)\n{Detail}"
        );

    /// <summary>A fault that is an exception.</summary>
    internal static FuzzFault Of(string target, int seed, int number, Exception exception)
    {
        string cause =
            (exception.InnerException ?? exception)
                .StackTrace?.Split('\n')
                .FirstOrDefault(line => line.Contains("CnnParams.", StringComparison.Ordinal))
                ?.Trim()
            ?? "";
        return new(
            target,
            seed,
            number,
            $"{(exception.InnerException ?? exception).GetType().Name} {cause}",
            exception.ToString()
        );
    }
}
