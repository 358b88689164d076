namespace CnnParams.Formats.Protobuf;

/// <summary>
/// The words of a protobuf message in text form, one at a time (protobuf.dev/reference/protobuf/textformat-spec).
/// </summary>
internal sealed class TextTokens
{
    private static readonly char[] Marks = [.. "{}<>[]:;,"];

    private readonly ModelFile _file;
    private readonly string _text;
    private int _at;
    private int _line = 1;
    private int _lineBefore = 1;

    internal TextTokens(string text, ModelFile file)
    {
        _text = text;
        _file = file;
        Next();
    }

    /// <summary>
    /// The word at hand: a mark, a name or number as it is written, or the content of a string; null at the end.
    /// </summary>
    internal string? Word { get; private set; }

    /// <summary>Whether the word stood in quotes.</summary>
    internal bool IsString { get; private set; }

    /// <summary>Whether the word at hand is this mark.</summary>
    internal bool Is(char mark) => !IsString && Word is { Length: 1 } word && word[0] == mark;

    /// <summary>Goes on after a mark, if it is at hand.</summary>
    internal bool Skip(char mark)
    {
        bool isThere = Is(mark);
        if (isThere)
            Next();
        return isThere;
    }

    /// <summary>The word at hand, which must be one; goes on after it.</summary>
    internal string Take(string what)
    {
        if (Word is not { } word || (!IsString && word.Length == 1 && Marks.Contains(word[0])))
            throw Wrong($"{what} is expected");
        _lineBefore = _line;
        Next();
        return word;
    }

    /// <summary>The error of the word that was taken last.</summary>
    internal Reading.ModelFileException WrongBefore(string message) => _file.Damaged($"line {_lineBefore}: {message}");

    /// <summary>The error of the line at hand.</summary>
    internal Reading.ModelFileException Wrong(string message) =>
        _file.Damaged(
            $"line {_line}: {message}{(Word is null ? ", but the text ends" : $" at '{(Word.Length > 40 ? $"{Word.Substring(0, 40)}..." : Word)}'")}"
        );

    /// <summary>Goes to the next word.</summary>
    internal void Next()
    {
        SkipSpace();
        IsString = false;
        if (_at == _text.Length)
            Word = null;
        else if (_text[_at] is '"' or '\'')
            TakeStrings();
        else if (Marks.Contains(_text[_at]))
            Word = _text.Substring(_at++, 1);
        else
            TakeName();
    }

    private void TakeName()
    {
        int start = _at;
        while (
            _at < _text.Length && (char.IsLetterOrDigit(_text[_at]) || _text[_at] is '_' or '.' or '-' or '+' or '/')
        )
            _at++;
        if (_at == start)
            throw _file.Damaged($"line {_line}: '{_text[_at]}' has no meaning in a protobuf text");
        Word = _text.Substring(start, _at - start);
    }

    // Strings one after the other are one.
    private void TakeStrings()
    {
        var content = new TextString();
        while (_at < _text.Length && _text[_at] is '"' or '\'')
        {
            char quote = _text[_at++];
            while (_at < _text.Length && _text[_at] != quote)
            {
                if (_text[_at] == '\n')
                    throw _file.Damaged($"line {_line}: a string does not end on its line");
                if (_text[_at] != '\\')
                    content.Add(_text[_at++]);
                else
                    content.AddEscape(_text, ref _at);
            }

            if (_at == _text.Length)
                throw _file.Damaged($"line {_line}: a string does not end");
            _at++;
            SkipSpace();
        }

        Word = content.ToString();
        IsString = true;
    }

    private void SkipSpace()
    {
        for (; _at < _text.Length; _at++)
        {
            if (_text[_at] == '\n')
                _line++;
            else if (_text[_at] == '#')
                _at = EndOfLine() - 1;
            else if (!char.IsWhiteSpace(_text[_at]) && _text[_at] != '\uFEFF')
                return;
        }
    }

    private int EndOfLine()
    {
        int end = _text.IndexOf('\n', _at);
        return end < 0 ? _text.Length : end;
    }
}
