using CnnParams.Layers;
using CnnParams.Measuring;

namespace CnnParams.Auditing.Naming;

/// <summary>
/// The sizes of what is multiplied in a network, which a view does not change: a fingerprint of all of them, and one of
/// those without the layer of classes. Networks whose totals agree by chance do not agree in 64 bits as well.
/// </summary>
/// <param name="Whole">That of all kernels; 0 where there are none.</param>
/// <param name="Body">That of all but the layer of classes at the end; 0 where less than two are left.</param>
internal readonly record struct KernelSizes(ulong Whole, ulong Body)
{
    // FNV-1a.
    private const ulong Basis = 14695981039346656037;
    private const ulong Prime = 1099511628211;

    internal KernelSizes(NetworkMeasurement measurement)
        : this(Fingerprint(measurement.Rows, 1), Fingerprint(WithoutClassifier(measurement), 2)) { }

    internal KernelSizes(IEnumerable<LayerMeasurement> rows)
        : this(Fingerprint(rows, 1), 0) { }

    internal bool Equal(KernelSizes other) => Whole != 0 && Whole == other.Whole;

    /// <summary>Whether all is the same but the layer of classes at the end.</summary>
    internal bool EqualButTop(KernelSizes other) => Body != 0 && Body == other.Body;

    private static IEnumerable<LayerMeasurement> WithoutClassifier(NetworkMeasurement measurement) =>
        NetworkTop.Classifier(measurement) is { } classifier
            ? measurement.Rows.Where(row => row != classifier)
            : measurement.Rows;

    // One kernel alone says nothing of what is around it.
    private static ulong Fingerprint(IEnumerable<LayerMeasurement> rows, int least)
    {
        long[] sizes =
        [
            .. rows.Where(row => row.SharedParameters == 0)
                .SelectMany(row => row.Weights)
                .Where(weight => weight.Role == WeightRole.Kernel)
                .Select(weight => weight.Count)
                .OrderBy(size => size),
        ];
        return sizes.Length < least ? 0 : sizes.SelectMany(BitConverter.GetBytes).Aggregate(Basis, With);
    }

    private static ulong With(ulong print, byte next) => unchecked((print ^ next) * Prime);
}
