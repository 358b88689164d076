using CnnParams.Python.Running;

namespace CnnParams.Python.Values;

/// <summary>A function that has been left at a yield, and goes on from there.</summary>
internal sealed class PyGenerator(Frame frame, string name) : PyIterator
{
    private Frame? _frame = frame;
    private bool _isStarted;
    private bool _isRunning;

    public override PyType Type => BuiltinTypes.Generator;

    /// <summary>What the function has returned.</summary>
    internal object Result { get; private set; } = None.Instance;

    internal override bool MoveNext(Interpreter interpreter, out object value) =>
        Send(interpreter, None.Instance, out value);

    /// <summary>Goes on, with a value for the yield that it was left at.</summary>
    internal bool Send(Interpreter interpreter, object sent, out object value)
    {
        value = null!;
        if (_frame is null)
            return false;
        if (_isRunning)
            throw Errors.Value("generator already executing");
        if (_isStarted)
            _frame.Push(sent);
        _isStarted = true;
        return GoOn(interpreter, _frame, out value);
    }

    /// <summary>Goes on by raising an exception at the yield that it was left at.</summary>
    internal bool Throw(Interpreter interpreter, RaisedException raised, out object value)
    {
        if (_isRunning)
            throw Errors.Value("generator already executing");
        if (_frame is null || !_isStarted)
        {
            _frame = null;
            throw raised;
        }

        _frame.Pending = raised;
        return GoOn(interpreter, _frame, out value);
    }

    /// <summary>Ends it: what stands in finally is done.</summary>
    internal void Close(Interpreter interpreter)
    {
        if (_frame is null || !_isStarted)
        {
            _frame = null;
            return;
        }

        try
        {
            if (Throw(interpreter, Errors.Of(BuiltinTypes.GeneratorExit, ""), out _))
                throw Errors.Runtime("generator ignored GeneratorExit");
        }
        catch (RaisedException raised) when (raised.Is(BuiltinTypes.GeneratorExit))
        {
            // It has ended.
        }
    }

    private bool GoOn(Interpreter interpreter, Frame frame, out object value)
    {
        value = null!;
        _isRunning = true;
        bool isDone = true;
        try
        {
            object result = interpreter.Resume(frame);
            isDone = !frame.HasYielded;
            if (isDone)
                Result = result;
            else
                value = result;
        }
        catch (RaisedException raised) when (raised.Is(BuiltinTypes.StopIteration))
        {
            throw Errors.Runtime("generator raised StopIteration");
        }
        finally
        {
            _isRunning = false;
            if (isDone)
                _frame = null;
        }

        return !isDone;
    }

    public override string Represent(Interpreter interpreter) => $"<generator object {name}>";
}
