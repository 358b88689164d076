using System.Management.Automation;
using CnnParams.PowerShell.Formatting;

namespace CnnParams.PowerShell.Commands;

/// <summary>
/// A command that gives what is known by name: all that a wildcard matches, or the one that is asked for.
/// </summary>
/// <typeparam name="T">What is known.</typeparam>
public abstract class NamedItemsCommand<T> : PSCmdlet
{
    private readonly List<object?> _found = [];

    /// <summary>Names; wildcards are allowed. All when not given.</summary>
    // The engine does not see the attributes of a property that is overridden, so each command has them.
    public abstract string[] Name { get; set; }

    /// <summary>All that is known, in the order in which it is shown.</summary>
    private protected abstract IEnumerable<T> All { get; }

    /// <summary>The names that one can be asked for by.</summary>
    private protected abstract IEnumerable<string> NamesOf(T item);

    /// <summary>The one of a name.</summary>
    /// <exception cref="LayerException">There is none; the message says what there is.</exception>
    private protected abstract T Get(string name);

    /// <summary>What is given of one.</summary>
    private protected virtual object? Shown(T item) => item;

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (string name in Name)
        {
            if (WildcardPattern.ContainsWildcardCharacters(name))
                AddMatching(WildcardPattern.Get(name, WildcardOptions.IgnoreCase));
            else
                AddNamed(name);
        }
    }

    /// <inheritdoc/>
    protected override void EndProcessing() => WriteObject(CardFormat.OneAsCard(_found), enumerateCollection: true);

    private void AddMatching(WildcardPattern pattern) =>
        _found.AddRange(All.Where(item => NamesOf(item).Any(pattern.IsMatch)).Select(Shown));

    private void AddNamed(string name)
    {
        try
        {
            _found.Add(Shown(Get(name)));
        }
        catch (LayerException exception)
        {
            WriteError(ErrorRecords.NoSuchName(name, exception));
        }
    }
}
