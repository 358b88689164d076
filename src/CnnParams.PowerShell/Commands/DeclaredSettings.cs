using System.Collections.ObjectModel;
using System.Management.Automation;
using System.Reflection;
using CnnParams.PowerShell.Completion;

namespace CnnParams.PowerShell.Commands;

/// <summary>
/// The settings that a command takes, as a class declares them: one property each, with its attributes.
/// </summary>
internal sealed class DeclaredSettings
{
    private readonly Declared[] _all;

    private DeclaredSettings(Type declaration)
    {
        _all =
        [
            .. declaration
                .GetProperties(BindingFlags.Public | BindingFlags.Instance)
                .Select(property => new Declared(property)),
        ];
        Names = _all.SelectMany(setting => setting.Words.Select(word => (word, setting.Name)))
            .ToDictionary(pair => pair.word, pair => pair.Name, StringComparer.OrdinalIgnoreCase);
    }

    /// <summary>Those of layers.</summary>
    internal static DeclaredSettings OfLayers { get; } = new(typeof(LayerSettingParameters));

    /// <summary>Those of blocks.</summary>
    internal static DeclaredSettings OfBlocks { get; } = new(typeof(BlockSettingParameters));

    /// <summary>The settings by the names of their parameters, other frameworks' words among them.</summary>
    internal IReadOnlyDictionary<string, string> Names { get; }

    /// <summary>The parameters; those of other types are hidden from completion.</summary>
    /// <param name="own">The settings of the type, where it is known by now.</param>
    internal RuntimeDefinedParameterDictionary Parameters(IReadOnlyCollection<string>? own)
    {
        var parameters = new RuntimeDefinedParameterDictionary();
        foreach (var setting in _all)
            parameters.Add(setting.Name, setting.Parameter(own is null || own.Contains(setting.Name, Comparer)));
        return parameters;
    }

    /// <summary>
    /// The settings that a word may be: that of the name, or else those of the type whose names begin with it, or else
    /// whose other names do.
    /// </summary>
    internal IReadOnlyList<string> Meant(string word, IReadOnlyCollection<string>? own)
    {
        if (Names.TryGetValue(word, out string? setting))
            return [setting];
        string[] begun =
        [
            .. Names
                .Where(pair => pair.Key.StartsWith(word, StringComparison.OrdinalIgnoreCase))
                .Where(pair => own is null || own.Contains(pair.Value, Comparer))
                .OrderBy(pair => pair.Key != pair.Value)
                .Select(pair => pair.Value)
                .Distinct(),
        ];
        int named = begun.Count(name => name.StartsWith(word, StringComparison.OrdinalIgnoreCase));
        return named > 0 ? begun.Take(named).ToList() : begun;
    }

    /// <summary>Whether a setting is either so or not.</summary>
    internal bool IsYesOrNo(string setting) => Array.Exists(_all, one => one.Name == setting && one.IsYesOrNo);

    private static StringComparer Comparer => StringComparer.OrdinalIgnoreCase;

    // A setting with its attributes, which parameters share: one list for Tab to show, and one for it to leave out.
    private sealed class Declared
    {
        private static readonly string[] YesOrNo = ["$true", "$false"];

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
            IsYesOrNo = others.OfType<ValueCompletionsAttribute>().Any(values => values.Words.SequenceEqual(YesOrNo));
            _shown = [new ParameterAttribute(), .. others];
            _hidden = [new ParameterAttribute { DontShow = true }, .. others];
        }

        internal string Name { get; }

        internal string[] Words { get; }

        internal bool IsYesOrNo { get; }

        internal RuntimeDefinedParameter Parameter(bool isShown) =>
            new(Name, typeof(object), new Collection<Attribute>(isShown ? _shown : _hidden));
    }
}
