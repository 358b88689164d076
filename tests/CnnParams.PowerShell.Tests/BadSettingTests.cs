using CnnParams.Layers;

namespace CnnParams.PowerShell.Tests;

/// <summary>
/// A setting of any type that cannot be: the error names the layer, the setting and what would be right.
/// </summary>
public sealed class BadSettingTests(ModuleSession session) : IClassFixture<ModuleSession>
{
    public static TheoryData<string> Types => [.. LayerTypes.All.Select(type => type.Name)];

    [Theory]
    [MemberData(nameof(Types))]
    public void A_value_that_cannot_be_read(string name)
    {
        var type = LayerTypes.Get(name);
        foreach (var setting in type.Settings)
        {
            // A name is any text.
            if (
                setting.ValueType == typeof(string) && setting.Name != "Function"
                || typeof(IEnumerable<string>).IsAssignableFrom(setting.ValueType)
            )
                continue;
            var error = Refused(
                type,
                setting.Name,
                setting.ValueType.Name == "TensorShape" ? "'3x-4'" : "'not()a-value'"
            );
            Assert.StartsWith("InvalidSetting,", error.Id, StringComparison.Ordinal);
            Assert.Contains("Layer 'culprit'", error.Message, StringComparison.Ordinal);
            Assert.Contains(setting.Name, error.Message, StringComparison.Ordinal);
            Assert.Matches("must be|write|a layer type|not a shape", error.Message);
        }
    }

    [Theory]
    [MemberData(nameof(Types))]
    public void A_setting_of_another_type(string name)
    {
        var type = LayerTypes.Get(name);
        string other = type.Settings.Any(setting => setting.Name == "Heads") ? "Cropping" : "Heads";
        var error = Refused(type, other, "2");
        Assert.StartsWith("UnknownSetting,", error.Id, StringComparison.Ordinal);
        Assert.Contains("Layer 'culprit'", error.Message, StringComparison.Ordinal);
        Assert.Contains($"{name} has no setting {other}", error.Message, StringComparison.Ordinal);
        Assert.Contains("; it has ", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Types))]
    public void A_setting_that_is_missing(string name)
    {
        var type = LayerTypes.Get(name);
        foreach (var setting in type.Settings.Where(setting => setting.IsRequired))
        {
            var error = Refused(type, setting.Name, null);
            Assert.StartsWith("MissingSetting,", error.Id, StringComparison.Ordinal);
            Assert.Contains("Layer 'culprit'", error.Message, StringComparison.Ordinal);
            Assert.Contains(setting.Name, error.Message, StringComparison.Ordinal);
        }
    }

    private (string Id, string Message) Refused(LayerTypeInfo type, string setting, string? value)
    {
        var settings = type
            .ExampleSettings.Where(pair => pair.Key != setting)
            .Select(pair => $"-{pair.Key} '{pair.Value}'");
        if (value is not null)
            settings = settings.Append($"-{setting} {value}");
        var (output, errors) = session.Invoke($"New-CnnLayer {type.Name} culprit {string.Join(" ", settings)}");
        Assert.IsType<UnmadeLayer>(Assert.Single(output).BaseObject);
        var error = Assert.Single(errors);
        return (error.FullyQualifiedErrorId, error.ToString());
    }
}
