using CnnParams.Layers;
using CnnParams.Measuring;
using CnnParams.Networks;
using FsCheck;
using FsCheck.Xunit;

namespace CnnParams.Core.Tests.Networks;

/// <summary>What holds for any network.</summary>
public sealed class NetworkPropertyTests
{
    // Names are not numbers. They are reversed, so that their order turns round too.
    [Property]
    public bool Names_change_no_total(int seed)
    {
        var layers = RandomNetwork.Layers(seed);
        return Totals(layers) == Totals(RandomNetwork.Renamed(layers, name => new string([.. name.Reverse()]) + "'"));
    }

    // All layers say what they read, so that their order is free. The peak of memory is not among the totals here: it
    // is that of the order in which the layers run.
    [Property]
    public bool The_order_of_the_layers_changes_no_total(int seed, int shuffle)
    {
        var layers = RandomNetwork.Layers(seed);
        return Totals(layers) == Totals(RandomNetwork.Shuffled(layers, shuffle));
    }

    [Property]
    public bool The_total_is_the_sum_of_what_is_not_shared(int seed)
    {
        var measurement = Measurer.Measure(new Network(RandomNetwork.Layers(seed)));
        return measurement.Totals.Parameters == measurement.Rows.Sum(row => row.Parameters - row.SharedParameters)
            && Enumerable
                .Range(1, 2)
                .All(depth =>
                    Blocks.Fold(measurement, depth).Sum(block => block.Parameters - block.SharedParameters)
                    == measurement.Totals.Parameters
                );
    }

    // Less is alive at once than there is in all, and never less than what a layer reads and writes.
    [Property]
    public bool The_peak_lies_between_its_bounds(int seed)
    {
        var measurement = Measurer.Measure(
            new Network(RandomNetwork.Layers(seed)),
            new MeasureOptions { InPlace = InPlaceOperations.None }
        );
        var totals = measurement.Totals;
        return totals.PeakActivationBytes <= totals.ActivationBytes
            && measurement.Rows.All(row =>
                row.LiveBytes >= row.ActivationBytes && row.LiveBytes <= totals.PeakActivationBytes
            );
    }

    // To write over what is read never takes more memory.
    [Property]
    public bool In_place_saves_memory(int seed)
    {
        long[] peaks =
        [
            .. new[]
            {
                InPlaceOperations.None,
                InPlaceOperations.Activations,
                InPlaceOperations.ActivationsAndSums,
            }.Select(inPlace =>
                Measurer
                    .Measure(new Network(RandomNetwork.Layers(seed)), new MeasureOptions { InPlace = inPlace })
                    .Totals.PeakActivationBytes!.Value
            ),
        ];
        return peaks[0] >= peaks[1] && peaks[1] >= peaks[2];
    }

    // A batch multiplies what is computed and moved, and nothing else; a type of half the bits halves every size.
    [Property]
    public bool Costs_scale(int seed, PositiveInt batch)
    {
        var network = new Network(RandomNetwork.Layers(seed));
        var one = Measurer.Measure(network).Totals;
        var many = Measurer.Measure(network, new MeasureOptions { BatchSize = batch.Get }).Totals;
        var half = Measurer.Measure(network, new MeasureOptions { DataType = DataType.Float16 }).Totals;
        return (many.Parameters, many.WeightBytes) == (one.Parameters, one.WeightBytes)
            && (many.Macs, many.Flops, many.ActivationBytes)
                == (batch.Get * one.Macs, batch.Get * one.Flops, batch.Get * one.ActivationBytes)
            && many.PeakActivationBytes == batch.Get * one.PeakActivationBytes
            && (2 * half.WeightBytes, 2 * half.MemoryTraffic, 2 * half.PeakActivationBytes)
                == (one.WeightBytes, one.MemoryTraffic, one.PeakActivationBytes);
    }

    private static (long Parameters, long Trainable, long Macs, long Flops, long Activations, long Traffic) Totals(
        IEnumerable<Layer> layers
    )
    {
        var measurement = Measurer.Measure(new Network(layers));
        Assert.Empty(measurement.Problems);
        var totals = measurement.Totals;
        return (
            totals.Parameters,
            totals.TrainableParameters,
            totals.Macs,
            totals.Flops,
            totals.ActivationBytes,
            totals.MemoryTraffic
        );
    }
}
