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
        _isRunning = true;
        bool isDone = true;
        try
        {
            object result = interpreter.Resume(_frame);
            isDone = !_frame.HasYielded;
            if (isDone)
                Result = result;
            else
                value = result;
        }
        finally
        {
            _isRunning = false;
            if (isDone)
                _frame = null;
        }

        return !isDone;
    }

    internal void Close() => _frame = null;

    public override string Represent(Interpreter interpreter) => $"<generator object {name}>";
}
