using System.Text;

namespace CnnParams.Formats.PyTorch.Writing;

/// <summary>
/// The modules of a network by their paths: what has points in its name stands within modules, so that the names in a
/// state dict are those of the layers.
/// </summary>
internal sealed class ModuleTreeText
{
    private readonly Branch _root = new();

    /// <summary>Adds a module.</summary>
    /// <param name="name">The name of its layer, with its path.</param>
    /// <param name="expression">What makes it.</param>
    /// <returns>How the code reaches it.</returns>
    internal string Add(string name, string expression)
    {
        string[] path = [.. name.Split('.', '/').Where(part => part.Length > 0).Select(PythonNames.Segment)];
        if (path.Length > 0)
            path[0] = PythonNames.Identifier(path[0]);
        if (path.Length == 0 || !_root.TryAdd(path, expression))
        {
            // A module that has modules within it, by the names of the layers: this one gets a name of its own.
            string flat = PythonNames.Identifier(name);
            for (int i = 2; !_root.TryAdd([flat], expression); i++)
                flat = FormattableString.Invariant($"{PythonNames.Identifier(name)}_{i}");
            path = [flat];
        }

        return "self."
            + path[0]
            + string.Concat(path.Skip(1).Select(part => char.IsDigit(part[0]) ? $"['{part}']" : "." + part));
    }

    /// <summary>The statements that make the modules.</summary>
    internal void Print(StringBuilder text)
    {
        foreach (var (name, module) in _root.Children)
            text.Append("        self.").Append(name).Append(" = ").Append(module.Print(2)).Append('\n');
    }

    private sealed class Branch
    {
        private string? _expression;

        internal List<(string Name, Branch Module)> Children { get; } = [];

        private Dictionary<string, Branch> ByName { get; } = new(StringComparer.Ordinal);

        internal bool TryAdd(ReadOnlySpan<string> path, string expression)
        {
            if (!ByName.TryGetValue(path[0], out var child))
            {
                child = new Branch();
                Children.Add((path[0], child));
                ByName.Add(path[0], child);
                if (path.Length == 1)
                {
                    child._expression = expression;
                    return true;
                }
            }

            return path.Length > 1 && child._expression is null && child.TryAdd(path.Slice(1), expression);
        }

        internal string Print(int level)
        {
            if (_expression is not null)
                return _expression;
            string inner = new(' ', 4 * (level + 1));
            string children = string.Concat(
                Children.Select(child => $"{inner}'{child.Name}': {child.Module.Print(level + 1)},\n")
            );
            return $"nn.ModuleDict({{\n{children}{new string(' ', 4 * level)}}})";
        }
    }
}
