using CnnParams.Python.Compiling;
using CnnParams.Python.Values;

namespace CnnParams.Python.Running;

/// <summary>A function that is being run: its variables, its stack, and where it is.</summary>
public sealed class Frame
{
    internal Frame(FunctionCode function, Code code, PyDict globals, PyDict? names)
    {
        Function = function;
        Code = code;
        Globals = globals;
        Names = names;
        Values = new object?[code.SlotCount + code.StackSize];
        Top = code.SlotCount;
    }

    /// <summary>What is run.</summary>
    public FunctionCode Function { get; }

    internal Code Code { get; }

    internal PyDict Globals { get; }

    /// <summary>The names of a class that is being made; null in functions and modules.</summary>
    internal PyDict? Names { get; }

    /// <summary>The variables, and after them the stack.</summary>
    public object?[] Values { get; }

    /// <summary>The first free place of the stack.</summary>
    internal int Top { get; set; }

    /// <summary>The next instruction.</summary>
    internal int Next { get; set; }

    /// <summary>Whether it was left at a yield, and will go on.</summary>
    internal bool HasYielded { get; set; }

    /// <summary>An exception that is raised where it goes on.</summary>
    internal RaisedException? Pending { get; set; }

    internal void Push(object value) => Values[Top++] = value;

    /// <summary>Makes cells of the variables that are shared, and takes those of the closure.</summary>
    internal void OpenCells(Cell[] closure)
    {
        foreach (int slot in Code.CellSlots)
            Values[slot] = new Cell { Value = Values[slot] };
        for (int i = 0; i < Code.FreeSlots.Length; i++)
            Values[Code.FreeSlots[i]] = closure[i];
    }

    /// <summary>The value that a name has here; null for none.</summary>
    internal object? Find(string name)
    {
        int slot = Array.IndexOf(Code.SlotNames, name);
        object? value = slot < 0 ? null : Values[slot];
        return (value is Cell cell ? cell.Value : value) ?? Globals.Get(name);
    }

    /// <summary>The variables that have values, by name.</summary>
    internal PyDict Locals()
    {
        if (Names is not null)
            return Names;
        var locals = new PyDict();
        for (int i = 0; i < Code.SlotCount; i++)
        {
            object? value = Values[i] is Cell cell ? cell.Value : Values[i];
            string name = Code.SlotNames[i];
            if (value is not null && name.Length > 0 && name[0] != '.')
                locals.Set(name, value);
        }

        return locals;
    }
}
