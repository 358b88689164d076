namespace CnnParams.Formats;

/// <summary>Names of which none is given twice: one that is taken gets a number.</summary>
/// <param name="separator">What stands between the name and its number.</param>
/// <param name="first">The number of the first copy.</param>
/// <param name="comparer">Which names are the same; those of the same letters in the same case when not given.</param>
internal sealed class UniqueNames(string separator = "_", int first = 2, StringComparer? comparer = null)
{
    private readonly HashSet<string> _taken = new(comparer ?? StringComparer.Ordinal);

    // A file may have the same name a million times: the search does not begin anew for each.
    private readonly Dictionary<string, int> _next = new(comparer ?? StringComparer.Ordinal);

    /// <summary>Takes a name: the wanted one, or one that is made of it.</summary>
    internal string Take(string wanted)
    {
        string name = wanted;
        if (_taken.Add(name))
            return name;
        int number = _next.TryGetValue(wanted, out int next) ? next : first;
        do name = FormattableString.Invariant($"{wanted}{separator}{number++}");
        while (!_taken.Add(name));
        _next[wanted] = number;
        return name;
    }

    /// <summary>Whether a name is taken.</summary>
    internal bool Has(string name) => _taken.Contains(name);

    /// <summary>Gives a name back.</summary>
    internal void Release(string name) => _taken.Remove(name);
}
