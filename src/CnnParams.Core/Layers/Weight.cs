using CnnParams.Measuring;

namespace CnnParams.Layers;

/// <summary>What a tensor of weights is for; views decide by it what counts as a parameter.</summary>
public enum WeightRole : long
{
    /// <summary>Multiplied with the input: filters, dense and recurrent matrices, embeddings.</summary>
    Kernel,

    /// <summary>Added once per filter or unit.</summary>
    Bias,

    /// <summary>The learned factor of a normalisation (gamma), of PReLU (alpha) or a scale layer.</summary>
    Scale,

    /// <summary>The learned offset of a normalisation (beta).</summary>
    Offset,

    /// <summary>A running mean or variance: non-trainable parameter in Keras, buffer in PyTorch.</summary>
    Statistic,

    /// <summary>A counter kept beside the statistics (num_batches_tracked, count).</summary>
    Counter,

    /// <summary>A number that a file stores and nobody learns: masks, anchors, quantisation scales.</summary>
    Constant,
}

/// <summary>One tensor of weights of a layer.</summary>
public sealed class Weight
{
    /// <summary>A tensor of weights.</summary>
    /// <exception cref="OverflowException">It has more than 2^63-1 elements.</exception>
    public Weight(string name, WeightRole role, params long[] shape)
    {
        Name = name;
        Role = role;
        Sizes = shape;

        long count = 1;
        foreach (long size in shape)
            count = checked(count * size);
        Count = count;
    }

    /// <summary>Its name within the layer: kernel, bias, gamma, ...</summary>
    public string Name { get; }

    /// <summary>What it is for.</summary>
    public WeightRole Role { get; }

    /// <summary>
    /// Its shape, in the order of the layout's framework: Keras's for channels last, PyTorch's for channels first.
    /// </summary>
    public string Shape => string.Join("x", Sizes);

    /// <summary>The sizes of its axes, in the order of <see cref="Shape"/>.</summary>
    public IReadOnlyList<long> GetSizes() => Sizes;

    internal IReadOnlyList<long> Sizes { get; }

    /// <summary>The number of its elements.</summary>
    public long Count { get; }

    /// <summary>Whether training changes it, the layer not being frozen.</summary>
    public bool IsLearned => Role is WeightRole.Kernel or WeightRole.Bias or WeightRole.Scale or WeightRole.Offset;

    /// <summary>The name that a file has for the tensor; two layers that name the same tensor share it.</summary>
    public string? Tensor { get; init; }

    /// <summary>The type of its numbers where the source says it.</summary>
    public DataType? DataType { get; init; }

    /// <summary>
    /// The output channels, or units, that have weights of their own in it, so that each can have a scale of its own;
    /// null where there is no such axis.
    /// </summary>
    internal long? Channels { get; private set; }

    /// <summary>Says how many output channels have weights of their own in a weight that has just been made.</summary>
    internal Weight OfChannels(long? channels)
    {
        Channels = channels;
        return this;
    }

    /// <summary>The same weight as a certain tensor of a file.</summary>
    public Weight StoredAs(StoredTensor stored) =>
        new Weight(Name, Role, (long[])Sizes) { Tensor = stored.Name, DataType = stored.DataType }.OfChannels(Channels);

    /// <inheritdoc/>
    public override string ToString() => $"{Name} {Shape}";
}

/// <summary>Where a file keeps a weight.</summary>
/// <param name="Name">The tensor's name in the file.</param>
/// <param name="DataType">The type of its numbers, where the file says it.</param>
public sealed record StoredTensor(string Name, DataType? DataType = null);
