using System.Reflection;
using CnnParams.Layers;

namespace CnnParams.Catalogue.Blocks;

/// <summary>A setting of a block: a parameter of its function.</summary>
public sealed class BlockSetting
{
    private readonly ParameterInfo _parameter;

    internal BlockSetting(ParameterInfo parameter)
    {
        _parameter = parameter;
        Name = char.ToUpperInvariant(parameter.Name![0]) + parameter.Name.Substring(1);
        Description = parameter.GetCustomAttribute<SettingAttribute>()!.Description;
    }

    /// <summary>The name of the setting.</summary>
    public string Name { get; }

    /// <summary>What it sets.</summary>
    public string Description { get; }

    /// <summary>Whether the block cannot be without it.</summary>
    public bool IsRequired => !_parameter.HasDefaultValue;

    /// <summary>What holds when it is not given, as text; empty for none.</summary>
    public string Default => IsRequired ? "" : SettingValue.Text(_parameter.DefaultValue);

    /// <summary>Whether it names a layer that the block reads besides.</summary>
    public bool IsLayer => _parameter.ParameterType == typeof(Tensor);

    /// <summary>What holds when it is not given.</summary>
    internal object? DefaultValue => _parameter.DefaultValue;

    /// <summary>A value as it comes, made into what the function takes.</summary>
    /// <exception cref="LayerException">It is not a value that the setting can have.</exception>
    internal object Read(object value)
    {
        object read = SettingValue.Convert(value, _parameter.ParameterType, Name);
        // Numbers count something; only what is nothing by default can be nothing.
        return read is long number ? Setting.AtLeast(DefaultValue is 0L ? 0 : 1, number, Name) : read;
    }

    /// <summary>The setting as a list of settings has it: what may be left out is in brackets.</summary>
    public override string ToString()
    {
        if (IsRequired)
            return Name;
        return Default.Length > 0 ? $"[{Name} = {Default}]" : $"[{Name}]";
    }
}
