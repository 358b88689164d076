using CnnParams.Layers;
using CnnParams.Shapes;

namespace CnnParams.Formats.Tests.Definitions;

/// <summary>Layers of any type with any settings, made by what the settings themselves say that they take.</summary>
internal sealed class RandomLayer(int seed)
{
    private static readonly string[] Words =
    [
        "a",
        "N",
        "it's",
        "\"q\"",
        "x,y",
        "$x",
        "layer1.0.conv",
        "größe",
        "a b",
        "‘q’",
        "\\n",
        "#",
    ];

    private readonly Random _random = new(seed);

    /// <summary>A layer of a type; some of its settings are left as they are by default.</summary>
    internal Layer Of(LayerTypeInfo type, string name)
    {
        while (true)
        {
            var settings = new Dictionary<string, object>();
            foreach (var setting in type.Settings)
            {
                if (setting.IsRequired || _random.Next(3) > 0)
                    settings[setting.Name] = Value(setting);
            }

            try
            {
                var stored =
                    _random.Next(3) > 0
                        ? null
                        : new Dictionary<string, StoredTensor>
                        {
                            ["kernel"] = new StoredTensor(Word()),
                            ["it's"] = new StoredTensor(Word(), Layers.DataType.Float16),
                        };
                return type.Create(settings, name, stored: stored);
            }
            catch (LayerException)
            {
                // Numbers that do not go together; others will.
            }
        }
    }

    private object Value(SettingInfo setting)
    {
        var type = setting.ValueType;
        if (setting.Name == "Function")
            return Pick(ActivationFunction.Names.ToArray());
        if (setting.Name == "Order")
            return new long[] { 3, 1, 2 };
        if (setting.Name == "Rate")
            return _random.NextDouble();
        if (type == typeof(long) || type == typeof(int))
            return _random.Next(6) - 1;
        if (type == typeof(double))
            return _random.NextDouble() * 100;
        if (type == typeof(bool))
            return _random.Next(2) == 0;
        if (type.IsEnum)
            return Pick(Enum.GetValues(type).Cast<object>().ToArray());
        if (type == typeof(Extent))
            return new Extent([.. Some(3, () => (long)_random.Next(1, 9))]);
        if (type == typeof(Padding))
            return Pick<Padding>([
                Padding.Valid,
                Padding.Same,
                Padding.SameLower,
                Padding.Symmetric(Numbers()),
                Padding.Sides((1, 2)),
                Padding.Sides((0, 1), (2, 2)),
            ]);
        if (type == typeof(TensorShape))
            return _random.Next(8) == 0 ? TensorShape.Unknown : new TensorShape(Some(4, Axis));
        if (type == typeof(Layer))
            return Of(LayerTypes.Get(Pick<string>(["LSTM", "GRU", "SimpleRNN", "Dense", "Conv2D"])), "");
        if (typeof(IEnumerable<TensorSpec>).IsAssignableFrom(type))
            return Some(
                3,
                () =>
                    new TensorSpec(
                        Word().Replace(":", ""),
                        new TensorShape(Numbers()),
                        Pick(Enum.GetValues<WeightRole>())
                    )
            );
        if (typeof(IEnumerable<long>).IsAssignableFrom(type))
            return Some(4, () => (long)_random.Next(1, 5));
        if (typeof(IEnumerable<double>).IsAssignableFrom(type))
            return Some(2, () => 0.5 + _random.NextDouble());
        if (typeof(IEnumerable<string>).IsAssignableFrom(type))
            return Some(3, Word);
        if (type == typeof(string))
            return Word();
        throw new NotSupportedException($"{setting.Name} is of the type {type}, of which this test knows no values.");
    }

    private Dimension Axis() =>
        _random.Next(4) switch
        {
            0 => Dimension.Unknown,
            1 => Dimension.Named(Word()),
            _ => _random.Next(1, 300),
        };

    private long[] Numbers() => Some(3, () => (long)_random.Next(1, 4));

    private string Word() => Pick<string>(Words);

    private T[] Some<T>(int most, Func<T> make) =>
        [.. Enumerable.Range(0, _random.Next(1, most + 1)).Select(_ => make())];

    private T Pick<T>(IReadOnlyList<T> choices) => choices[_random.Next(choices.Count)];
}
