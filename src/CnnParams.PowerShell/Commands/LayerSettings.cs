using System.Collections.ObjectModel;
using System.Management.Automation;
using System.Reflection;
using CnnParams.Layers;

namespace CnnParams.PowerShell.Commands;

/// <summary>
/// The parameters that a command has for the settings of layers. The engine takes all of them with any type, so that
/// the type's own error can say which settings it has; Tab offers those of the type alone once that is typed.
/// </summary>
internal static class LayerSettings
{
    private static readonly Declared[] All =
    [
        .. typeof(LayerSettingParameters)
            .GetProperties(BindingFlags.Public | BindingFlags.Instance)
            .Select(property => new Declared(property)),
    ];

    /// <summary>The settings by the names of their parameters, other frameworks' words among them.</summary>
    internal static IReadOnlyDictionary<string, string> Names { get; } =
        All.SelectMany(setting => setting.Words.Select(word => (word, setting.Name)))
            .ToDictionary(pair => pair.word, pair => pair.Name, StringComparer.OrdinalIgnoreCase);

    /// <summary>The parameters, those of other types hidden from completion.</summary>
    /// <param name="typeName">The type of the layer, where it is known by now.</param>
    internal static RuntimeDefinedParameterDictionary ParametersFor(string? typeName)
    {
        var type = typeName is null ? null : LayerTypes.Find(typeName);
        HashSet<string>? own = type is null
            ? null
            : new(type.Settings.Select(setting => setting.Name), StringComparer.OrdinalIgnoreCase);
        var parameters = new RuntimeDefinedParameterDictionary();
        foreach (var setting in All)
            parameters.Add(setting.Name, setting.Parameter(isShown: own is null || own.Contains(setting.Name)));
        return parameters;
    }

    /// <summary>The settings that the command line gives, by name.</summary>
    internal static Dictionary<string, object> Given(RuntimeDefinedParameterDictionary? parameters)
    {
        var given = new Dictionary<string, object>(StringComparer.OrdinalIgnoreCase);
        if (parameters is null)
            return given;
        foreach (var parameter in parameters.Values)
        {
            if (parameter.IsSet && PipelineValue.Plain(parameter.Value) is { } value)
                given.Add(parameter.Name, value);
        }

        return given;
    }

    // A setting with its attributes, which parameters share: one list for Tab to show, and one for it to leave out.
    private sealed class Declared
    {
        private readonly Attribute[] _shown;
        private readonly Attribute[] _hidden;

        internal Declared(PropertyInfo property)
        {
            Name = property.Name;
            Attribute[] others =
            [
                .. property
                    .GetCustomAttributes()
                    .Where(attribute =>
                        attribute is not ParameterAttribute
                        && attribute.GetType().Namespace != "System.Runtime.CompilerServices"
                    ),
            ];
            Words = [Name, .. others.OfType<AliasAttribute>().SelectMany(alias => alias.AliasNames)];
            _shown = [new ParameterAttribute(), .. others];
            _hidden = [new ParameterAttribute { DontShow = true }, .. others];
        }

        internal string Name { get; }

        internal string[] Words { get; }

        internal RuntimeDefinedParameter Parameter(bool isShown) =>
            new(Name, typeof(object), new Collection<Attribute>(isShown ? _shown : _hidden));
    }
}
