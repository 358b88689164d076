namespace CnnParams.Python.Values;

/// <summary>The arguments of a call: those by position, and after them the values of those by name.</summary>
public readonly struct Arguments
{
    /// <summary>No arguments.</summary>
    public static readonly Arguments None = new([]);

    /// <summary>Arguments by position, and after them as many by name as there are names.</summary>
    public Arguments(object[] values, string[]? names = null)
    {
        Values = values;
        Names = names;
    }

    /// <summary>All values, those by name last.</summary>
    public object[] Values { get; }

    /// <summary>The names of the last values.</summary>
    public string[]? Names { get; }

    /// <summary>How many there are by position.</summary>
    public int Count => Values.Length - (Names?.Length ?? 0);

    /// <summary>A value by its place among <see cref="Values"/>.</summary>
    public object this[int index] => Values[index];

    internal static Arguments Of(params object[] values) => new(values);

    /// <summary>The same after another first one.</summary>
    internal Arguments Prepend(object first)
    {
        object[] values = new object[Values.Length + 1];
        values[0] = first;
        Array.Copy(Values, 0, values, 1, Values.Length);
        return new Arguments(values, Names);
    }

    /// <summary>The same without the first ones.</summary>
    internal Arguments Skip(int count)
    {
        object[] values = new object[Values.Length - count];
        Array.Copy(Values, count, values, 0, values.Length);
        return new Arguments(values, Names);
    }

    /// <summary>The value of a name, or null.</summary>
    public object? Find(string name)
    {
        int index = Names is null ? -1 : Array.IndexOf(Names, name);
        return index < 0 ? null : Values[Count + index];
    }
}
