using System.Globalization;
using System.Management.Automation;
using System.Text;

namespace CnnParams.Shell.Interactive;

/// <summary>
/// A small line editor: cursor keys, history, Tab completion by the engine. The line stays on one row of the
/// terminal and scrolls sideways if it is longer, so that nothing has to be known about how the terminal wraps.
/// </summary>
internal sealed class LineEditor(Func<string, int, CommandCompletion> complete) : ILineReader
{
    private readonly List<string> _history = [];
    private readonly StringBuilder _line = new();
    private int _cursor;
    private int _historyAt;
    private CommandCompletion? _completion;

    public string? ReadLine(string prompt)
    {
        int lastLine = prompt.LastIndexOf('\n') + 1;
        Console.Write(prompt[..lastLine]);
        prompt = prompt[lastLine..];

        Replace("");
        _historyAt = _history.Count;
        bool before = Console.TreatControlCAsInput;
        Console.TreatControlCAsInput = true;
        try
        {
            while (true)
            {
                Draw(prompt);
                ConsoleKeyInfo key = Console.ReadKey(intercept: true);
                if (key.Key != ConsoleKey.Tab)
                    _completion = null;

                if (IsControl(key, ConsoleKey.D) && _line.Length == 0)
                {
                    Console.WriteLine();
                    return null;
                }

                if (IsControl(key, ConsoleKey.C))
                {
                    Console.WriteLine("^C");
                    throw new OperationCanceledException();
                }

                if (key.Key == ConsoleKey.Enter)
                {
                    Console.WriteLine();
                    return Accept();
                }

                Handle(key);
            }
        }
        finally
        {
            Console.TreatControlCAsInput = before;
        }
    }

    private string Accept()
    {
        string line = _line.ToString();
        if (!string.IsNullOrWhiteSpace(line) && (_history.Count == 0 || _history[^1] != line))
            _history.Add(line);
        return line;
    }

    private void Handle(ConsoleKeyInfo key)
    {
        switch (key.Key)
        {
            case ConsoleKey.LeftArrow:
                _cursor = Math.Max(0, _cursor - 1);
                break;
            case ConsoleKey.RightArrow:
                _cursor = Math.Min(_line.Length, _cursor + 1);
                break;
            case ConsoleKey.Home:
            case ConsoleKey.A when IsControl(key, ConsoleKey.A):
                _cursor = 0;
                break;
            case ConsoleKey.End:
            case ConsoleKey.E when IsControl(key, ConsoleKey.E):
                _cursor = _line.Length;
                break;
            case ConsoleKey.Backspace when _cursor > 0:
                _line.Remove(--_cursor, 1);
                break;
            case ConsoleKey.Delete when _cursor < _line.Length:
                _line.Remove(_cursor, 1);
                break;
            case ConsoleKey.UpArrow:
                Recall(_historyAt - 1);
                break;
            case ConsoleKey.DownArrow:
                Recall(_historyAt + 1);
                break;
            case ConsoleKey.Escape:
            case ConsoleKey.U when IsControl(key, ConsoleKey.U):
                Replace("");
                break;
            case ConsoleKey.Tab:
                Complete(forward: (key.Modifiers & ConsoleModifiers.Shift) == 0);
                break;
            default:
                if (!char.IsControl(key.KeyChar))
                    _line.Insert(_cursor++, key.KeyChar);
                break;
        }
    }

    private void Recall(int index)
    {
        _historyAt = Math.Clamp(index, 0, _history.Count);
        Replace(_historyAt < _history.Count ? _history[_historyAt] : "");
    }

    // The first Tab asks the engine; each further one takes the next of its answers.
    private void Complete(bool forward)
    {
        _completion ??= complete(_line.ToString(), _cursor);
        if (_completion.GetNextResult(forward) is not { } match)
            return;

        _line.Remove(_completion.ReplacementIndex, _completion.ReplacementLength);
        _line.Insert(_completion.ReplacementIndex, match.CompletionText);
        _completion.ReplacementLength = match.CompletionText.Length;
        _cursor = _completion.ReplacementIndex + match.CompletionText.Length;
    }

    private void Replace(string text)
    {
        _line.Clear().Append(text);
        _cursor = text.Length;
    }

    private void Draw(string prompt)
    {
        int room = Math.Max(10, Console.WindowWidth - prompt.Length - 1);
        int start = Math.Max(0, _cursor - room);
        string visible = _line.ToString(start, Math.Min(room, _line.Length - start));
        int column = prompt.Length + _cursor - start;
        string toColumn = column > 0 ? $"\x1b[{column.ToString(CultureInfo.InvariantCulture)}C" : "";
        Console.Write("\r" + prompt + visible + "\x1b[K\r" + toColumn);
    }

    private static bool IsControl(ConsoleKeyInfo key, ConsoleKey letter) =>
        key.Key == letter && (key.Modifiers & ConsoleModifiers.Control) != 0;
}
