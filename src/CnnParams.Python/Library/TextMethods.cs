using System.Globalization;
using CnnParams.Python.Running;
using CnnParams.Python.Values;

namespace CnnParams.Python.Library;

/// <summary>What texts have.</summary>
internal static class TextMethods
{
    internal static void Define()
    {
        BuiltinTypes.Str.Make = (Interpreter interpreter, PyType type, in Arguments arguments) =>
            NumberMethods.Wrap(
                type,
                BuiltinTypes.Str,
                arguments.Values.Length == 0 ? "" : interpreter.ToText(arguments[0])
            );
        BuiltinTypes.Bytes.Make = (Interpreter interpreter, PyType type, in Arguments arguments) =>
            throw Errors.NotImplemented("bytes are not computed here");
        BuiltinTypes.Bytes.Method("decode(self, encoding='utf-8', errors='strict')", call => ((Bytes)call.Self).Text);
        BuiltinTypes
            .Str.Method("lower(self, /)", call => call.Text(0).ToLowerInvariant())
            .Method("casefold(self, /)", call => call.Text(0).ToLowerInvariant())
            .Method("upper(self, /)", call => call.Text(0).ToUpperInvariant())
            .Method(
                "capitalize(self, /)",
                call =>
                    call.Text(0) is { Length: > 0 } text
                        ? char.ToUpperInvariant(text[0]) + text.Substring(1).ToLowerInvariant()
                        : ""
            )
            .Method(
                "title(self, /)",
                call => CultureInfo.InvariantCulture.TextInfo.ToTitleCase(call.Text(0).ToLowerInvariant())
            )
            .Method(
                "swapcase(self, /)",
                call =>
                    string.Concat(
                        call.Text(0).Select(c => char.IsUpper(c) ? char.ToLowerInvariant(c) : char.ToUpperInvariant(c))
                    )
            )
            .Method("strip(self, chars=None, /)", call => Strip(call, true, true))
            .Method("lstrip(self, chars=None, /)", call => Strip(call, true, false))
            .Method("rstrip(self, chars=None, /)", call => Strip(call, false, true))
            .Method(
                "startswith(self, prefix, start=0, end=None, /)",
                call => Boxed.Of(Any(call, (text, part) => text.StartsWith(part, StringComparison.Ordinal)))
            )
            .Method(
                "endswith(self, suffix, start=0, end=None, /)",
                call => Boxed.Of(Any(call, (text, part) => text.EndsWith(part, StringComparison.Ordinal)))
            )
            .Method(
                "removeprefix(self, prefix, /)",
                call =>
                    call.Text(0).StartsWith(call.Text(1), StringComparison.Ordinal)
                        ? call.Text(0).Substring(call.Text(1).Length)
                        : call.Text(0)
            )
            .Method(
                "removesuffix(self, suffix, /)",
                call =>
                    call.Text(1).Length > 0 && call.Text(0).EndsWith(call.Text(1), StringComparison.Ordinal)
                        ? call.Text(0).Substring(0, call.Text(0).Length - call.Text(1).Length)
                        : call.Text(0)
            )
            .Method("split(self, sep=None, maxsplit=-1)", call => Split(call, fromRight: false))
            .Method("rsplit(self, sep=None, maxsplit=-1)", call => Split(call, fromRight: true))
            .Method(
                "splitlines(self, keepends=False)",
                call => new PyList([.. call.Text(0).Replace("\r\n", "\n").TrimEnd('\n').Split('\n')])
            )
            .Method(
                "partition(self, sep, /)",
                call => Partition(call, call.Text(0).IndexOf(call.Text(1), StringComparison.Ordinal), isRight: false)
            )
            .Method(
                "rpartition(self, sep, /)",
                call => Partition(call, call.Text(0).LastIndexOf(call.Text(1), StringComparison.Ordinal), isRight: true)
            )
            .Method("join(self, iterable, /)", Join)
            .Method("replace(self, old, new, count=-1, /)", Replace)
            .Method("find(self, sub, start=0, end=None, /)", call => Boxed.Of(Find(call, isLast: false)))
            .Method("rfind(self, sub, start=0, end=None, /)", call => Boxed.Of(Find(call, isLast: true)))
            .Method(
                "index(self, sub, start=0, end=None, /)",
                call =>
                    Boxed.Of(
                        Find(call, isLast: false) is >= 0 and var at ? at : throw Errors.Value("substring not found")
                    )
            )
            .Method(
                "count(self, sub, /)",
                call =>
                    Boxed.Of(
                        call.Text(1).Length == 0
                            ? call.Text(0).Length + 1
                            : (call.Text(0).Length - call.Text(0).Replace(call.Text(1), "").Length)
                                / call.Text(1).Length
                    )
            )
            .Method(
                "format(self, /, *args, **kwargs)",
                call => Formatting.Fields(call.Interpreter, call.Text(0), Given(call))
            )
            .Method("zfill(self, width, /)", call => Fill(call, "0>"))
            .Method("ljust(self, width, fillchar=' ', /)", call => Fill(call, call.Text(2) + "<"))
            .Method("rjust(self, width, fillchar=' ', /)", call => Fill(call, call.Text(2) + ">"))
            .Method("center(self, width, fillchar=' ', /)", call => Fill(call, call.Text(2) + "^"))
            .Method("isdigit(self, /)", call => Boxed.Of(All(call, char.IsDigit)))
            .Method("isnumeric(self, /)", call => Boxed.Of(All(call, char.IsDigit)))
            .Method("isdecimal(self, /)", call => Boxed.Of(All(call, char.IsDigit)))
            .Method("isalpha(self, /)", call => Boxed.Of(All(call, char.IsLetter)))
            .Method("isalnum(self, /)", call => Boxed.Of(All(call, char.IsLetterOrDigit)))
            .Method("isspace(self, /)", call => Boxed.Of(All(call, char.IsWhiteSpace)))
            .Method(
                "isupper(self, /)",
                call => Boxed.Of(call.Text(0).Any(char.IsUpper) && !call.Text(0).Any(char.IsLower))
            )
            .Method(
                "islower(self, /)",
                call => Boxed.Of(call.Text(0).Any(char.IsLower) && !call.Text(0).Any(char.IsUpper))
            )
            .Method(
                "isidentifier(self, /)",
                call => Boxed.Of(All(call, c => c == '_' || char.IsLetterOrDigit(c)) && !char.IsDigit(call.Text(0)[0]))
            )
            .Method("encode(self, encoding='utf-8', errors='strict')", call => new Bytes(call.Text(0)))
            .Method(
                "expandtabs(self, tabsize=8)",
                call => call.Text(0).Replace("\t", new string(' ', (int)Math.Min(100, Math.Max(0, call.Integer(1)))))
            )
            .Method("__len__(self, /)", call => Boxed.Of(call.Text(0).Length))
            .Method("__contains__(self, item, /)", call => Boxed.Of(call.Text(0).Contains(call.Text(1))));
    }

    /// <summary>What stands after * and ** of a call.</summary>
    internal static Arguments Given(HostCall call)
    {
        object[] values = call.Rest("args");
        var named = call.Named("kwargs");
        return named.Count == 0
            ? new Arguments(values)
            : new Arguments(
                [.. values, .. named.Pairs().Select(pair => pair.Value)],
                [.. named.Keys().Select(key => (string)key)]
            );
    }

    private static string Strip(HostCall call, bool fromLeft, bool fromRight)
    {
        string text = call.Text(0);
        char[]? chars = call[1] is None ? null : call.Text(1).ToCharArray();
        if (fromLeft)
            text = text.TrimStart(chars);
        return fromRight ? text.TrimEnd(chars) : text;
    }

    private static bool Any(HostCall call, Func<string, string, bool> test)
    {
        string text = Part(call);
        object[] parts = call[1] is PyTuple tuple ? tuple.Items : [call.Text(1)];
        return Array.Exists(parts, part => part is string word && test(text, word));
    }

    private static string Part(HostCall call)
    {
        if (call[2] is long and 0 && call[3] is None)
            return call.Text(0);
        return (string)Texts.Item(call.Interpreter, call.Text(0), new PySlice(call[2], call[3], None.Instance));
    }

    private static PyList Split(HostCall call, bool fromRight)
    {
        string text = call.Text(0);
        long most = call.Integer(2);
        List<string> parts;
        if (call[1] is None)
        {
            parts = [.. text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)];
            if (most >= 0 && parts.Count > most + 1)
                parts = Limit(parts, most, " ", fromRight);
        }
        else
        {
            if (call.Text(1).Length == 0)
                throw Errors.Value("empty separator");
            parts = [.. text.Split([call.Text(1)], StringSplitOptions.None)];
            if (most >= 0 && parts.Count > most + 1)
                parts = Limit(parts, most, call.Text(1), fromRight);
        }

        call.Interpreter.Allocate(parts.Count + text.Length);
        return new PyList([.. parts]);
    }

    private static List<string> Limit(List<string> parts, long most, string separator, bool fromRight)
    {
        int kept = (int)most;
        return fromRight
            ? [string.Join(separator, parts.Take(parts.Count - kept)), .. parts.Skip(parts.Count - kept)]
            : [.. parts.Take(kept), string.Join(separator, parts.Skip(kept))];
    }

    private static PyTuple Partition(HostCall call, int at, bool isRight)
    {
        string text = call.Text(0);
        if (at < 0)
            return isRight ? PyTuple.Of("", "", text) : PyTuple.Of(text, "", "");
        return PyTuple.Of(text.Substring(0, at), call.Text(1), text.Substring(at + call.Text(1).Length));
    }

    private static string Join(HostCall call)
    {
        object[] items = call.Interpreter.ToArray(call[1]);
        string[] texts = Array.ConvertAll(
            items,
            item =>
                item as string
                ?? (item as PyInstance)?.Plain as string
                ?? throw Errors.Type($"sequence item: expected str instance, {BuiltinTypes.Of(item).Name} found")
        );
        call.Interpreter.Allocate(texts.Sum(text => (long)text.Length + call.Text(0).Length));
        return string.Join(call.Text(0), texts);
    }

    private static string Replace(HostCall call)
    {
        string text = call.Text(0);
        string old = call.Text(1);
        string with = call.Text(2);
        long most = call.Integer(3);
        if (old.Length == 0)
            return text;
        call.Interpreter.Allocate(text.Length + ((long)text.Length / old.Length * with.Length));
        if (most < 0)
            return text.Replace(old, with);
        string[] parts = text.Split([old], StringSplitOptions.None);
        return string.Concat(parts.Select((part, i) => i == 0 ? part : (i <= most ? with : old) + part));
    }

    private static int Find(HostCall call, bool isLast)
    {
        string text = call.Text(0);
        var (first, _, count) = new PySlice(call[2], call[3], None.Instance).Over(call.Interpreter, text.Length);
        string part = text.Substring((int)first, (int)count);
        int at = isLast
            ? part.LastIndexOf(call.Text(1), StringComparison.Ordinal)
            : part.IndexOf(call.Text(1), StringComparison.Ordinal);
        return at < 0 ? -1 : at + (int)first;
    }

    private static string Fill(HostCall call, string alignment) =>
        Formatting.Apply(
            call.Interpreter,
            call.Text(0),
            FormattableString.Invariant($"{alignment}{Math.Max(0, call.Integer(1))}")
        );

    private static bool All(HostCall call, Func<char, bool> test) => call.Text(0).Length > 0 && call.Text(0).All(test);
}
