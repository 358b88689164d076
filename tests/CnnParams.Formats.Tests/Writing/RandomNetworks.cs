using System.Globalization;
using CnnParams.Layers;
using CnnParams.Measuring;
using CnnParams.Networks;
using CnnParams.Shapes;

namespace CnnParams.Formats.Tests.Writing;

/// <summary>
/// Small networks of layers and settings by chance, the same for the same seed: chains with a branch here and there.
/// </summary>
internal sealed class RandomNetworks
{
    private const int MostLayers = 7;

    private static readonly string[] Functions =
    [
        "relu",
        "relu6",
        "leaky_relu",
        "elu",
        "selu",
        "gelu",
        "silu",
        "sigmoid",
        "hard_sigmoid",
        "hard_swish",
        "tanh",
        "softplus",
        "softsign",
        "mish",
        "softmax",
        "log_softmax",
    ];

    private readonly Random _random;
    private readonly List<Layer> _layers = [];

    // Of what Darknet and Caffe cannot express there are fewer layers, so that most networks are none that they refuse.
    private readonly bool _isPlain;
    private readonly string _format;

    private RandomNetworks(int seed, string format) =>
        (_random, _format, _isPlain) = (new Random(seed), format, format is "Darknet" or "Caffe" && seed % 8 != 0);

    /// <summary>A network.</summary>
    /// <param name="seed">What it is drawn by.</param>
    /// <param name="format">The format that it is for.</param>
    internal static Network Of(int seed, string format) => new RandomNetworks(seed, format).Make();

    private Network Make()
    {
        bool isFirst = _isPlain || Chance(2);
        int rank = _isPlain ? 2 : Pick(1, 2, 2, 2, 3);
        long[] sizes = [.. Enumerable.Range(0, rank).Select(_ => (long)_random.Next(5, 14))];
        long channels = Pick(1, 3, 4, 6, 8);
        _layers.Add(
            new Input
            {
                Name = "input",
                Shape = new TensorShape(isFirst ? [channels, .. sizes] : [.. sizes, channels]),
                Layout = isFirst ? ShapeLayout.ChannelsFirst : ShapeLayout.ChannelsLast,
                View = isFirst ? ParameterView.PyTorch : null,
            }
        );
        int count = _random.Next(2, MostLayers + 1);
        for (int tries = 0; _layers.Count <= count && tries < 50; tries++)
        {
            int before = _layers.Count;
            if (Chance(6))
                Branch();
            else
                Add(_isPlain ? Plain() : Turned(Any()));
            if (!IsWhole())
                _layers.RemoveRange(before, _layers.Count - before);
        }

        return new Network(_layers) { Name = "random" };
    }

    private bool IsWhole()
    {
        try
        {
            var measured = Measurer.Measure(new Network(_layers));
            return measured.Problems.Count == 0
                && measured.Rows.All(row =>
                    row is { Parameters: not null, Macs: not null, ActivationSize: > 0 and < 200_000 }
                );
        }
        catch (LayerException)
        {
            return false;
        }
    }

    // What is before, and something of the same size made of it, added or joined.
    private void Branch()
    {
        string from = _layers[^1].Name;
        int rank = Rank();
        Layer side =
            Chance(2) && rank is >= 1 and <= 3
                ? Of($"Conv{rank}D", ("Filters", Channels()), ("KernelSize", Pick(1, 3)), ("Padding", "same"))
                : new Activation { Function = "relu" };
        Add(side);
        Layer joined = Pick(0, 1, 2) switch
        {
            0 => new Merge { Operation = MergeOperation.Add },
            1 => new Merge { Operation = MergeOperation.Multiply },
            _ => new Concatenate(),
        };
        Add(joined, _layers[^1].Name, from);
    }

    private void Add(Layer? layer, params string[] inputs)
    {
        if (layer is null)
            return;
        string name = string.Create(CultureInfo.InvariantCulture, $"n{_layers.Count}");
        _layers.Add(layer.With(place => place with { Name = name, Inputs = inputs }));
    }

    private Layer? Plain()
    {
        int rank = Rank();
        if (rank != 2)
            return Pick<Layer?>(
                Of("FullyConnected", ("Units", Pick(3, 5))),
                new Activation { Function = Pick("relu", "softmax") }
            );
        return _random.Next(12) switch
        {
            < 5 => Of(
                "Conv2D",
                ("Filters", Pick(2, 4, 6)),
                ("KernelSize", Pick(1, 3, 5)),
                ("Stride", Pick(1, 1, 2)),
                ("Padding", Pick<object>(0, 1, "same")),
                ("Groups", Pick(1, 1, 2)),
                ("Dilation", Pick(1, 1, 2))
            ),
            5 or 6 => Of("BatchNormalization"),
            7 or 8 => new Activation { Function = Pick("relu", "leaky_relu", "sigmoid", "tanh", "elu") },
            9 => Of("MaxPool2D", ("PoolSize", 2), ("Stride", 2)),
            10 => _format == "Darknet"
                ? Of("UpSampling2D", ("Size", 2))
                : Of("AveragePool2D", ("PoolSize", 2), ("Stride", 2)),
            _ => Of(_format == "Darknet" ? "GlobalAveragePool2D" : "FullyConnected", ("Units", 4)),
        };
    }

    private Layer? Any()
    {
        int rank = Rank();
        bool isImage = rank is >= 1 and <= 3;
        string d = string.Create(CultureInfo.InvariantCulture, $"{rank}D");
        try
        {
            return _random.Next(24) switch
            {
                < 5 when isImage => Of(
                    "Conv" + d,
                    ("Filters", Pick(2, 4, 6, 8)),
                    ("KernelSize", Size(rank)),
                    ("Stride", Pick(1, 1, 2)),
                    ("Padding", Padding()),
                    ("Dilation", Pick(1, 1, 2)),
                    ("Groups", Pick(1, 1, 1, 2)),
                    ("UseBias", Chance(2)),
                    ("Trainable", _format == "ONNX" || !Chance(12))
                ),
                5 when rank == 2 => Of(
                    "DepthwiseConv2D",
                    ("KernelSize", Size(rank)),
                    ("Stride", Pick(1, 2)),
                    ("Padding", Padding()),
                    ("DepthMultiplier", Pick(1, 2)),
                    ("UseBias", Chance(2))
                ),
                6 when rank is 1 or 2 => Of(
                    "SeparableConv" + d,
                    ("Filters", Pick(2, 4)),
                    ("KernelSize", Size(rank)),
                    ("Padding", Padding()),
                    ("UseBias", Chance(2))
                ),
                7 when isImage => Of(
                    "TransposedConv" + d,
                    ("Filters", Pick(2, 4)),
                    ("KernelSize", Size(rank)),
                    ("Stride", Pick(1, 2, 3)),
                    ("Padding", Padding()),
                    ("UseBias", Chance(2))
                ),
                8 or 9 when isImage => Of(
                    Pick("MaxPool", "AveragePool") + d,
                    ("PoolSize", Size(rank)),
                    ("Stride", Pick(1, 2)),
                    ("Padding", Padding())
                ),
                10 when isImage => Of(Pick("GlobalAveragePool", "GlobalMaxPool") + d, ("KeepDims", Chance(2))),
                11 when isImage => Of("UpSampling" + d, ("Size", Pick(2, 3))),
                12 when isImage => Of("ZeroPadding" + d, ("Padding", Pick(1, 2))),
                13 when isImage => Of("Cropping" + d, ("Cropping", 1)),
                14 => Of(
                    "BatchNormalization",
                    ("Scale", _format == "ONNX" || !Chance(8)),
                    ("Center", _format == "ONNX" || !Chance(8))
                ),
                15 => Of(Pick("LayerNormalization", "InstanceNormalization", "Scale")),
                16 => Of("GroupNormalization", ("Groups", 2)),
                17 => new Activation { Function = Pick(Functions) },
                18 => Of(Pick("PReLU", "Dropout")),
                19 => Of("Flatten"),
                20 => Of("Dense", ("Units", Pick(3, 5)), ("UseBias", Chance(2))),
                21 => Of("FullyConnected", ("Units", Pick(3, 5)), ("UseBias", Chance(2))),
                22 when rank == 1 => Of(
                    Pick("LSTM", "GRU", "SimpleRNN"),
                    ("Units", Pick(3, 4)),
                    ("ReturnSequences", Chance(2)),
                    ("Bidirectional", Chance(2)),
                    ("BiasCount", Pick(1, 2)),
                    ("UsePeepholes", Chance(6))
                ),
                22 when rank is 2 or 3 => Of(
                    string.Create(CultureInfo.InvariantCulture, $"ConvLSTM{rank - 1}D"),
                    ("Filters", Pick(2, 4)),
                    ("KernelSize", 3),
                    ("Padding", Pick("valid", "same")),
                    ("ReturnSequences", Chance(2))
                ),
                23 when rank == 1 => Of("MultiHeadAttention", ("Heads", 2)),
                _ => null,
            };
        }
        catch (LayerException)
        {
            return null;
        }
    }

    // A layer that takes its channels to be elsewhere than the network does, as Keras' data_format can say.
    private Layer? Turned(Layer? layer) =>
        layer is SpatialLayer && Chance(16)
            ? LayerTypes
                .Get(layer.Type)
                .With(layer, "Layout", Pick(ShapeLayout.ChannelsFirst, ShapeLayout.ChannelsLast))
            : layer;

    private int Rank() => Measurer.Measure(new Network(_layers)).Rows[^1].OutputShape.Rank - 1;

    private long Channels() => Measurer.Measure(new Network(_layers)).Rows[^1].OutputShape.Channels.Value;

    private string Size(int rank) => string.Join('x', Enumerable.Range(0, rank).Select(_ => Pick(1, 2, 3, 3)));

    private object Padding() => Pick<object>("valid", "same", 0, 1, "same");

    private bool Chance(int of) => _random.Next(of) == 0;

    private T Pick<T>(params T[] values) => values[_random.Next(values.Length)];

    private static Layer Of(string type, params (string Setting, object Value)[] settings)
    {
        var info = LayerTypes.Get(type);
        return info.Create([
            .. settings
                .Where(pair => info.Settings.Any(setting => setting.Name == pair.Setting))
                .Select(pair => new KeyValuePair<string, object>(pair.Setting, pair.Value)),
        ]);
    }
}
