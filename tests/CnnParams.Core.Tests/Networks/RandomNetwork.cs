using CnnParams.Layers;
using CnnParams.Networks;
using CnnParams.Shapes;

namespace CnnParams.Core.Tests.Networks;

/// <summary>
/// A network that a number stands for: convolutions, norms and units, branches that meet, weights that are shared.
/// </summary>
internal static class RandomNetwork
{
    internal static Layer[] Layers(int seed)
    {
        var random = new Random(seed);
        var layers = new List<Layer>
        {
            new Input { Name = "input", Shape = new TensorShape(16, 16, 8) },
        };
        int count = random.Next(3, 25);
        for (int i = 0; i < count; i++)
        {
            string name = $"layer{i}";
            // All keep the shape, so that any two can meet.
            string before = layers[random.Next(layers.Count)].Name;
            layers.Add(
                random.Next(6) switch
                {
                    0 => new BatchNormalization { Name = name, Inputs = [before] },
                    1 => new Activation
                    {
                        Name = name,
                        Function = "relu",
                        Inputs = [before],
                    },
                    2 => new Merge
                    {
                        Name = name,
                        Operation = MergeOperation.Add,
                        Inputs = [before, layers[random.Next(layers.Count)].Name],
                    },
                    3 => new DepthwiseConvolution(2)
                    {
                        Name = name,
                        KernelSize = 3,
                        Padding = Padding.Same,
                        Inputs = [before],
                    },
                    _ => new Convolution(2)
                    {
                        Name = name,
                        Filters = 8,
                        KernelSize = 3,
                        Padding = Padding.Same,
                        Inputs = [before],
                        Trainable = random.Next(4) > 0,
                        WeightsFrom =
                            random.Next(3) == 0
                                ? layers.OfType<Convolution>().FirstOrDefault(layer => layer.WeightsFrom is null)?.Name
                                : null,
                    },
                }
            );
        }

        return [.. layers];
    }

    /// <summary>The same layers, each called otherwise.</summary>
    internal static Layer[] Renamed(IReadOnlyList<Layer> layers, Func<string, string> rename) =>
        [
            .. layers.Select(layer =>
                LayerTypes
                    .Of(layer)
                    .Create(
                        [
                            .. LayerTypes
                                .Of(layer)
                                .Settings.Where(setting => setting.IsRequired || !setting.IsDefault(layer))
                                .Select(setting =>
                                    KeyValuePair.Create(
                                        setting.Name,
                                        setting.Name switch
                                        {
                                            nameof(Layer.Inputs) => layer.Inputs.Select(rename).ToArray(),
                                            nameof(Layer.WeightsFrom) => rename(layer.WeightsFrom!),
                                            _ => setting.Get(layer)!,
                                        }
                                    )
                                ),
                        ],
                        rename(layer.Name)
                    )
            ),
        ];

    internal static Layer[] Shuffled(IReadOnlyList<Layer> layers, int seed)
    {
        Layer[] shuffled = [.. layers];
        new Random(seed).Shuffle(shuffled);
        return shuffled;
    }
}
