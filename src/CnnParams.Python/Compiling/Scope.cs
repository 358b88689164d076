namespace CnnParams.Python.Compiling;

internal enum ScopeKind
{
    Module,
    Class,
    Function,
}

[Flags]
internal enum NameUse
{
    None = 0,
    Bound = 1,
    Used = 2,
    Parameter = 4,
    Global = 8,
    Nonlocal = 16,

    /// <summary>An inner function uses it.</summary>
    Shared = 32,

    /// <summary>It belongs to an outer function.</summary>
    Free = 64,
}

/// <summary>The names of a module, a class or a function, and to which of them each belongs.</summary>
internal sealed class Scope(ScopeKind kind, string name, Scope? parent)
{
    private const string ClassCell = "__class__";

    internal ScopeKind Kind { get; } = kind;

    internal string Name { get; } = name;

    internal Scope? Parent { get; } = parent;

    internal Dictionary<string, NameUse> Names { get; } = new(StringComparer.Ordinal);

    internal List<Scope> Children { get; } = [];

    internal bool IsGenerator { get; set; }

    internal string QualifiedName =>
        Parent is null || Parent.Kind == ScopeKind.Module ? Name
        : Parent.Kind == ScopeKind.Function ? $"{Parent.QualifiedName}.<locals>.{Name}"
        : $"{Parent.QualifiedName}.{Name}";

    internal void Add(string name, NameUse use)
    {
        Names.TryGetValue(name, out var uses);
        Names[name] = uses | use;
    }

    internal NameUse UseOf(string name) => Names.TryGetValue(name, out var use) ? use : NameUse.None;

    internal bool Is(string name, NameUse use) => (UseOf(name) & use) != 0;

    /// <summary>Finds out to which scope each name belongs, when all of them are known.</summary>
    internal void Resolve()
    {
        foreach (string name in Names.Keys.ToArray())
        {
            var use = Names[name];
            bool isOwn = (use & NameUse.Bound) != 0 && (use & NameUse.Nonlocal) == 0;
            if (
                (use & NameUse.Global) == 0
                && !(isOwn && Kind != ScopeKind.Class)
                && !(isOwn && Kind == ScopeKind.Class && (use & NameUse.Used) == 0)
            )
                FindOwner(name);
        }

        foreach (var child in Children)
        {
            System.Runtime.CompilerServices.RuntimeHelpers.EnsureSufficientExecutionStack();
            child.Resolve();
        }
    }

    private void FindOwner(string name)
    {
        for (var outer = Parent; outer is not null; outer = outer.Parent)
        {
            bool owns =
                outer.Kind == ScopeKind.Function
                    ? outer.Is(name, NameUse.Bound) && !outer.Is(name, NameUse.Global | NameUse.Nonlocal)
                    : outer.Kind == ScopeKind.Class && name == ClassCell && Kind == ScopeKind.Function;
            if (outer.Kind == ScopeKind.Function && outer.Is(name, NameUse.Global))
                return;
            if (!owns)
                continue;
            outer.Add(name, NameUse.Shared);
            for (var inner = this; inner != outer; inner = inner.Parent!)
                inner.Add(name, NameUse.Free);
            return;
        }
    }
}
