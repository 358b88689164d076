using CnnParams.Layers;
using CnnParams.Shapes;

namespace CnnParams.Formats.Keras;

/// <summary>The tensors of one layer of a file of weights alone.</summary>
internal sealed class KerasWeightModule
{
    // Keras 3 numbers the tensors of a layer; the names that they had, by the class that the group is named after.
    private static readonly Dictionary<string, string[]> Names = new(StringComparer.Ordinal)
    {
        ["dense"] = ["kernel", "bias"],
        ["conv1d"] = ["kernel", "bias"],
        ["conv2d"] = ["kernel", "bias"],
        ["conv3d"] = ["kernel", "bias"],
        ["conv1d_transpose"] = ["kernel", "bias"],
        ["conv2d_transpose"] = ["kernel", "bias"],
        ["conv3d_transpose"] = ["kernel", "bias"],
        ["depthwise_conv1d"] = ["depthwise_kernel", "bias"],
        ["depthwise_conv2d"] = ["depthwise_kernel", "bias"],
        ["separable_conv1d"] = ["depthwise_kernel", "pointwise_kernel", "bias"],
        ["separable_conv2d"] = ["depthwise_kernel", "pointwise_kernel", "bias"],
        ["embedding"] = ["embeddings"],
        ["batch_normalization"] = ["gamma", "beta", "moving_mean", "moving_variance"],
        ["layer_normalization"] = ["gamma", "beta"],
        ["p_re_lu"] = ["alpha"],
        ["lstm"] = ["kernel", "recurrent_kernel", "bias"],
        ["gru"] = ["kernel", "recurrent_kernel", "bias"],
        ["simple_rnn"] = ["kernel", "recurrent_kernel", "bias"],
    };

    private readonly List<(string Name, KerasWeight Weight)> _tensors = [];

    private KerasWeightModule(string path) => Path = path;

    /// <summary>The layer's name, with the models that it is in.</summary>
    internal string Path { get; }

    /// <summary>The layers of these tensors, in the order of their first ones.</summary>
    internal static IReadOnlyList<KerasWeightModule> Of(IReadOnlyList<KerasWeight> weights)
    {
        var modules = new List<KerasWeightModule>();
        var byPath = new Dictionary<string, KerasWeightModule>(StringComparer.Ordinal);
        foreach (var weight in weights)
        {
            var (path, name) = Divide(weight);
            if (!byPath.TryGetValue(path, out var module))
            {
                byPath.Add(path, module = new KerasWeightModule(path));
                modules.Add(module);
            }

            // kernel and kernel:0 are two weights.
            string free = name;
            for (int i = 2; module._tensors.Exists(tensor => tensor.Name == free); i++)
                free = FormattableString.Invariant($"{name}#{i}");
            module._tensors.Add((free, weight));
        }

        foreach (var module in modules)
            module.NameNumbered();
        return modules;
    }

    /// <summary>The layer that the tensors are of; a row of weights where they are of no kind that is known.</summary>
    internal Layer Layer()
    {
        try
        {
            if (Known() is { } known && Fits(known))
                return Placed(known);
        }
        catch (Exception exception) when (RuleFailure.Is(exception))
        {
            // A kind that fits by name and not in its numbers is none: the count must be that of the file.
        }

        return Placed(
            new WeightTensors
            {
                Tensors = [.. _tensors.Select(tensor => Tensors.Of(tensor.Name, [.. tensor.Weight.Shape]))],
                OutputShape = TensorShape.Unknown,
            }
        );
    }

    private Layer Placed(Layer layer) =>
        layer.With(place =>
            place with
            {
                Name = Path,
                Stored = _tensors.ToDictionary(
                    tensor => tensor.Name,
                    tensor => new StoredTensor(tensor.Weight.StoredName, tensor.Weight.Type),
                    StringComparer.Ordinal
                ),
            }
        );

    private bool Fits(Layer layer) =>
        layer.Weights(new LayerInputs(TensorShape.Unknown)) is { } weights
        && weights
            .Where(weight => weight.Role != WeightRole.Counter)
            .Select(weight => (weight.Name, weight.Count))
            .OrderBy(pair => pair.Name, StringComparer.Ordinal)
            .SequenceEqual(
                _tensors
                    .Select(tensor => (tensor.Name, tensor.Weight.Count))
                    .OrderBy(pair => pair.Name, StringComparer.Ordinal)
            );

    // What they are by their names, without regard to the numbers.
    private Layer? Known()
    {
        if (Find("recurrent_kernel") is [var units, var gated] && Find("kernel") is [var features, _])
            return Recurrent(units, gated, features);
        if (Find("depthwise_kernel") is { Length: >= 3 and <= 5 } depthwise)
            return Depthwise(depthwise, Find("pointwise_kernel"));
        if (Find("embeddings") is [var words, var size])
            return new Embedding { VocabularySize = words, EmbeddingSize = size };
        if (Find("moving_mean") is [var channels])
            return new BatchNormalization
            {
                InputChannels = channels,
                Scale = Find("gamma") is not null,
                Center = Find("beta") is not null,
            };
        if (Only("alpha") is { } slopes)
            return new PReLU { ParameterCount = slopes.Count };
        return Find("kernel") switch
        {
            [var inward, var outward] => new Dense
            {
                Units = outward,
                InputFeatures = inward,
                UseBias = HasBias,
            },
            { Length: >= 3 and <= 5 } kernel => Convolution(kernel),
            _ => null,
        };
    }

    private RecurrentLayer? Recurrent(long units, long gated, long features)
    {
        if (gated == 4 * units)
            return new LSTM
            {
                Units = units,
                InputFeatures = features,
                UseBias = HasBias,
            };
        if (gated == 3 * units)
            return new GRU
            {
                Units = units,
                InputFeatures = features,
                UseBias = HasBias,
                ResetAfter = Find("bias") is { Length: 2 },
            };
        return gated == units
            ? new SimpleRNN
            {
                Units = units,
                InputFeatures = features,
                UseBias = HasBias,
            }
            : null;
    }

    private FilterLayer Depthwise(long[] depthwise, long[]? pointwise)
    {
        int rank = depthwise.Length - 2;
        var kernel = new Extent([.. depthwise.Take(rank)]);
        return pointwise is null
            ? new DepthwiseConvolution(rank)
            {
                KernelSize = kernel,
                InputChannels = depthwise[rank],
                DepthMultiplier = depthwise[rank + 1],
                UseBias = HasBias,
            }
            : new SeparableConvolution(rank)
            {
                KernelSize = kernel,
                InputChannels = depthwise[rank],
                DepthMultiplier = depthwise[rank + 1],
                Filters = pointwise[pointwise.Length - 1],
                UseBias = HasBias,
            };
    }

    // A transposed kernel has its filters before the input channels; the bias has one number for each filter.
    private GroupedFilterLayer Convolution(long[] kernel)
    {
        int rank = kernel.Length - 2;
        var window = new Extent([.. kernel.Take(rank)]);
        long last = kernel[rank + 1],
            before = kernel[rank];
        bool isTransposed =
            Path.Contains("transpose") || (Find("bias") is [var filters] && filters == before && filters != last);
        return isTransposed
            ? new TransposedConvolution(rank)
            {
                KernelSize = window,
                Filters = before,
                InputChannels = last,
                UseBias = HasBias,
            }
            : new Convolution(rank)
            {
                KernelSize = window,
                Filters = last,
                InputChannels = before,
                UseBias = HasBias,
            };
    }

    private bool HasBias => Find("bias") is not null;

    private long[]? Find(string name) => Only(name) is { } weight ? [.. weight.Shape] : null;

    private KerasWeight? Only(string name) =>
        _tensors.Where(tensor => tensor.Name == name).Select(tensor => tensor.Weight).FirstOrDefault();

    private void NameNumbered()
    {
        if (!_tensors.All(tensor => int.TryParse(tensor.Name, out _)))
            return;
        // lstm_1, or lstm_1/cell: the class is the last part of the path that is one.
        string[]? names =
            Enumerable
                .Reverse(Path.Split('/'))
                .Select(part => Names.TryGetValue(ClassOf(part), out var known) ? known : null)
                .FirstOrDefault(known => known is not null)
            ?? NamesByRank([.. _tensors.Select(tensor => tensor.Weight.Shape.ToArray())]);
        // A normalisation may be without its factor or its offset, but has its statistics last.
        if (names is { Length: 4 } && _tensors.Count is 2 or 3 && names![3] == "moving_variance")
            names = [.. names.Skip(4 - _tensors.Count)];
        // Only a bias may be left out without the numbers of others meaning something else.
        if (
            names is null
            || (
                _tensors.Count != names.Length
                && !(_tensors.Count == names.Length - 1 && names[_tensors.Count] == "bias")
            )
        )
            return;
        for (int i = 0; i < _tensors.Count; i++)
            _tensors[i] = (names[i], _tensors[i].Weight);
    }

    // Under a name of its own a layer is known by the ranks of its tensors, where they can be of one kind only.
    private static string[]? NamesByRank(long[][] shapes) =>
        shapes switch
        {
            [{ Length: >= 3 and <= 5 }] => ["kernel"],
            [{ Length: >= 3 and <= 5 } kernel, [var bias]]
                when bias == kernel[kernel.Length - 1] || bias == kernel[kernel.Length - 2] => ["kernel", "bias"],
            [{ Length: >= 3 and <= 5 } kernel, [var bias]]
                when bias == checked(kernel[kernel.Length - 1] * kernel[kernel.Length - 2]) =>
            [
                "depthwise_kernel",
                "bias",
            ],
            [[_, var outward], [var bias]] when bias == outward => ["kernel", "bias"],
            [[var a], [var b], [var c], [var d]] when a == b && b == c && c == d =>
            [
                "gamma",
                "beta",
                "moving_mean",
                "moving_variance",
            ],
            [[_, var gated], [var units, var again], ..]
                when gated == again && units > 0 && gated % units == 0 && gated / units is 1 or 3 or 4 => shapes.Length
                is 2
                    or 3
                ? ["kernel", "recurrent_kernel", "bias"]
                : null,
            _ => null,
        };

    // conv2d_3 is the fourth conv2d.
    private static string ClassOf(string part)
    {
        int end = part.Length;
        while (end > 0 && char.IsDigit(part[end - 1]))
            end--;
        return end < part.Length && end > 1 && part[end - 1] == '_' ? part.Substring(0, end - 1) : part;
    }

    // conv1/conv1/kernel:0 under the group conv1; layers/conv2d/vars/0 without one.
    private static (string Path, string Name) Divide(KerasWeight weight)
    {
        string[] parents = [.. weight.Path.Take(weight.Path.Count - 1)];
        if (weight.Group is { } group && (parents.Length == 0 || parents[0] != group))
            parents = [group, .. parents];
        if (parents.Length > 0 && parents[parents.Length - 1] == "vars")
            parents = [.. parents.Take(parents.Length - 1)];
        if (parents.Length > 0 && parents[0] is "layers" or "_layer_checkpoint_dependencies")
            parents = [.. parents.Skip(1)];
        return (string.Join("/", parents), weight.OwnName);
    }
}
