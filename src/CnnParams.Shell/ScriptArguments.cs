using System.Management.Automation.Runspaces;

namespace CnnParams.Shell;

/// <summary>
/// The words after <c>-File script</c>, as arguments the engine binds to the script's parameters by pwsh's rules:
/// <c>-Name value</c>, <c>-Name:value</c>, <c>-Switch</c>, <c>-Switch:$false</c>, and values by position.
/// </summary>
internal static class ScriptArguments
{
    public static IReadOnlyList<CommandParameter> Parse(IEnumerable<string> words)
    {
        var parameters = new List<CommandParameter>();
        string? pendingName = null;
        foreach (string word in words)
        {
            if (pendingName is not null)
            {
                parameters.Add(new CommandParameter(pendingName, word));
                pendingName = null;
            }
            else if (!IsName(word))
            {
                parameters.Add(new CommandParameter(null, word));
            }
            else if (word.EndsWith(':'))
            {
                pendingName = word[..^1];
            }
            else
            {
                parameters.Add(Named(word));
            }
        }

        if (pendingName is not null)
            parameters.Add(new CommandParameter(pendingName));

        return parameters;
    }

    // A name alone keeps its dash: the binder then decides, as for typed text, whether the next word is its value.
    private static CommandParameter Named(string word)
    {
        int colon = word.IndexOf(':', StringComparison.Ordinal);
        return colon < 0
            ? new CommandParameter(word)
            : new CommandParameter(word[..colon], Value(word[(colon + 1)..]));
    }

    private static object Value(string text) => text.ToUpperInvariant() switch
    {
        "$TRUE" => true,
        "$FALSE" => false,
        _ => text,
    };

    private static bool IsName(string word) => word is ['-' or '–' or '—' or '―', _, ..];
}
