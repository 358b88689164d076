using System.Collections;
using System.Globalization;
using Google.Protobuf;
using Google.Protobuf.Reflection;

namespace CnnParams.Formats.Protobuf;

/// <summary>
/// Reads a protobuf message in text form, as Caffe's definitions are; Google.Protobuf has no parser of it for C#.
/// Fields that the schema leaves out are passed over.
/// </summary>
internal sealed class TextMessage
{
    // As PayloadPruner: Google.Protobuf itself stops at 100.
    private const int MaximumDepth = 96;

    private readonly TextTokens _tokens;

    private TextMessage(TextTokens tokens) => _tokens = tokens;

    /// <summary>Reads a whole text into a message.</summary>
    /// <exception cref="Reading.ModelFileException">It is no such text.</exception>
    internal static void Read(string text, IMessage into, ModelFile file)
    {
        var reader = new TextMessage(new TextTokens(text, file));
        while (reader._tokens.Word is not null)
            reader.Field(into, 0);
    }

    private void Field(IMessage? message, int depth)
    {
        if (depth > MaximumDepth)
            throw _tokens.Wrong($"messages are nested more than {MaximumDepth} deep");

        string name = Name();
        var field = message?.Descriptor.FindFieldByName(name);
        bool hasColon = _tokens.Skip(':');
        if (hasColon && _tokens.Skip('['))
        {
            while (!_tokens.Skip(']'))
            {
                Value(message, field, name, depth);
                _tokens.Skip(',');
            }
        }
        else if (hasColon || _tokens.Is('{') || _tokens.Is('<'))
        {
            Value(message, field, name, depth);
        }
        else
        {
            throw _tokens.Wrong($"after '{name}' a ':' or a '{{' is expected");
        }

        if (!_tokens.Skip(';'))
            _tokens.Skip(',');
    }

    // An extension's name stands in brackets.
    private string Name()
    {
        if (!_tokens.Skip('['))
            return _tokens.Take("the name of a field");
        string name = _tokens.Take("the name of an extension");
        return _tokens.Skip(']') ? name : throw _tokens.Wrong("a ']' is expected");
    }

    private void Value(IMessage? message, FieldDescriptor? field, string name, int depth)
    {
        if (_tokens.Is('{') || _tokens.Is('<'))
        {
            char end = _tokens.Is('{') ? '}' : '>';
            _tokens.Next();
            var inner = field is { FieldType: FieldType.Message } ? Inner(message!, field) : null;
            while (!_tokens.Skip(end))
            {
                if (_tokens.Word is null)
                    throw _tokens.Wrong($"'{name}' should end with a '{end}'");
                Field(inner, depth + 1);
            }

            return;
        }

        if (field is null || field.FieldType == FieldType.Message)
        {
            _tokens.Take($"the value of '{name}'");
            return;
        }

        object? value = Scalar(field, name);
        if (field.IsRepeated)
            ((IList)field.Accessor.GetValue(message)).Add(value);
        else
            field.Accessor.SetValue(message, value);
    }

    private static IMessage Inner(IMessage message, FieldDescriptor field)
    {
        if (!field.IsRepeated && field.Accessor.GetValue(message) is IMessage there)
            return there;
        var inner = (IMessage)Activator.CreateInstance(field.MessageType.ClrType)!;
        if (field.IsRepeated)
            ((IList)field.Accessor.GetValue(message)).Add(inner);
        else
            field.Accessor.SetValue(message, inner);
        return inner;
    }

    private object Scalar(FieldDescriptor field, string name)
    {
        string word = _tokens.Take($"the value of '{name}'");
        return field.FieldType switch
        {
            FieldType.String => word,
            FieldType.Bytes => ByteString.CopyFromUtf8(word),
            FieldType.Bool => word is "true" or "True" or "t" or "1" ? true
            : word is "false" or "False" or "f" or "0" ? false
            : throw NoValue(name, word, "true or false"),
            FieldType.Enum => Enumerated(field, name, word),
            FieldType.Float => (float)Real(name, word),
            FieldType.Double => Real(name, word),
            FieldType.Int32 => (int)Whole(name, word, int.MinValue, int.MaxValue),
            FieldType.UInt32 => (uint)Whole(name, word, uint.MinValue, uint.MaxValue),
            FieldType.Int64 => Whole(name, word, long.MinValue, long.MaxValue),
            _ => throw NoValue(name, word, "of a kind that is known"),
        };
    }

    private object Enumerated(FieldDescriptor field, string name, string word)
    {
        var value =
            field.EnumType.FindValueByName(word)
            ?? (
                int.TryParse(word, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int number)
                    ? field.EnumType.FindValueByNumber(number)
                    : null
            )
            ?? throw NoValue(
                name,
                word,
                $"one of {string.Join(", ", field.EnumType.Values.Select(known => known.Name))}"
            );
        return Enum.ToObject(field.EnumType.ClrType, value.Number);
    }

    private double Real(string name, string word) =>
        double.TryParse(word.TrimEnd('f', 'F'), NumberStyles.Float, CultureInfo.InvariantCulture, out double number)
            ? number
            : throw NoValue(name, word, "a number");

    private long Whole(string name, string word, long least, long most)
    {
        bool isHexadecimal = word.StartsWith("0x", StringComparison.OrdinalIgnoreCase);
        bool isWhole = isHexadecimal
            ? long.TryParse(
                word.Substring(2),
                NumberStyles.AllowHexSpecifier,
                CultureInfo.InvariantCulture,
                out long number
            )
            : long.TryParse(word, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out number);
        return isWhole && number >= least && number <= most
            ? number
            : throw NoValue(name, word, $"a whole number from {least} to {most}");
    }

    private Reading.ModelFileException NoValue(string name, string word, string right) =>
        _tokens.WrongBefore($"'{name}: {word}' should be {right}");
}
