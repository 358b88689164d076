using CnnParams.Python.Syntax;

namespace CnnParams.Python.Values;

/// <summary>
/// The parameters of a function, in the order of its variables: those by position, those by name alone, then the tuple
/// and the dictionary that take the rest.
/// </summary>
public sealed class Signature
{
    private readonly int _positionalOnly;
    private readonly int _positional;
    private readonly int _named;
    private readonly int _star = -1;
    private readonly int _doubleStar = -1;

    internal Signature(ParameterList list)
    {
        var items = list.Items;
        Parameter[] ordered =
        [
            .. items.Where(item => item.Kind is ParameterKind.PositionalOnly or ParameterKind.Ordinary),
            .. items.Where(item => item.Kind == ParameterKind.KeywordOnly),
            .. items.Where(item => item.Kind == ParameterKind.Star),
            .. items.Where(item => item.Kind == ParameterKind.DoubleStar),
        ];
        Parameters = ordered;
        Names = Array.ConvertAll(ordered, item => item.Name);
        Defaults = new object?[ordered.Length];
        _positionalOnly = ordered.Count(item => item.Kind == ParameterKind.PositionalOnly);
        _positional = ordered.Count(item => item.Kind is ParameterKind.PositionalOnly or ParameterKind.Ordinary);
        _named = _positional + ordered.Count(item => item.Kind == ParameterKind.KeywordOnly);
        _star = Array.FindIndex(ordered, item => item.Kind == ParameterKind.Star);
        _doubleStar = Array.FindIndex(ordered, item => item.Kind == ParameterKind.DoubleStar);
    }

    /// <summary>The parameters in the order of <see cref="Names"/>.</summary>
    internal Parameter[] Parameters { get; }

    /// <summary>The names of the parameters.</summary>
    public string[] Names { get; }

    /// <summary>Of a provided function, the defaults that its signature writes down.</summary>
    internal object?[] Defaults { get; private init; }

    /// <summary>How many can be given by position.</summary>
    internal int PositionalCount => _positional;

    internal bool HasStar => _star >= 0;

    /// <summary>Whether a dictionary takes what is given by other names.</summary>
    public bool HasDoubleStar => _doubleStar >= 0;

    /// <summary>
    /// Takes a signature apart: <c>flatten(input, start_dim=0, end_dim=-1)</c>. Defaults are constants.
    /// </summary>
    internal static Signature Parse(string signature)
    {
        // The name is not read: one that a source chose may be a word of the language.
        var source = new SourceText("a provided function", $"def _{signature.Substring(signature.IndexOf('('))}: pass");
        var function = (FunctionDef)Parser.Parse(source)[0];
        var result = new Signature(function.Parameters);
        for (int i = 0; i < result.Parameters.Length; i++)
            result.Defaults[i] = result.Parameters[i].Default is { } value ? ConstantOf(value) : null;
        return result;
    }

    /// <summary>The place of a parameter; -1 where there is none of that name.</summary>
    public int IndexOf(string name)
    {
        for (int i = 0; i < Names.Length; i++)
        {
            if (ReferenceEquals(Names[i], name) || Names[i] == name)
                return i;
        }

        return -1;
    }

    /// <summary>Gives the variables of a call their values.</summary>
    /// <param name="function">What errors call the function.</param>
    /// <param name="arguments">The arguments.</param>
    /// <param name="values">Takes the values; the first belong to the parameters.</param>
    /// <param name="defaults">The default values, null where there is none.</param>
    internal void Bind(string function, in Arguments arguments, object?[] values, object?[] defaults)
    {
        int given = arguments.Count;
        int taken = Math.Min(given, _positional);
        Array.Copy(arguments.Values, values, taken);
        if (_star >= 0)
        {
            object[] rest = new object[given - taken];
            Array.Copy(arguments.Values, taken, rest, 0, rest.Length);
            values[_star] = PyTuple.Of(rest);
        }
        else if (given > taken)
        {
            throw TooMany(function, given, defaults);
        }

        PyDict? others = _doubleStar >= 0 ? new PyDict() : null;
        if (arguments.Names is { } names)
        {
            for (int i = 0; i < names.Length; i++)
                BindNamed(function, names[i], arguments.Values[given + i], values, taken, others);
        }

        if (others is not null)
            values[_doubleStar] = others;
        for (int i = taken; i < _named; i++)
        {
            if (values[i] is not null)
                continue;
            values[i] = defaults[i];
            if (defaults[i] is null)
                throw Missing(function, values, defaults);
        }
    }

    private void BindNamed(string function, string name, object value, object?[] values, int taken, PyDict? others)
    {
        int index = IndexOf(name);
        if (index >= _positionalOnly && index < _named)
        {
            if (index < taken || values[index] is not null)
                throw Running.Errors.Type($"{function}() got multiple values for argument '{name}'");
            values[index] = value;
        }
        else if (others is not null)
        {
            others.Set(name, value);
        }
        else
        {
            if (index >= 0 && index < _positionalOnly)
                throw Running.Errors.Type(
                    $"{function}() got some positional-only arguments passed as keyword arguments: '{name}'"
                );
            string near = Nearest(name);
            throw Running.Errors.Type($"{function}() got an unexpected keyword argument '{name}'{near}");
        }
    }

    private Running.RaisedException TooMany(string function, int given, object?[] defaults)
    {
        int needed = defaults.Take(_positional).Count(value => value is null);
        string takes = needed < _positional ? $"from {needed} to {_positional}" : $"{_positional}";
        return Running.Errors.Type(
            $"{function}() takes {takes} positional argument{(takes == "1" ? "" : "s")} but {given} "
                + $"{(given == 1 ? "was" : "were")} given"
        );
    }

    private string Nearest(string name)
    {
        string? near = Names
            .Take(_named)
            .FirstOrDefault(other =>
                other.StartsWith(name, StringComparison.OrdinalIgnoreCase)
                || name.StartsWith(other, StringComparison.OrdinalIgnoreCase)
            );
        return near is null or "self" ? "" : $"; there is '{near}'";
    }

    private Running.RaisedException Missing(string function, object?[] values, object?[] defaults)
    {
        int[] missing = [.. Enumerable.Range(0, _named).Where(i => values[i] is null && defaults[i] is null)];
        bool isByPosition = missing[0] < _positional;
        string[] names = [.. missing.Where(i => i < _positional == isByPosition).Select(i => $"'{Names[i]}'")];
        string last = names.Length > 2 ? ", and " : " and ";
        string list =
            names.Length == 1
                ? names[0]
                : string.Join(", ", names.Take(names.Length - 1)) + last + names[names.Length - 1];
        return Running.Errors.Type(
            $"{function}() missing {names.Length} required {(isByPosition ? "positional" : "keyword-only")} "
                + $"argument{(names.Length == 1 ? "" : "s")}: {list}"
        );
    }

    private static object ConstantOf(Expr expression) =>
        expression switch
        {
            Constant constant => constant.Value,
            Sequence { Items.Length: 0 } => PyTuple.Empty,
            Sequence { Kind: SequenceKind.Tuple } tuple => new PyTuple(Array.ConvertAll(tuple.Items, ConstantOf)),
            Unary { Op: UnaryOp.Negative, Operand: Constant { Value: double real } } => -real,
            _ => throw new InvalidOperationException("a default of a provided function must be a constant"),
        };
}
