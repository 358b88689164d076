using System.Text;

namespace CnnParams.Python.Running;

/// <summary>What print has written; no more than a screenful is kept.</summary>
internal sealed class PrintedText
{
    private const int Most = 20_000;

    private readonly StringBuilder _text = new();

    internal void Append(string text)
    {
        if (_text.Length < Most)
            _text.Append(text.Length > Most ? text.Substring(0, Most) : text);
    }

    public override string ToString() => _text.ToString();
}
