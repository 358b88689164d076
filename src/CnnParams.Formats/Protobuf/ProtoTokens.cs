namespace CnnParams.Formats.Protobuf;

/// <summary>The words and marks of a schema of ours, without its comments.</summary>
internal sealed class ProtoTokens(string text)
{
    private int _at;

    /// <summary>The next one; null at the end.</summary>
    internal string? Next()
    {
        SkipSpace();
        if (_at == text.Length)
            return null;
        int start = _at++;
        if (text[start] == '"')
            _at = text.IndexOf('"', _at) + 1;
        else if (IsName(text[start]))
        {
            while (_at < text.Length && IsName(text[_at]))
                _at++;
        }

        return text.Substring(start, _at - start);
    }

    /// <summary>The next one, where there must be one.</summary>
    internal string Take() => Next() ?? throw new FormatException("the schema ends too early");

    /// <summary>Goes on after a mark that must be next.</summary>
    internal void Expect(string mark)
    {
        string found = Take();
        if (found != mark)
            throw new FormatException($"the schema has '{found}' where '{mark}' should be");
    }

    /// <summary>Goes on after the next of a mark.</summary>
    internal void SkipTo(string mark)
    {
        while (Take() != mark) { }
    }

    private void SkipSpace()
    {
        while (_at < text.Length)
        {
            if (text[_at] == '/' && text[_at + 1] == '/')
                _at = EndOfLine();
            else if (!char.IsWhiteSpace(text[_at++]))
            {
                _at--;
                return;
            }
        }
    }

    private int EndOfLine()
    {
        int end = text.IndexOf('\n', _at);
        return end < 0 ? text.Length : end;
    }

    private static bool IsName(char letter) => char.IsLetterOrDigit(letter) || letter is '_' or '.';
}
