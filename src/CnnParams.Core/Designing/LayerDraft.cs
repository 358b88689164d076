using CnnParams.Layers;

namespace CnnParams.Designing;

/// <summary>A layer of a template with settings that can still be changed.</summary>
internal sealed class LayerDraft
{
    private readonly Layer _original;
    private readonly LayerTypeInfo _type;
    private readonly Dictionary<string, object> _settings = new(StringComparer.OrdinalIgnoreCase);
    private bool _isChanged;
    private bool _isAsWritten = true;

    internal LayerDraft(Layer original)
    {
        _original = original;
        _type = LayerTypes.Of(original);
        foreach (var setting in _type.Settings)
        {
            if (setting.Get(original) is { } value)
                _settings[setting.Name] = value;
        }
    }

    /// <summary>Whether the layer is left out.</summary>
    internal bool IsAbsent { get; set; }

    internal static bool Has(Layer layer, string setting) =>
        LayerTypes.Of(layer).Settings.Any(known => known.Name.Equals(setting, StringComparison.OrdinalIgnoreCase));

    /// <summary>The settings of a layer that make it wider: filters, units.</summary>
    internal static IEnumerable<SettingInfo> Widths(Layer layer) =>
        LayerTypes.Of(layer).Settings.Where(setting => setting.Size == SettingSize.Output);

    /// <summary>A whole number that a setting has; null for a setting that is none, or not there.</summary>
    internal long? Number(string setting) =>
        _settings.TryGetValue(setting, out object? value) && value is long number ? number : null;

    internal object? Get(string setting) => _settings.TryGetValue(setting, out object? value) ? value : null;

    internal void Set(string setting, object value)
    {
        _settings[setting] = value;
        _isChanged = true;
        _isAsWritten = false;
    }

    /// <summary>
    /// Drops what the source states of the layer before: in a design, that is what the layer before gives.
    /// </summary>
    internal void DropStatedInputs()
    {
        foreach (var setting in _type.Settings.Where(setting => setting.Size == SettingSize.Input))
            _isAsWritten &= !_settings.Remove(setting.Name);
    }

    /// <summary>The layer, under a name and reading certain others.</summary>
    /// <exception cref="LayerException">A setting has an impossible value.</exception>
    internal Layer Make(string name, IReadOnlyList<string>? inputs = null)
    {
        // What is no setting, such as why a layer could not be made, is in the layer alone.
        if (_isAsWritten)
            return _original.With(place => place with { Name = name, HasDefaultName = false, Inputs = inputs ?? [] });
        _settings.Remove(nameof(Layer.Inputs));
        // The tensors of a file are not those of a layer with other settings.
        return _type
            .Create(_settings, name, stored: _isChanged ? null : _original.Stored)
            .With(place => place with { Inputs = inputs ?? [] })
            .Noted(_ => _isChanged ? _original.Notes with { Stated = null, Contradiction = null } : _original.Notes);
    }
}
