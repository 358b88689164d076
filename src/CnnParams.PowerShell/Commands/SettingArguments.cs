using System.Management.Automation;
using CnnParams.Layers;

namespace CnnParams.PowerShell.Commands;

/// <summary>
/// The settings on a command line: -Filters 8 -Pad same. What is wrong with one is the layer's error and not the
/// engine's, which would end the statement: a list of layers would go on without this one.
/// </summary>
internal sealed class SettingArguments
{
    // Those that PowerShell takes for one; texts on the web have others than the keyboard.
    private static readonly char[] Dashes = ['-', '\u2013', '\u2014', '\u2015'];

    private readonly Dictionary<string, object> _values = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, string> _written = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<string> _strays = [];
    private readonly DeclaredSettings _declared;
    private readonly IReadOnlyCollection<string>? _own;

    /// <summary>Settings that are declared, none given yet.</summary>
    /// <param name="declared">What the command declares.</param>
    /// <param name="own">The settings of the type, where it is known.</param>
    internal SettingArguments(DeclaredSettings declared, IReadOnlyCollection<string>? own)
    {
        _declared = declared;
        _own = own;
    }

    /// <summary>The values by the names of settings, and by names that no setting has.</summary>
    internal Dictionary<string, object> Values => _values;

    /// <summary>The values that have no name before them.</summary>
    internal IReadOnlyList<string> Strays => _strays;

    /// <summary>
    /// What is wrong with a name: it is given twice, has no value, or may be several; null for nothing.
    /// </summary>
    internal LayerException? Fault { get; private set; }

    /// <summary>Whether nothing is given.</summary>
    internal bool IsEmpty => _written.Count == 0 && _strays.Count == 0 && Fault is null;

    /// <summary>How the command line calls a setting.</summary>
    internal string Written(string setting) => _written.TryGetValue(setting, out string? word) ? word : setting;

    /// <summary>Reads the arguments that the engine has left, in order.</summary>
    internal void Add(IEnumerable<object?> arguments)
    {
        string? name = null;
        foreach (object? argument in arguments)
        {
            string? next = NameIn(argument);
            if (name is null && next is null)
                AddStray(argument);
            else if (next is not null)
                EndWithoutValue(name);
            else
                Add(name!, argument);
            name = next;
        }

        EndWithoutValue(name);
    }

    /// <summary>A name with its value.</summary>
    internal void Add(string word, object? value)
    {
        var meant = _declared.Meant(word, _own);
        if (meant.Count > 1)
        {
            Fault ??= new(
                ErrorId.UnknownSetting,
                $"-{word} may be {string.Join(", ", meant.Take(meant.Count - 1))} or {meant[meant.Count - 1]}; write the name that you mean"
            );
            return;
        }

        string setting = meant.Count == 1 ? meant[0] : word;
        if (_written.ContainsKey(setting))
            Fault ??= new(ErrorId.InvalidSetting, $"{setting} is given twice") { Setting = setting };
        _written[setting] = word;
        // Nothing is given where a variable has no value; of a name that no setting has it is an error all the same.
        if (PipelineValue.Plain(value) is { } plain)
            _values[setting] = plain;
        else if (meant.Count == 0)
            _values[setting] = "";
    }

    /// <summary>A value that has no name before it.</summary>
    internal void AddStray(object? value) => _strays.Add(value is null ? "" : SettingValue.Text(value));

    /// <summary>Whether an argument is the name of a setting: -Filters, --filters.</summary>
    internal static bool IsName(object? argument) => NameIn(argument) is not null;

    // A negative number is a value.
    private static string? NameIn(object? argument) =>
        PipelineValue.Plain(argument) is string { Length: > 1 } text
        && text.TrimStart(Dashes) is { Length: > 0 } name
        && name.Length < text.Length
        && char.IsLetter(name[0])
            ? name.TrimEnd(':')
            : null;

    private void EndWithoutValue(string? name)
    {
        if (name is null)
            return;
        var meant = _declared.Meant(name, _own);
        if (meant.Count != 1)
            Add(name, null);
        else if (_declared.IsYesOrNo(meant[0]))
            // As a switch: -Bidirectional.
            Add(name, true);
        else
            Fault ??= new(ErrorId.MissingSetting, $"{meant[0]} has no value; write it after -{name}")
            {
                Setting = meant[0],
            };
    }
}
