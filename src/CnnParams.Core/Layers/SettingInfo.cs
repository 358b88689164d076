using System.Linq.Expressions;
using System.Reflection;

namespace CnnParams.Layers;

/// <summary>A setting of a layer type, as users see it.</summary>
public sealed class SettingInfo
{
    private readonly PropertyInfo _property;
    private readonly object? _default;
    private readonly Lazy<Action<Layer, object>> _set;

    internal SettingInfo(PropertyInfo property, SettingAttribute attribute, Layer defaults)
    {
        _property = property;
        _set = new(() => CompileSetter(property));
        Description = attribute.Description;
        IsRequired = attribute.Required;
        IsFirst = attribute.First;
        Size = attribute.Size;
        OtherNames = attribute.OtherNames.Split([' '], StringSplitOptions.RemoveEmptyEntries);
        _default = IsRequired ? null : property.GetValue(defaults);
    }

    /// <summary>The name of the setting.</summary>
    public string Name => _property.Name;

    /// <summary>What it sets.</summary>
    public string Description { get; }

    /// <summary>Whether the layer cannot be without it.</summary>
    public bool IsRequired { get; }

    /// <summary>
    /// Whether a number without a name means this one, where the layer can be without; and a word, where it is a word.
    /// </summary>
    internal bool IsFirst { get; }

    /// <summary>What another framework calls it in this type.</summary>
    public IReadOnlyList<string> OtherNames { get; }

    /// <summary>Which size of the layer it is, where it is one.</summary>
    internal SettingSize Size { get; }

    /// <summary>What holds when it is not given, as text; empty for none.</summary>
    public string Default => SettingValue.Text(_default);

    /// <summary>The type of its values.</summary>
    public Type ValueType => Nullable.GetUnderlyingType(_property.PropertyType) ?? _property.PropertyType;

    /// <summary>The value that a layer has.</summary>
    public object? Get(Layer layer) => _property.GetValue(layer);

    /// <summary>Whether a layer has the value that holds when the setting is not given.</summary>
    public bool IsDefault(Layer layer) => SettingValue.Text(Get(layer)) == Default;

    /// <summary>Whether a value without a name may be meant for it. Any text is a name, and says nothing.</summary>
    public bool MayBe(string value)
    {
        if (typeof(IEnumerable<string>).IsAssignableFrom(ValueType) || ValueType == typeof(string))
            return false;
        // Nobody says yes by a number without a name.
        if (ValueType == typeof(bool) && value.All(char.IsDigit))
            return false;
        try
        {
            SettingValue.Convert(value, ValueType, Name);
            return true;
        }
        catch (LayerException)
        {
            return false;
        }
    }

    /// <exception cref="LayerException">The value is not one that the setting can have.</exception>
    internal void Set(Layer layer, object value)
    {
        _set.Value(layer, SettingValue.Convert(value, ValueType, Name));
    }

    private static Action<Layer, object> CompileSetter(PropertyInfo property)
    {
        var layer = Expression.Parameter(typeof(Layer));
        var value = Expression.Parameter(typeof(object));
        var call = Expression.Call(
            Expression.Convert(layer, property.DeclaringType!),
            property.GetSetMethod()!,
            Expression.Convert(value, property.PropertyType)
        );
        return Expression.Lambda<Action<Layer, object>>(call, layer, value).Compile();
    }

    /// <inheritdoc/>
    public override string ToString() => Name;
}
