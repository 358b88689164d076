using CnnParams.Layers;
using CnnParams.Measuring;
using CnnParams.Shapes;

namespace CnnParams.Core.Tests.Layers;

/// <summary>What holds for every type that there is, and for every one that will be.</summary>
public sealed class LayerTypeTests
{
    // Settings that count from the end, or have 0 for none.
    private static readonly string[] MayBeZeroOrLess = ["Start", "End"];

    private static readonly string[] MayBeNegative = ["Axis", "StartAxis", "EndAxis", "SharedAxes", .. MayBeZeroOrLess];

    private static readonly string[] MayBeZero =
    [
        "Padding",
        "Cropping",
        "OutputPadding",
        "OutputSize",
        "ProjectionSize",
        "Rate",
        .. MayBeZeroOrLess,
    ];

    public static TheoryData<string, ParameterView, ShapeLayout> Views
    {
        get
        {
            var data = new TheoryData<string, ParameterView, ShapeLayout>();
            foreach (var type in LayerTypes.All)
            {
                foreach (var view in Enum.GetValues<ParameterView>())
                {
                    data.Add(type.Name, view, ShapeLayout.ChannelsLast);
                    data.Add(type.Name, view, ShapeLayout.ChannelsFirst);
                }
            }

            return data;
        }
    }

    public static TheoryData<string, string> Settings
    {
        get
        {
            var data = new TheoryData<string, string>();
            foreach (var type in LayerTypes.All)
            {
                foreach (var setting in type.Settings)
                    data.Add(type.Name, setting.Name);
            }

            return data;
        }
    }

    public static TheoryData<string> Names => [.. LayerTypes.All.Select(type => type.Name)];

    // The example is one of channels last; read the other way it may be impossible, but if not, it must add up too.
    [Theory]
    [MemberData(nameof(Views))]
    public void The_formula_of_the_example_gives_the_sum_of_its_weights(
        string name,
        ParameterView view,
        ShapeLayout layout
    )
    {
        var type = LayerTypes.Get(name);
        var example = Example(type, layout);
        LayerInputs inputs = new([.. example.Inputs]);
        IReadOnlyList<TensorShape> outputs;
        try
        {
            outputs = example.Layer.OutputShapes(inputs);
        }
        catch (LayerException) when (layout == ShapeLayout.ChannelsFirst)
        {
            return;
        }

        Assert.All(outputs, output => Assert.True(output.IsKnown));
        var counted = example.Layer.Weights(inputs)!.Where(weight => view.Counts(weight)).ToArray();
        Assert.Equal(counted.Sum(weight => weight.Count), example.Layer.ExplainParameters(inputs, counted).Value);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_type_has_words(string name)
    {
        var type = LayerTypes.Get(name);
        Assert.NotEmpty(type.Summary);
        Assert.NotEmpty(type.Prefix);
        Assert.All(type.Settings, setting => Assert.NotEmpty(setting.Description));
        Assert.All(
            type.Aliases,
            alias => Assert.Equal((type.Name, type.Class), (LayerTypes.Get(alias).Name, LayerTypes.Get(alias).Class))
        );
    }

    // Written as text and read again, a layer is the same: what a table or a JSON file does to it.
    [Theory]
    [MemberData(nameof(Names))]
    public void Settings_survive_as_text(string name)
    {
        var type = LayerTypes.Get(name);
        var layer = Example(type).Layer;
        var texts = type
            .Settings.Where(setting => setting.IsRequired || !setting.IsDefault(layer))
            .Select(setting => KeyValuePair.Create(setting.Name, (object)SettingValue.Text(setting.Get(layer))));
        var copy = type.Create([.. texts]);
        Assert.All(
            type.Settings,
            setting => Assert.Equal(SettingValue.Text(setting.Get(layer)), SettingValue.Text(setting.Get(copy)))
        );
    }

    [Theory]
    [MemberData(nameof(Settings))]
    public void A_setting_refuses_zero_and_less(string name, string setting)
    {
        var type = LayerTypes.Get(name);
        var info = type.Settings.Single(candidate => candidate.Name == setting);
        if (!IsNumeric(info.ValueType))
            return;
        if (!MayBeZero.Contains(setting))
            AssertRefused(type, setting, "0");
        // What takes the text of a list of axes takes a negative number as the one that follows from the others.
        string negative = setting == nameof(Reshape.TargetShape) ? "-2" : "-1";
        bool crops = type.Name.StartsWith("ZeroPadding", StringComparison.Ordinal);
        if (!MayBeNegative.Contains(setting) && !(crops && setting == "Padding"))
            AssertRefused(type, setting, negative);
    }

    [Theory]
    [MemberData(nameof(Settings))]
    public void A_setting_refuses_what_it_cannot_read(string name, string setting)
    {
        var type = LayerTypes.Get(name);
        var info = type.Settings.Single(candidate => candidate.Name == setting);
        if (info.ValueType == typeof(string) || typeof(IEnumerable<string>).IsAssignableFrom(info.ValueType))
            return;
        AssertRefused(type, setting, info.ValueType == typeof(TensorShape) ? "3x-4" : "not()a-value");
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_type_refuses_a_setting_that_it_has_not(string name)
    {
        var type = LayerTypes.Get(name);
        var refused = Assert.Throws<LayerException>(() =>
            type.Create([.. ExampleSettings(type), KeyValuePair.Create("Colour", (object)"blue")])
        );
        Assert.Equal(ErrorId.UnknownSetting, refused.Id);
        Assert.Contains("Colour", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Settings))]
    public void A_type_needs_its_required_settings(string name, string setting)
    {
        var type = LayerTypes.Get(name);
        if (!type.Settings.Single(candidate => candidate.Name == setting).IsRequired)
            return;
        var refused = Assert.Throws<LayerException>(() =>
            type.Create([.. ExampleSettings(type).Where(pair => pair.Key != setting)])
        );
        Assert.Equal(ErrorId.MissingSetting, refused.Id);
        Assert.Contains(setting, refused.Message, StringComparison.Ordinal);
    }

    private static (Layer Layer, IReadOnlyList<TensorShape> Inputs) Example(
        LayerTypeInfo type,
        ShapeLayout layout = ShapeLayout.ChannelsLast
    ) =>
        (
            type.Create([.. ExampleSettings(type)]),
            [
                .. type
                    .ExampleInput.Split(' ', StringSplitOptions.RemoveEmptyEntries)
                    .Select(shape => TensorShape.Parse(shape).As(layout)),
            ]
        );

    private static IEnumerable<KeyValuePair<string, object>> ExampleSettings(LayerTypeInfo type) =>
        type.ExampleSettings.Select(pair => KeyValuePair.Create(pair.Key, (object)pair.Value));

    private static bool IsNumeric(Type type) =>
        type == typeof(int)
        || type == typeof(long)
        || type == typeof(double)
        || type == typeof(Extent)
        || type == typeof(Padding)
        || typeof(IEnumerable<long>).IsAssignableFrom(type)
        || typeof(IEnumerable<double>).IsAssignableFrom(type);

    // At the latest where the shape is computed.
    private static void AssertRefused(LayerTypeInfo type, string setting, string value)
    {
        var settings = ExampleSettings(type)
            .Where(pair => pair.Key != setting)
            .Append(KeyValuePair.Create(setting, (object)value))
            .ToArray();
        var refused = Assert.Throws<LayerException>(() =>
            type.Create(settings).OutputShapes(new LayerInputs([.. Example(type).Inputs]))
        );
        Assert.Equal(ErrorId.InvalidSetting, refused.Id);
        Assert.Contains(setting, refused.Message, StringComparison.Ordinal);
    }
}
