using System.Runtime.CompilerServices;
using CnnParams.Python.Compiling;
using CnnParams.Python.Importing;
using CnnParams.Python.Syntax;
using CnnParams.Python.Values;

namespace CnnParams.Python.Running;

/// <summary>
/// One evaluation: its bounds, its modules, and what is asked of values. The loop over instructions is in a file of its
/// own. It belongs to one thread, with a stack of known size (<see cref="Evaluation"/>).
/// </summary>
public sealed partial class Interpreter
{
    private const int MostNotes = 20;

    private readonly List<string> _notes = [];

    private readonly CancellationToken _cancellation;
    private readonly Dictionary<Type, object> _states = [];
    private long _steps;
    private long _elements;
    private int _depth;

    /// <summary>An evaluation that nothing has been run in.</summary>
    public Interpreter(Limits limits, Importer modules, CancellationToken cancellation)
    {
        Limits = limits;
        Modules = modules;
        _cancellation = cancellation;
        Builtins = Library.Builtins.Make();
    }

    internal Limits Limits { get; }

    /// <summary>The modules that this evaluation has imported, and what finds others.</summary>
    public Importer Modules { get; }

    internal PyDict Builtins { get; }

    /// <summary>What a name is taken for that nothing binds; null for one that is an error.</summary>
    public Func<string, object?>? Assumed { get; set; }

    /// <summary>Values that variables have for sure which are not known otherwise, by their names.</summary>
    public Dictionary<string, object> Given { get; } = new(StringComparer.Ordinal);

    /// <summary>The variables that have taken such a value.</summary>
    public HashSet<string> Taken { get; } = new(StringComparer.Ordinal);

    /// <summary>
    /// Modules that are not here, all of whose names a source imports, by its globals: what nothing binds may be of
    /// them.
    /// </summary>
    internal List<(PyDict Globals, Unknown Module)> Starred { get; } = [];

    /// <summary>Whether a value is a model, which no part may be missing of.</summary>
    public Func<object, bool>? IsModel { get; set; }

    /// <summary>Whether a model is the other one, or a part of it.</summary>
    public Func<object, object, bool>? IsWithin { get; set; }

    /// <summary>
    /// Models that lack what a statement that failed would have put into them, and what it failed with.
    /// </summary>
    public List<(object Model, RaisedException Raised)> Unfinished { get; } = [];

    /// <summary>What the statements of a script that were passed over failed with.</summary>
    public List<RaisedException> PassedOver { get; } = [];

    /// <summary>Told of each of them, with the names of its module.</summary>
    public Action<RaisedException, PyDict>? Failed { get; set; }

    /// <summary>Told of each value that is handed to something of a library that is not here.</summary>
    public Action<object>? Handed { get; set; }

    /// <summary>What a vocabulary keeps for this evaluation; one source may use several.</summary>
    public T StateOf<T>(Func<T> make)
        where T : class
    {
        if (!_states.TryGetValue(typeof(T), out object? state))
            _states[typeof(T)] = state = make();
        return (T)state;
    }

    /// <summary>What __getattr__ has said last when it did not find an attribute.</summary>
    internal RaisedException? LastAttributeError { get; set; }

    /// <summary>What print has written: the end of it.</summary>
    internal PrintedText Printed { get; } = new();

    /// <summary>What is worth saying of the evaluation, each once.</summary>
    public IReadOnlyList<string> Notes => _notes;

    internal void Note(string text)
    {
        if (_notes.Count < MostNotes && !_notes.Contains(text))
            _notes.Add(text);
    }

    /// <summary>The functions that are being run, the innermost last.</summary>
    public List<Frame> Frames { get; } = [];

    /// <summary>Where the source is: the innermost place that is not in the library.</summary>
    public Place? Here
    {
        get
        {
            for (int i = Frames.Count - 1; i >= 0; i--)
            {
                if (!Frames[i].Function.Source.IsLibrary)
                    return PlaceOf(Frames[i]);
            }

            return null;
        }
    }

    /// <summary>The statement of the script that is being run; null where there is none.</summary>
    public Place? Statement => Frames.Count > 0 ? PlaceOf(Frames[0]) : null;

    /// <summary>Counts a step.</summary>
    public void Step()
    {
        if (++_steps > Limits.Steps)
            throw new EvaluationLimitException($"this does not end within {Limits.Steps:N0} steps");
        if ((_steps & 1023) == 0)
            _cancellation.ThrowIfCancellationRequested();
    }

    /// <summary>Counts elements, or characters, before there is room made for them.</summary>
    public void Allocate(long elements)
    {
        _elements += elements;
        if (elements > Limits.Elements || _elements > Limits.Elements)
            throw new EvaluationLimitException(
                $"this makes collections and texts of more than {Limits.Elements:N0} elements"
            );
    }

    /// <summary>Calls a value with arguments by position.</summary>
    public object Call(object function, params object[] arguments) => Call(function, new Arguments(arguments));

    /// <summary>
    /// Calls a value. Raises TypeError where it cannot be called, and RecursionError where calls are nested too deep.
    /// </summary>
    public object Call(object function, in Arguments arguments)
    {
        if (function is PyFunction plain)
            return CallFunction(plain, arguments);
        Enter();
        try
        {
            if (Overrides.TryFind(function, "__call__", out object method))
                return Call(method, arguments.Prepend(function));
            object? result =
                function is PyObject value ? value.Call(this, arguments)
                : function is string type ? NumberTypes.Convert(this, type, arguments)
                : null;
            return result ?? throw Errors.Type($"'{BuiltinTypes.Of(function).Name}' object is not callable");
        }
        finally
        {
            _depth--;
        }
    }

    internal object CallFunction(PyFunction function, in Arguments arguments)
    {
        var code = function.Code.Code;
        var frame = new Frame(function.Code, code, function.Globals, null);
        function.Code.Signature.Bind(function.Name, arguments, frame.Values, function.Defaults);
        frame.OpenCells(function.Closure);
        if (code.IsGenerator)
            return new PyGenerator(frame, function.Name);
        return Resume(frame);
    }

    /// <summary>Runs a module, or the body of a class.</summary>
    public object Execute(FunctionCode function, PyDict globals, PyDict? names, Cell[] closure, out Frame frame)
    {
        frame = new Frame(function, function.Code, globals, names);
        frame.OpenCells(closure);
        return Resume(frame);
    }

    /// <summary>Runs a function from where it is, until it returns or yields.</summary>
    internal object Resume(Frame frame)
    {
        Enter();
        Step();
        Frames.Add(frame);
        try
        {
            return Run(frame);
        }
        catch (RaisedException raised)
        {
            Note(raised.Trace, frame);
            if (frame.Function.Body.Length > 0 && !frame.Function.Source.IsLibrary)
                raised.Ended.Add(frame);
            throw;
        }
        catch (EvaluationLimitException limit)
        {
            Note(limit.Trace, frame);
            throw;
        }
        catch (OverflowException)
        {
            // Sizes of a vocabulary are numbers of 64 bits, and checked.
            var raised = Errors.Of(BuiltinTypes.OverflowError, "a size is larger than 2^63-1");
            Note(raised.Trace, frame);
            throw raised;
        }
        finally
        {
            Frames.RemoveAt(Frames.Count - 1);
            _depth--;
        }
    }

    /// <summary>Calls a method of a value with arguments by position.</summary>
    public object CallMethod(object self, string name, params object[] arguments) =>
        Call(GetAttribute(self, name), new Arguments(arguments));

    /// <summary>
    /// An attribute of a value. Raises AttributeError where it has none of that name, with the message of its
    /// <c>__getattr__</c> where it has one.
    /// </summary>
    public object GetAttribute(object self, string name)
    {
        LastAttributeError = null;
        return TryGetAttribute(self, name, out object value)
            ? value
            : throw LastAttributeError ?? NoAttribute(self, name);
    }

    /// <summary>Looks an attribute up; no error where there is none.</summary>
    public bool TryGetAttribute(object self, string name, out object value) =>
        self is PyObject target
            ? target.TryGetAttribute(this, name, out value)
            : Attributes.TryGetFromType(this, self, BuiltinTypes.Of(self), name, out value);

    internal void SetAttribute(object self, string name, object? value)
    {
        if (self is not PyObject target)
            throw Errors.Attribute($"'{BuiltinTypes.Of(self).Name}' object has no attribute '{name}' that can be set");
        target.SetAttribute(this, name, value);
    }

    /// <summary>Whether a value counts as true.</summary>
    public bool IsTrue(object value)
    {
        if (Overrides.TryFind(value, "__bool__", out object method) || Overrides.TryFind(value, "__len__", out method))
            return IsTrue(Call(method, value));
        return value switch
        {
            bool flag => flag,
            long number => number != 0,
            string text => text.Length > 0,
            double real => real != 0,
            PyObject other => other.IsTrue(this),
            System.Numerics.BigInteger big => !big.IsZero,
            _ => true,
        };
    }

    internal object Length(object value) =>
        Overrides.TryFind(value, "__len__", out object method)
            ? Call(method, value)
            : (value is string text ? Boxed.Of(Texts.Length(text)) : (value as PyObject)?.Length(this))
                ?? throw Errors.Type($"object of type '{BuiltinTypes.Of(value).Name}' has no len()");

    internal object GetItem(object value, object index)
    {
        if (value is string text)
            return Texts.Item(this, text, index);
        if (Overrides.TryFind(value, "__getitem__", out object method))
            return Call(method, value, index);
        return (value as PyObject)?.GetItem(this, index)
            ?? throw Errors.Type($"'{BuiltinTypes.Of(value).Name}' object is not subscriptable");
    }

    internal void SetItem(object value, object index, object? item)
    {
        if (Overrides.TryFind(value, item is null ? "__delitem__" : "__setitem__", out object method))
        {
            Call(method, item is null ? [value, index] : [value, index, item]);
            return;
        }

        if (value is not PyObject target || !target.SetItem(this, index, item))
            throw Errors.Type(
                $"'{BuiltinTypes.Of(value).Name}' object does not support item "
                    + $"{(item is null ? "deletion" : "assignment")}"
            );
    }

    /// <summary>Goes through the elements of a value. Raises TypeError where it has none at all.</summary>
    public PyIterator Iterate(object value)
    {
        if (value is string text)
            return new TextIterator(text);
        if (Overrides.TryFind(value, "__iter__", out object method))
            return Iterate(Call(method, value));
        return (value as PyObject)?.Iterate(this)
            ?? throw Errors.Type($"'{BuiltinTypes.Of(value).Name}' object is not iterable");
    }

    /// <summary>The next element, which counts as a step.</summary>
    internal bool Next(PyIterator iterator, out object value)
    {
        Step();
        return iterator.MoveNext(this, out value);
    }

    /// <summary>
    /// All elements of a value; each counts. Of a tuple it is the tuple's own array, which nobody may change.
    /// </summary>
    public object[] ToArray(object items)
    {
        switch (items)
        {
            case PyTuple { Type.IsProvided: true } tuple:
                return tuple.Items;
            case PyList { Type.IsProvided: true } list:
                Allocate(list.Items.Count);
                return [.. list.Items];
        }

        var iterator = Iterate(items);
        var result = new List<object>();
        while (Next(iterator, out object item))
        {
            Allocate(1);
            result.Add(item);
        }

        return [.. result];
    }

    internal bool Contains(object collection, object item)
    {
        if (collection is string text)
            return text.Contains(
                item as string
                    ?? throw Errors.Type(
                        $"'in <string>' requires string as left operand, not {BuiltinTypes.Of(item).Name}"
                    )
            );
        if (Overrides.TryFind(collection, "__contains__", out object method))
            return IsTrue(Call(method, collection, item));
        if ((collection as PyObject)?.Contains(this, item) is { } known)
            return known;
        var iterator = Iterate(collection);
        while (Next(iterator, out object other))
        {
            if (Comparing.AreEqual(this, other, item))
                return true;
        }

        return false;
    }

    /// <summary>What <c>repr</c> gives.</summary>
    public string Represent(object value) => Representing.Of(this, value);

    /// <summary>What <c>str</c> gives.</summary>
    public string ToText(object value) =>
        value switch
        {
            string text => text,
            PyList or PyTuple or PyDict => Overrides.TryFind(value, "__str__", out object method)
                ? (string)Call(method, value)
                : Representing.Of(this, value),
            PyObject other => other.ToText(this),
            _ => Representing.Of(this, value),
        };

    /// <summary>What a function or a class is called, for messages.</summary>
    internal string NameOf(object value) =>
        value is PyObject && TryGetAttribute(value, "__qualname__", out object name) && name is string text
            ? text
            : BuiltinTypes.Of(value).Name;

    /// <summary>The AttributeError of one who asks a value for what it does not have.</summary>
    public static RaisedException NoAttribute(object self, string name)
    {
        if (self is PyModule module)
            return Errors.Attribute($"module '{module.Name}' has no attribute '{name}'");
        return self is PyType type
            ? Errors.Attribute($"type object '{type.Name}' has no attribute '{name}'")
            : Errors.Attribute($"'{BuiltinTypes.Of(self).Name}' object has no attribute '{name}'");
    }

    /// <summary>The place of the instruction that a function is at.</summary>
    internal static Place PlaceOf(Frame frame)
    {
        int at = Math.Min(Math.Max(frame.Next - 1, 0), frame.Code.Positions.Length - 1);
        return frame.Function.Source.PlaceAt(frame.Code.Positions[at]);
    }

    private static void Note(List<Place> trace, Frame frame)
    {
        if (!frame.Function.Source.IsLibrary && trace.Count < 20)
            trace.Add(PlaceOf(frame));
    }

    private void Enter()
    {
        // The bound that is the same everywhere is met first; the other keeps the process alive whatever happens.
        if (++_depth > Limits.Depth * 2 || Frames.Count >= Limits.Depth)
        {
            _depth--;
            throw Errors.Of(BuiltinTypes.RecursionError, $"calls are nested more than {Limits.Depth} deep");
        }

        RuntimeHelpers.EnsureSufficientExecutionStack();
    }
}
