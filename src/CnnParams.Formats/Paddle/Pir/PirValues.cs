using System.Text.Json;
using CnnParams.Formats.Json;

namespace CnnParams.Formats.Paddle;

/// <summary>
/// The values of a program by their numbers: each stands for a variable, a list of tensors for one for each of them,
/// and 0 for none. A value is written once, and before it is read.
/// </summary>
internal sealed class PirValues
{
    // Of a list that is read again and again, a small file could make as many as it likes.
    private const int MostReads = 10_000_000;

    private readonly Dictionary<long, IReadOnlyList<string>> _values = new() { [0] = [] };
    private readonly Dictionary<string, PaddleVariable> _variables = new(StringComparer.Ordinal);
    private readonly Dictionary<string, PaddleSetting> _constants = new(StringComparer.Ordinal);

    private int _reads;

    /// <summary>The variables so far.</summary>
    internal IReadOnlyDictionary<string, PaddleVariable> Variables => _variables;

    /// <summary>Whether a value has been written.</summary>
    internal bool Has(long id) => _values.ContainsKey(id);

    /// <summary>Whether a variable is kept.</summary>
    internal bool IsKept(string variable) => _variables.TryGetValue(variable, out var found) && found.IsKept;

    /// <summary>The variables that a value stands for.</summary>
    internal IReadOnlyList<string> Read(PirOperation reader, long id)
    {
        if (!_values.TryGetValue(id, out var variables))
            throw reader.Damaged($"reads the value {id}, which nothing before it writes");
        _reads += variables.Count;
        return _reads <= MostReads
            ? variables
            : throw reader.Damaged($"reads lists of tensors until there are more than {MostReads} of them");
    }

    /// <summary>The variable that a value stands for which is no list.</summary>
    internal string Single(PirOperation reader, long id) =>
        Read(reader, id) is [var variable]
            ? variable
            : throw reader.Damaged($"reads the value {id}, which is not one tensor");

    /// <summary>Says what a value stands for.</summary>
    internal IReadOnlyList<string> Define(
        PirOperation writer,
        JsonElement result,
        IReadOnlyList<PaddleVariable> variables
    )
    {
        foreach (var variable in variables)
            _variables[variable.Name] = variable;
        string[] names = [.. variables.Select(variable => variable.Name)];
        Set(writer, writer.Id(result), names);
        return names;
    }

    /// <summary>Makes variables of the type of a value.</summary>
    internal IReadOnlyList<string> Define(PirOperation writer, JsonElement result)
    {
        long id = writer.Id(result);
        if (id == 0)
            return [];
        string name = FormattableString.Invariant($"%{id}");
        var type = result.Member("TT");
        return Define(
            writer,
            result,
            PirTypes.Items(type) is { } items
                ?
                [
                    .. items.Select(
                        (item, i) => PirTypes.Read(FormattableString.Invariant($"{name}:{i}"), item, isKept: false)
                    ),
                ]
                : [PirTypes.Read(name, type, isKept: false)]
        );
    }

    /// <summary>Says that values stand for variables that there are.</summary>
    internal void Alias(PirOperation writer, IReadOnlyList<JsonElement> results, IReadOnlyList<string[]> variables)
    {
        if (results.Count != variables.Count)
            throw writer.Damaged($"writes {results.Count} values of {variables.Count}");
        for (int i = 0; i < results.Count; i++)
            Set(writer, writer.Id(results[i]), variables[i]);
    }

    /// <summary>Says that a variable is a constant.</summary>
    internal void Fix(string variable, PaddleSetting value) => _constants[variable] = value;

    /// <summary>The constant that variables are together; null where one of them is none.</summary>
    internal PaddleSetting? Constant(IReadOnlyList<string> variables)
    {
        var values = new List<PaddleSetting>(variables.Count);
        foreach (string variable in variables)
        {
            if (!_constants.TryGetValue(variable, out var value))
                return null;
            values.Add(value);
        }

        return values.Count > 0 ? PirAttribute.Join(values) : null;
    }

    private void Set(PirOperation writer, long id, IReadOnlyList<string> variables)
    {
        if (_values.ContainsKey(id))
            throw writer.Damaged($"writes the value {id}, which has been written");
        _values.Add(id, variables);
    }
}
