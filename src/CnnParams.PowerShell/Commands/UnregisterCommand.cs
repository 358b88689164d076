using System.Management.Automation;

namespace CnnParams.PowerShell.Commands;

/// <summary>A command that takes out again what the user registered under names.</summary>
/// <typeparam name="T">What was registered.</typeparam>
public abstract class UnregisterCommand<T> : PSCmdlet
{
    /// <summary>Names of what was registered; wildcards are allowed.</summary>
    // The engine does not see the attributes of a property that is overridden, so each command has them.
    public abstract string[] Name { get; set; }

    /// <summary>All that was registered.</summary>
    private protected abstract IEnumerable<T> Own { get; }

    /// <summary>Its name.</summary>
    private protected abstract string NameOf(T item);

    /// <summary>The one that a name stands for; null where none was registered under it.</summary>
    private protected virtual T? Find(string name) =>
        Own.FirstOrDefault(item => NameOf(item).Equals(name.Trim(), StringComparison.OrdinalIgnoreCase));

    /// <summary>Takes it out.</summary>
    private protected abstract void Unregister(T item);

    /// <summary>The error for a name under which none was registered.</summary>
    private protected abstract ErrorRecord NotRegistered(string name);

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (string name in Name)
        {
            if (!WildcardPattern.ContainsWildcardCharacters(name))
            {
                if (Find(name) is { } named)
                    Confirm(named);
                else
                    WriteError(NotRegistered(name));
                continue;
            }

            var pattern = WildcardPattern.Get(name, WildcardOptions.IgnoreCase);
            foreach (var item in Own.Where(item => pattern.IsMatch(NameOf(item))).ToArray())
                Confirm(item);
        }
    }

    private void Confirm(T item)
    {
        if (ShouldProcess(NameOf(item)))
            Unregister(item);
    }
}
