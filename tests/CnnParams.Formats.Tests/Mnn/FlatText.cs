using System.Globalization;
using Google.FlatBuffers;

namespace CnnParams.Formats.Tests.Mnn;

/// <summary>
/// A table of FlatBuffers from a line of text, written with Google's own library: <c>0={10=8 8=b2} 1=f36 2=[1,2]</c>
/// has a table with a whole number and one of 8 bits in field 0, 36 zeros in field 1 and whole numbers in field 2.
/// Further <c>r0.5</c> is a real number, <c>'a'</c> a text, <c>l[1,2]</c> and <c>r[1,2]</c> lists of 64 bits and of
/// real numbers, <c>x36</c> so many bytes, <c>x[1,2]36</c> those that begin like this, <c>t{..}{..}</c> a list of
/// tables and <c>s['a','b']</c> one of texts.
/// </summary>
internal sealed class FlatText
{
    private readonly FlatBufferBuilder _builder;
    private readonly string _text;
    private int _at;

    private FlatText(FlatBufferBuilder builder, string text)
    {
        _builder = builder;
        _text = text;
    }

    /// <summary>Writes a table; where it is.</summary>
    internal static int Write(FlatBufferBuilder builder, string text) => new FlatText(builder, text).Table();

    private int Table()
    {
        var fields = new List<(int Field, Action<int> Add)>();
        for (Skip(); _at < _text.Length && _text[_at] is not '}'; Skip())
        {
            int field = (int)Number();
            _at++;
            fields.Add((field, Value()));
        }

        _builder.StartTable(fields.Count == 0 ? 0 : fields.Max(pair => pair.Field) + 1);
        foreach (var (field, add) in fields)
            add(field);
        return _builder.EndTable();
    }

    private Action<int> Value()
    {
        switch (_text[_at])
        {
            case 'b':
                _at++;
                byte small = (byte)Number();
                return field => _builder.AddByte(field, small, byte.MaxValue);
            case 'r' when _text[_at + 1] != '[':
                _at++;
                float real = (float)Number();
                return field => _builder.AddFloat(field, real, float.NaN);
            case '\'':
                return Offset(_builder.CreateString(Quoted()).Value);
            case '{':
                return Offset(Inner());
            case 't':
                _at++;
                return Offset(Offsets(List(Inner, '{', '}')));
            case 's':
                _at++;
                return Offset(Offsets(List(() => _builder.CreateString(Quoted()).Value, '[', ']')));
            case '[':
                return Offset(Vector(Numbers(), sizeof(int), number => _builder.AddInt((int)number)));
            case 'l':
                _at++;
                return Offset(Vector(Numbers(), sizeof(long), number => _builder.AddLong((long)number)));
            case 'r':
                _at++;
                return Offset(Vector(Numbers(), sizeof(float), number => _builder.AddFloat((float)number)));
            case 'f':
                _at++;
                return Offset(
                    Vector(
                        [.. Enumerable.Range(1, (int)Number()).Select(number => 1.0 / number)],
                        sizeof(float),
                        number => _builder.AddFloat((float)number)
                    )
                );
            case 'x':
                _at++;
                double[] begin = _text[_at] == '[' ? Numbers() : [];
                return Offset(
                    Vector(
                        [.. begin, .. new double[(int)Number()]],
                        sizeof(byte),
                        number => _builder.AddByte((byte)number)
                    )
                );
            default:
                int whole = (int)Number();
                return field => _builder.AddInt(field, whole, int.MinValue);
        }
    }

    private Action<int> Offset(int at) => field => _builder.AddOffset(field, at, 0);

    private int Inner()
    {
        _at++;
        int at = Table();
        _at++;
        return at;
    }

    private string Quoted()
    {
        int end = _text.IndexOf('\'', _at + 1);
        string text = _text[(_at + 1)..end];
        _at = end + 1;
        return text;
    }

    // The braces of a list of tables are those of its first and last table: t{..}{..}.
    private List<int> List(Func<int> item, char open, char close)
    {
        var items = new List<int>();
        if (open == '{')
        {
            while (_at < _text.Length && _text[_at] == open)
                items.Add(item());
            return items;
        }

        for (_at++; _text[_at] != close; )
        {
            items.Add(item());
            if (_text[_at] == ',')
                _at++;
        }

        _at++;
        return items;
    }

    private double[] Numbers()
    {
        int end = _text.IndexOf(']', _at);
        string inner = _text[(_at + 1)..end];
        _at = end + 1;
        return
        [
            .. inner
                .Split(',', StringSplitOptions.RemoveEmptyEntries)
                .Select(part => double.Parse(part, CultureInfo.InvariantCulture)),
        ];
    }

    private double Number()
    {
        int begin = _at;
        while (_at < _text.Length && (char.IsAsciiDigit(_text[_at]) || _text[_at] is '-' or '.'))
            _at++;
        return double.Parse(_text.AsSpan(begin, _at - begin), CultureInfo.InvariantCulture);
    }

    private void Skip()
    {
        while (_at < _text.Length && _text[_at] == ' ')
            _at++;
    }

    private int Offsets(List<int> items)
    {
        _builder.StartVector(sizeof(int), items.Count, sizeof(int));
        for (int i = items.Count - 1; i >= 0; i--)
            _builder.AddOffset(items[i]);
        return _builder.EndVector().Value;
    }

    private int Vector(double[] numbers, int size, Action<double> add)
    {
        _builder.StartVector(size, numbers.Length, size);
        for (int i = numbers.Length - 1; i >= 0; i--)
            add(numbers[i]);
        return _builder.EndVector().Value;
    }
}
