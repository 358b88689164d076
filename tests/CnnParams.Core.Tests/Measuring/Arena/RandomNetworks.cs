using CnnParams.Layers;
using CnnParams.Networks;
using CnnParams.Shapes;

namespace CnnParams.Core.Tests.Measuring.Arena;

/// <summary>Networks of random branches, for what every plan must keep.</summary>
internal static class RandomNetworks
{
    /// <summary>A network of so many layers, each of which reads some before it.</summary>
    internal static Network Of(int seed, int layers)
    {
        var random = new Random(seed);
        var made = new List<Layer>
        {
            new Input { Name = "0", Shape = new TensorShape(8, 8, 4) },
        };
        // The channels of each layer; all images have one size, so that any two can be joined. Below 0 it is a vector.
        var channels = new List<long> { 4 };
        for (int i = 1; i <= layers; i++)
        {
            int one = Math.Max(0, i - 1 - random.Next(random.Next(4) == 0 ? i : 3));
            int other = random.Next(i);
            var (layer, width) = Made(random, channels, $"{i}", one, other);
            made.Add(layer);
            channels.Add(width);
        }

        return new Network(made);
    }

    private static (Layer Layer, long Channels) Made(
        Random random,
        List<long> channels,
        string name,
        int one,
        int other
    )
    {
        string[] single = [$"{one}"];
        switch (random.Next(7))
        {
            case 0 when channels[one] == channels[other] && one != other:
                return (
                    new Merge
                    {
                        Name = name,
                        Operation = MergeOperation.Add,
                        Inputs = [$"{one}", $"{other}"],
                    },
                    channels[one]
                );
            case 1 when one != other && channels[one] > 0 == channels[other] > 0:
                return (
                    new Concatenate { Name = name, Inputs = [$"{one}", $"{other}"] },
                    channels[one] + channels[other]
                );
            case 2:
                return (
                    new Activation
                    {
                        Name = name,
                        Function = "sigmoid",
                        Inputs = single,
                    },
                    channels[one]
                );
            case 3:
                return (
                    new Activation
                    {
                        Name = name,
                        Function = "relu",
                        Inputs = single,
                    },
                    channels[one]
                );
            case 4:
                return (new BatchNormalization { Name = name, Inputs = single }, channels[one]);
            case 5 when channels[one] > 0:
                return (new Flatten { Name = name, Inputs = single }, -channels[one]);
            case 6 when channels[one] > 0:
                long filters = 1 + random.Next(12);
                return (
                    new Convolution(2)
                    {
                        Name = name,
                        Filters = filters,
                        KernelSize = 1,
                        Inputs = single,
                    },
                    filters
                );
            default:
                return (
                    new Activation
                    {
                        Name = name,
                        Function = "tanh",
                        Inputs = single,
                    },
                    channels[one]
                );
        }
    }
}
