using CnnParams.Python.Compiling;
using CnnParams.Python.Syntax;
using CnnParams.Python.Values;

namespace CnnParams.Python.Running;

/// <summary>
/// What a statement that failed leaves without a part: what it changes itself, and what the functions that failed
/// within it change, before the place where they failed or after it.
/// </summary>
internal static class UnfinishedChanges
{
    internal static IEnumerable<object> Of(
        Interpreter interpreter,
        Frame module,
        IEnumerable<Change> changes,
        RaisedException raised
    ) =>
        Found(interpreter, module, changes, isWhole: true)
            .Where(found => found.Change.Attribute is null || interpreter.IsModel?.Invoke(found.Value) == true)
            .Concat(
                raised.Ended.SelectMany(frame =>
                    Found(interpreter, frame, frame.Function.Body.SelectMany(Change.Of), isWhole: false)
                        .Where(found => MayBePart(interpreter, frame, found.Value, found.Change))
                )
            )
            .Select(found => found.Value)
            .Distinct()
            .ToArray();

    private static IEnumerable<(object Value, Change Change)> Found(
        Interpreter interpreter,
        Frame frame,
        IEnumerable<Change> changes,
        bool isWhole
    ) =>
        changes
            .Select(change => (Value: Find(interpreter, frame, change.Changed, isWhole), Change: change))
            .Where(found => found.Value is not null)
            .Select(found => (found.Value!, found.Change));

    // Functions that train a model keep losses and counts in its attributes. A layer is made by a class, or by a
    // function of the source; what has been put there is known.
    private static bool MayBePart(Interpreter interpreter, Frame frame, object changed, Change change)
    {
        if (change.Value is null)
            return true;
        if (change.Value is not Call { Function: var made })
            return false;
        if (
            change.Attribute is { } name
            && TryGet(interpreter, changed, name) is { } value and not None
            && interpreter.IsModel?.Invoke(value) != true
        )
            return false;
        string called =
            made is AttributeOf attribute ? attribute.Name
            : made is Name plain ? plain.Id
            : "";
        return (called.Length > 0 && char.IsUpper(called[0]))
            || Find(interpreter, frame, made, isWhole: false) is PyFunction;
    }

    // The value of a name or of an attribute; an element stands for all that it is in, and what is not there too where
    // the whole is asked for.
    private static object? Find(Interpreter interpreter, Frame frame, Expr path, bool isWhole)
    {
        var names = new Stack<string>();
        while (path is AttributeOf or Subscript)
        {
            if (path is Subscript element)
            {
                names.Clear();
                path = element.Value;
                continue;
            }

            names.Push(((AttributeOf)path).Name);
            path = ((AttributeOf)path).Value;
        }

        object? value = path is Name name ? frame.Find(name.Id) : null;
        while (value is not null && names.Count > 0)
        {
            object? part = TryGet(interpreter, value, names.Pop());
            if (part is null && isWhole)
                break;
            value = part;
        }

        return value;
    }

    private static object? TryGet(Interpreter interpreter, object value, string name)
    {
        try
        {
            return interpreter.TryGetAttribute(value, name, out object found) ? found : null;
        }
        catch (RaisedException)
        {
            return null;
        }
    }
}
