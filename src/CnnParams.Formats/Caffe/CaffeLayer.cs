using CnnParams.Formats.Graphs;
using CnnParams.Layers;
using CnnParams.Reading;
using CnnParams.Shapes;
using Proto = CnnParams.Formats.Caffe.Schema.Layer;

namespace CnnParams.Formats.Caffe;

/// <summary>A layer of a definition that becomes layers of the graph.</summary>
internal sealed class CaffeLayer(Proto proto, TensorGraph graph, CaffeSamples samples, ReadOptions options)
    : GraphOperator(graph, proto.Name, proto.Type, proto.Bottom, proto.Top)
{
    // Blobs that are computed in place are read before they are written.
    private readonly string? _mixedBy = proto.Bottom.Select(samples.MixedBy).FirstOrDefault(layer => layer is not null);
    private bool _mixes;

    /// <summary>The layer as the file has it.</summary>
    internal Proto Proto { get; } = proto;

    /// <summary>
    /// Its type, in a form that both generations have: INNERPRODUCT for InnerProduct and INNER_PRODUCT.
    /// </summary>
    internal override string Key { get; } = proto.Type.Replace("_", "").ToUpperInvariant();

    /// <summary>What the user says of the input.</summary>
    internal ReadOptions Options => options;

    /// <summary>How many samples it reads, or puts out where it is a source; null where that is not known.</summary>
    internal long? Samples { get; set; } = proto.Bottom.Count > 0 ? samples.CountOf(proto.Bottom[0]) : null;

    /// <summary>Notes that it joins samples or cuts them apart.</summary>
    internal void MixSamples() => _mixes = true;

    /// <summary>Whether training changes its weights.</summary>
    internal bool IsTrained => CaffeParameters.IsTrained(Proto);

    /// <summary>The kernel and the bias, as tensors of the file.</summary>
    internal IReadOnlyDictionary<string, StoredTensor>? StoredKernelAndBias() => Stored("kernel", "bias");

    /// <summary>Weights as tensors of the file: what they are called here, in Caffe's order.</summary>
    internal IReadOnlyDictionary<string, StoredTensor>? Stored(params string[] weights) =>
        CaffeParameters.StoredOf(Proto, weights);

    /// <summary>The sizes of one of its weights, where the file has it.</summary>
    internal IReadOnlyList<long>? BlobSizes(int index) => index < Proto.Blobs.Count ? Proto.Blobs[index].Sizes() : null;

    /// <inheritdoc/>
    internal override TensorSpec[] Weights() =>
        [
            .. Proto.Blobs.Select(
                (blob, i) => new TensorSpec(FormattableString.Invariant($"blob{i}"), new TensorShape([.. blob.Sizes()]))
            ),
        ];

    /// <inheritdoc/>
    internal override void AddNotKnown()
    {
        // Without inputs it is a source of data.
        if (InputCount == 0)
            CaffeInputRules.AddSource(this);
        else
            base.AddNotKnown();
    }

    /// <summary>Adds an operator of which nothing is known but, perhaps, the weights that the file has.</summary>
    internal void AddUnknown() => AddUnknown(null, true, Weights());

    /// <inheritdoc/>
    internal override void Check()
    {
        foreach (var (blob, i) in Proto.Blobs.Select((blob, i) => (blob, i)))
        {
            long single = checked(CountOf(blob) * sizeof(float));
            if (blob.PayloadBytes > 0 && blob.PayloadBytes != single && blob.PayloadBytes != checked(2 * single))
                Contradict(
                    FormattableString.Invariant(
                        $"the blob {i} of {string.Join("x", blob.Sizes())} takes {single} bytes, but {blob.PayloadBytes} are there"
                    )
                );
        }

        // The third of a batch norm is the weight of its averages.
        long[] kept = [.. (Key == "BATCHNORM" ? Proto.Blobs.Take(2) : Proto.Blobs).Select(CountOf).OrderBy(x => x)];
        if (kept.Length == 0 || WeightCounts is not { } counts)
            return;
        long[] needed = [.. counts.OrderBy(count => count)];
        if (Sum(kept) != Sum(needed))
            Contradict(
                FormattableString.Invariant(
                    $"the file has {Sum(kept)} numbers for its weights, but {Sum(needed)} follow from its settings"
                )
            );
        // One of the weights here may be several blobs there.
        else if (kept.Length == needed.Length && !kept.SequenceEqual(needed))
            Contradict(
                $"the file has its weights in blobs of {string.Join(" and ", kept)} numbers, but "
                    + $"{string.Join(" and ", needed)} follow from its settings"
            );
    }

    private static long Sum(long[] counts) => counts.Aggregate(0L, (sum, count) => checked(sum + count));

    private static long CountOf(Schema.Blob blob) =>
        blob.Sizes().Aggregate(1L, (product, size) => checked(product * size));

    /// <inheritdoc/>
    internal override void Finish()
    {
        base.Finish();
        string? mixedBy = _mixedBy ?? (_mixes ? Name : null);
        if (mixedBy is not null)
            Assume($"'{mixedBy}' joins samples or cuts them apart, and it is counted as for one");
        foreach (string top in Proto.Top)
            samples.Note(top, Samples, mixedBy);
    }

    /// <summary>A shape of the file, its batch left out.</summary>
    internal TensorShape Sample(IReadOnlyList<long> sizes) => CaffeShapes.Sample(sizes, File);
}
