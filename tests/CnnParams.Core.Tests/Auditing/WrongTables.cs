using CnnParams.Auditing;
using CnnParams.Catalogue;
using CnnParams.Layers;
using CnnParams.Measuring;
using CnnParams.Networks;
using CnnParams.Shapes;

namespace CnnParams.Core.Tests.Auditing;

/// <summary>
/// Makes wrong tables: a network, and a mistake of the kind that people make, in every layer where it can be made or in
/// one of them. The wrong figures are computed here from the weights and settings, not by what is tested.
/// </summary>
internal static class WrongTables
{
    private static readonly string[] Published =
    [
        "Article",
        "LeNet5",
        "AlexNet",
        "VGG11",
        "VGG16",
        "SqueezeNet1_1",
        "ResNet18",
        "MobileNetV2",
    ];

    // A wrong number of parameters of one layer, or none where the mistake cannot be made there.
    private static readonly (string Mistake, Func<LayerMeasurement, long?> Figure)[] Parameters =
    [
        (
            "DepthForgotten",
            row =>
                Filters(row) is { Groups: 1 } conv && conv.Depth > 1 ? (conv.Window * conv.Filters) + conv.Bias : null
        ),
        ("BiasForgotten", row => Bias(row) > 0 ? row.Parameters - Bias(row) : null),
        ("OneBias", row => Bias(row) > 1 ? row.Parameters - Bias(row) + 1 : null),
        ("BiasPerWeight", row => Bias(row) > 0 ? 2 * (row.Parameters - Bias(row)) : null),
        (
            "BiasPerInputPlane",
            row =>
                Filters(row) is { Groups: 1, Bias: > 0 } conv && conv.Depth > 1
                    ? (conv.Window * conv.Depth * conv.Filters) + (conv.Depth * conv.Filters)
                    : null
        ),
        (
            "BiasOnInputSide",
            row =>
                Seen(row) is { } seen && Bias(row) > 0 && seen != Bias(row) ? row.Parameters - Bias(row) + seen : null
        ),
        (
            "BiasOnBothSides",
            row =>
                row.Layer is UnitLayer units && Seen(row) is { } seen && units.UseBias
                    ? (seen + 1) * (units.Units + 1)
                    : null
        ),
        ("BiasInvented", row => Bias(row) == 0 && Filters(row) is { } conv ? row.Parameters + conv.Filters : null),
        (
            "KernelNotSquared",
            row =>
                Filters(row) is { } conv && conv.Side > 1 ? (row.Parameters - conv.Bias) / conv.Side + conv.Bias : null
        ),
        (
            "KernelAdded",
            row =>
                Filters(row) is { } conv && conv.Side > 2
                    ? ((row.Parameters - conv.Bias) / conv.Window * 2 * conv.Side) + conv.Bias
                    : null
        ),
        (
            "GroupsIgnored",
            row => Filters(row) is { Groups: > 1 } conv ? (conv.Window * conv.Depth * conv.Filters) + conv.Bias : null
        ),
        (
            "NoSharing",
            row =>
                Filters(row) is { } && row.OutputShape.Positions is > 1
                    ? row.Parameters * row.OutputShape.Positions
                    : null
        ),
        (
            "ImageForKernel",
            row =>
                Filters(row) is { Groups: 1 } conv && row.InputShape?.Positions is { } seen && seen != conv.Window
                    ? (seen * conv.Depth * conv.Filters) + conv.Bias
                    : null
        ),
        (
            "FullAsSeparable",
            row =>
                Filters(row) is { Groups: 1, Depth: > 1 } conv
                    ? (conv.Window * conv.Depth) + (conv.Depth * conv.Filters) + conv.Bias
                    : null
        ),
        (
            "VectorsOfPositions",
            row =>
                row.Layer is BatchNormalization && row.OutputShape.Positions is > 1 and var positions
                    ? row.Parameters / row.OutputShape.Channels.Value * positions
                    : null
        ),
        (
            "StatisticsCounted",
            row =>
                row.Layer is BatchNormalization && row.Parameters == 2 * row.OutputShape.Channels.Value
                    ? 2 * row.Parameters
                    : null
        ),
        (
            "StatisticsLeftOut",
            row =>
                row.Layer is BatchNormalization && row.Parameters == 4 * row.OutputShape.Channels.Value
                    ? row.Parameters / 2
                    : null
        ),
        ("ActivationGiven", row => row.Parameters > 0 ? row.ActivationSize : null),
        ("MacsGiven", row => row.Parameters > 0 && row.Layer is FilterLayer ? row.Macs : null),
        (
            "PoolingGivenWeights",
            row =>
                row.Layer is MaxPooling pooling
                    ? pooling.PoolSize[0] * pooling.PoolSize[0] * row.OutputShape.Channels.Value
                    : null
        ),
        (
            "FlattenMissed",
            row =>
                row.Layer is UnitLayer units
                && row.InputShape is { IsKnown: true, Rank: 3 } image
                && image.Channels.Value > 1
                && image.Positions > 1
                    ? (image.Positions * units.Units) + Bias(row)
                    : null
        ),
    ];

    // Two mistakes at once, that no single one gives.
    private static readonly (string Mistake, Func<LayerMeasurement, long?> Figure)[] Pairs =
    [
        (
            "DepthForgotten+OneBias",
            row =>
                Filters(row) is { Groups: 1, Bias: > 1 } conv && conv.Depth > 1
                    ? (conv.Window * conv.Filters) + 1
                    : null
        ),
        (
            "DepthForgotten+BiasForgotten",
            row => Filters(row) is { Groups: 1, Bias: > 0 } conv && conv.Depth > 1 ? conv.Window * conv.Filters : null
        ),
        (
            "KernelNotSquared+BiasForgotten",
            row =>
                Filters(row) is { Groups: 1, Bias: > 0 } conv && conv.Side > 2
                    ? conv.Side * conv.Depth * conv.Filters
                    : null
        ),
        (
            "FlattenMissed+OneBias",
            row =>
                row.Layer is UnitLayer units
                && Bias(row) > 1
                && row.InputShape is { IsKnown: true, Rank: 3 } image
                && image.Channels.Value > 1
                && image.Positions > 1
                    ? (image.Positions * units.Units) + 1
                    : null
        ),
    ];

    private static readonly (string Mistake, Func<LayerMeasurement, long?> Figure)[] Costs =
    [
        ("FlopsForMacs", row => row.Macs > 0 ? 2 * row.Macs : null),
        ("BackwardCounted", row => row.Macs > 0 ? 3 * row.Macs : null),
        ("BiasInMacs", row => row.Macs > 0 && row.BiasAdds > 0 ? row.Macs + row.BiasAdds : null),
        // Without a bias this is the number of parameters, and so the same mistake as ParametersGiven.
        (
            "PositionsForgotten",
            row =>
                Filters(row) is { Bias: > 0 } && row.OutputShape.Positions > 1
                    ? row.Macs / row.OutputShape.Positions
                    : null
        ),
        ("ParametersGiven", row => row.Macs > 0 && Bias(row) > 0 ? row.Parameters : null),
        ("BatchCounted", row => row.Macs > 0 ? 32 * row.Macs : null),
    ];

    internal static IEnumerable<WrongTable> Make(int count, int seed)
    {
        var random = new Random(seed);
        for (int made = 0; made < count; )
        {
            var truth = made % 3 == 0 ? OfCatalogue(random) : OfChance(random);
            var table = random.Next(8) switch
            {
                0 or 1 => WithOtherSetting(truth, random),
                2 or 3 => WithWrongFigures(truth, Costs, ClaimedQuantity.Macs, random),
                4 => WithWrongFigures(truth, Pairs, ClaimedQuantity.Parameters, random),
                _ => WithWrongFigures(truth, Parameters, ClaimedQuantity.Parameters, random),
            };
            if (table is not { WrongFigures.Count: > 0 })
                continue;
            made++;
            yield return table;
        }
    }

    // The same mistake in all layers, or in one.
    private static WrongTable? WithWrongFigures(
        NetworkMeasurement truth,
        (string Mistake, Func<LayerMeasurement, long?> Figure)[] family,
        ClaimedQuantity quantity,
        Random random
    )
    {
        var (mistake, figure) = family[random.Next(family.Length)];
        LayerMeasurement[] possible =
        [
            .. truth.Rows.Where(row => figure(row) is { } wrong && wrong != True(row, quantity)),
        ];
        if (possible.Length == 0)
            return null;
        var only = random.Next(2) == 0 ? possible[random.Next(possible.Length)] : null;
        var table = new WrongTable(truth, mistake, [], [mistake]);
        foreach (var row in truth.Rows.Where(row => True(row, quantity) is not null))
        {
            long right = True(row, quantity)!.Value;
            bool isWrong = only is null ? possible.Contains(row) : row == only;
            table.Claim(row, quantity, isWrong ? figure(row)!.Value : right, right);
        }

        return table;
    }

    // A setting of one layer mistaken, with all that follows from it, in shapes and in parameters.
    private static WrongTable? WithOtherSetting(NetworkMeasurement truth, Random random)
    {
        var changes = truth.Rows.SelectMany(Changes).ToArray();
        if (changes.Length == 0)
            return null;
        var (mistake, row, layer) = changes[random.Next(changes.Length)];
        var layers = truth.Network.Layers.ToArray();
        layers[row.Index] = layer;
        var other = Measurer.Measure(new Network(layers) { View = truth.View });
        if (other.Problems.Count > 0)
            return null;
        var table = new WrongTable(truth, mistake, [row.Name], [mistake]);
        for (int i = 0; i < truth.Rows.Count; i++)
        {
            if (other.Rows[i].OutputShape is not { IsKnown: true } shape)
                return null;
            table.Claim(
                truth.Rows[i],
                ClaimedQuantity.OutputShape,
                shape.ToString(),
                truth.Rows[i].OutputShape.ToString()
            );
            table.Claim(truth.Rows[i], ClaimedQuantity.Parameters, other.Rows[i].Parameters!, truth.Rows[i].Parameters);
        }

        return table;
    }

    private static IEnumerable<(string Mistake, LayerMeasurement Row, Layer Layer)> Changes(LayerMeasurement row)
    {
        if (row.Layer is Convolution { SpatialRank: 2 } conv)
        {
            var other = conv.Padding.Equals(Padding.Valid) ? Padding.Same : Padding.Valid;
            yield return ("PaddingSwapped", row, Copy(conv, conv.Filters, other, conv.Stride));
            if (!conv.Stride.Equals(Extent.One))
                yield return ("SettingIgnored", row, Copy(conv, conv.Filters, conv.Padding, Extent.One));
            if (conv.Groups == 1)
                yield return ("OtherCount", row, Copy(conv, conv.Filters + 4, conv.Padding, conv.Stride));
        }
        else if (row.Layer is MaxPooling { SpatialRank: 2, CeilMode: WindowRounding.Floor } pooling)
        {
            yield return (
                "RoundingSwapped",
                row,
                new MaxPooling(2)
                {
                    Name = row.Name,
                    Inputs = pooling.Inputs,
                    PoolSize = pooling.PoolSize,
                    Stride = pooling.Stride,
                    Padding = pooling.Padding,
                    CeilMode = WindowRounding.Ceil,
                }
            );
        }
        else if (row.Layer is FullyConnected units)
        {
            yield return (
                "OtherCount",
                row,
                new FullyConnected
                {
                    Name = row.Name,
                    Inputs = units.Inputs,
                    Units = units.Units + 8,
                    UseBias = units.UseBias,
                }
            );
        }
    }

    private static Convolution Copy(Convolution conv, long filters, Padding padding, Extent stride) =>
        new(2)
        {
            Name = conv.Name,
            Inputs = conv.Inputs,
            Filters = filters,
            KernelSize = conv.KernelSize,
            Padding = padding,
            Stride = stride,
            Dilation = conv.Dilation,
            Groups = conv.Groups,
            UseBias = conv.UseBias,
        };

    private static NetworkMeasurement OfCatalogue(Random random)
    {
        string name = Published[random.Next(Published.Length)];
        return Measurer.Measure(Architectures.Get(name).Variant().Build(name));
    }

    // Convolutions, poolings and normalisations, then units: in sizes that people choose.
    private static NetworkMeasurement OfChance(Random random)
    {
        while (true)
        {
            var layers = new List<Layer>
            {
                new Input
                {
                    Name = "image",
                    Shape = new TensorShape(Pick(28, 32, 48, 64, 96), Pick(28, 32, 48, 64, 96), Pick(1, 3, 3, 4)),
                },
            };
            long blocks = 2 + random.Next(4),
                channels = Pick(6, 8, 12, 16, 20, 32);
            for (int i = 1; i <= blocks; i++)
            {
                long groups = i > 1 && random.Next(6) == 0 ? 2 : 1;
                channels = (channels * Pick(1, 2)) + (2 * random.Next(3));
                bool norm = random.Next(3) == 0;
                layers.Add(
                    new Convolution(2)
                    {
                        Name = $"conv{i}",
                        Filters = channels,
                        KernelSize = Pick(1, 3, 3, 5, 7),
                        Padding = random.Next(2) == 0 ? Padding.Same : Padding.Valid,
                        Stride = Pick(1, 1, 1, 2),
                        Groups = groups,
                        UseBias = !norm,
                    }
                );
                if (norm)
                    layers.Add(new BatchNormalization { Name = $"bn{i}" });
                if (random.Next(2) == 0)
                    layers.Add(new MaxPooling(2) { Name = $"pool{i}", PoolSize = Pick(2, 2, 3) });
            }

            layers.Add(new FullyConnected { Name = "fc1", Units = Pick(50, 64, 84, 100, 120, 128) });
            layers.Add(new FullyConnected { Name = "fc2", Units = Pick(10, 26, 43, 100) });
            var measurement = Measurer.Measure(
                new Network(layers) { View = random.Next(2) == 0 ? ParameterView.Keras : ParameterView.PyTorch }
            );
            if (measurement.Problems.Count == 0)
                return measurement;
        }

        long Pick(params long[] choices) => choices[random.Next(choices.Length)];
    }

    private static long? True(LayerMeasurement row, ClaimedQuantity quantity) =>
        quantity == ClaimedQuantity.Macs ? row.Macs : row.Parameters;

    private static long Bias(LayerMeasurement row) =>
        row.Weights.Where(weight => weight.Role == WeightRole.Bias).Sum(weight => weight.Count);

    private static long? Seen(LayerMeasurement row) =>
        row.Layer switch
        {
            FullyConnected => row.InputShape?.ElementCount,
            Dense => row.InputShape?.Sizes[row.InputShape.Rank - 1],
            Convolution { Groups: 1 } => row.InputShape?.Channels.Size,
            _ => null,
        };

    // What a convolution of two axes is made of.
    private static Parts? Filters(LayerMeasurement row) =>
        row.Layer is Convolution { SpatialRank: 2, Connections: null } conv && row.InputShape is { IsKnown: true } input
            ? new Parts(
                conv.KernelSize[0],
                conv.KernelSize[0] * conv.KernelSize[1],
                input.Channels.Value,
                conv.Filters,
                conv.Groups,
                Bias(row)
            )
            : null;

    private sealed record Parts(long Side, long Window, long Depth, long Filters, long Groups, long Bias);
}
