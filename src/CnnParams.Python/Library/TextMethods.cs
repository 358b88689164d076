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
        BuiltinTypes.Bytes.Method("decode(self, encoding='utf-8', errors='strict')", call => Decode((Bytes)call.Self));
        BuiltinTypes
            .Str.Method("lower(self, /)", call => call.Text(0).ToLowerInvariant())
            .Method("casefold(self, /)", call => call.Text(0).ToLowerInvariant().Replace("ß", "ss"))
            .Method("upper(self, /)", call => call.Text(0).ToUpperInvariant())
            .Method(
                "capitalize(self, /)",
                call =>
                    call.Text(0) is { Length: > 0 } text
                        ? char.ToUpperInvariant(text[0]) + text.Substring(1).ToLowerInvariant()
                        : ""
            )
            .Method("title(self, /)", call => Title(call.Text(0)))
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
            .Method("splitlines(self, keepends=False)", call => Lines(call.Text(0), call.Flag("keepends")))
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
                "count(self, sub, start=0, end=None, /)",
                call =>
                    Part(call) is var part && call.Text(1) is { Length: > 0 } sub
                        ? Boxed.Of((part.Length - part.Replace(sub, "").Length) / sub.Length)
                        : Boxed.Of(part.Length + 1)
            )
            .Method(
                "format(self, /, *args, **kwargs)",
                call => Formatting.Fields(call.Interpreter, call.Text(0), Given(call))
            )
            .Method(
                "rindex(self, sub, start=0, end=None, /)",
                call =>
                    Boxed.Of(
                        Find(call, isLast: true) is >= 0 and var at ? at : throw Errors.Value("substring not found")
                    )
            )
            .Method("format_map(self, mapping, /)", FormatMap)
            .Method("zfill(self, width, /)", FillWithZeros)
            .Method("ljust(self, width, fillchar=' ', /)", call => Fill(call, FillOf(call) + "<"))
            .Method("rjust(self, width, fillchar=' ', /)", call => Fill(call, FillOf(call) + ">"))
            .Method("center(self, width, fillchar=' ', /)", Center)
            .Method("translate(self, table, /)", Translate)
            .Member("maketrans", new StaticMethod(new HostFunction("maketrans(x, y=None, z='', /)", MakeTable)))
            .Method(
                "istitle(self, /)",
                call => Boxed.Of(call.Text(0).Any(char.IsLetter) && Title(call.Text(0)) == call.Text(0))
            )
            .Method("isascii(self, /)", call => Boxed.Of(call.Text(0).All(c => c < 0x80)))
            .Method("isprintable(self, /)", call => Boxed.Of(!call.Text(0).Any(char.IsControl)))
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
            .Method(
                "encode(self, encoding='utf-8', errors='strict')",
                call => new Bytes(string.Concat(System.Text.Encoding.UTF8.GetBytes(call.Text(0)).Select(b => (char)b)))
            )
            .Method("expandtabs(self, tabsize=8)", ExpandTabs)
            .Method("__iter__(self, /)", call => call.Interpreter.Iterate(call.Text(0)))
            .Method("__hash__(self, /)", call => Boxed.Of(KeyComparer.Hash(call.Text(0))))
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
            parts = Words(text, most < 0 ? int.MaxValue : (int)Math.Min(most, int.MaxValue), fromRight);
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

    // What is left over after so many words keeps the blanks within it.
    private static List<string> Words(string text, int most, bool fromRight)
    {
        var words = new List<string>();
        int start = 0,
            end = text.Length;
        while (true)
        {
            while (start < end && char.IsWhiteSpace(text[start]))
                start++;
            while (start < end && char.IsWhiteSpace(text[end - 1]))
                end--;
            if (start == end)
                break;
            int first = start,
                last = end;
            if (words.Count == most)
                start = end;
            else if (fromRight)
            {
                while (end > start && !char.IsWhiteSpace(text[end - 1]))
                    end--;
                first = end;
            }
            else
            {
                while (start < end && !char.IsWhiteSpace(text[start]))
                    start++;
                last = start;
            }

            words.Add(text.Substring(first, last - first));
        }

        if (fromRight)
            words.Reverse();
        return words;
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
            return PutBetween(call, text, with, most);
        call.Interpreter.Allocate(text.Length + ((long)text.Length / old.Length * with.Length));
        if (most < 0)
            return text.Replace(old, with);
        string[] parts = text.Split([old], StringSplitOptions.None);
        return string.Concat(parts.Select((part, i) => i == 0 ? part : (i <= most ? with : old) + part));
    }

    // Before every character and at the end.
    private static string PutBetween(HostCall call, string text, string with, long most)
    {
        most = most < 0 ? text.Length + 1 : Math.Min(most, text.Length + 1);
        call.Interpreter.Allocate(text.Length + (most * with.Length));
        return string.Concat(text.Select((c, i) => i < most ? with + c : c.ToString()))
            + (most > text.Length ? with : "");
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

    private static string FillWithZeros(HostCall call)
    {
        string text = call.Text(0);
        int sign = text.Length > 0 && text[0] is '+' or '-' ? 1 : 0;
        long missing = Math.Max(0, call.Integer(1) - text.Length);
        call.Interpreter.Allocate(missing);
        return text.Insert(sign, new string('0', (int)missing));
    }

    private static string FillOf(HostCall call) =>
        call.Text(2) is { Length: 1 } fill
            ? fill
            : throw Errors.Type("The fill character must be exactly one character long");

    // As str.center and not as a format has it: where blanks and width are odd, the extra one is on the left.
    private static string Center(HostCall call)
    {
        string text = call.Text(0);
        long missing = Math.Max(0, call.Integer(1) - text.Length);
        call.Interpreter.Allocate(missing);
        int left = (int)((missing / 2) + (missing & call.Integer(1) & 1));
        char fill = FillOf(call)[0];
        return new string(fill, left) + text + new string(fill, (int)missing - left);
    }

    // Words begin after whatever is no letter.
    private static string Title(string text)
    {
        char[] chars = text.ToCharArray();
        for (int i = 0; i < chars.Length; i++)
            chars[i] =
                i > 0 && char.IsLetter(chars[i - 1])
                    ? char.ToLowerInvariant(chars[i])
                    : char.ToUpperInvariant(chars[i]);
        return new string(chars);
    }

    private static PyList Lines(string text, bool keepsEnds)
    {
        var lines = new List<object>();
        int start = 0;
        while (start < text.Length)
        {
            int end = text.IndexOfAny(['\n', '\r', '\v', '\f'], start);
            int next =
                end < 0 ? text.Length
                : text[end] == '\r' && end + 1 < text.Length && text[end + 1] == '\n' ? end + 2
                : end + 1;
            lines.Add(text.Substring(start, (keepsEnds || end < 0 ? next : end) - start));
            start = next;
        }

        return new PyList(lines);
    }

    private static string ExpandTabs(HostCall call)
    {
        int size = (int)Math.Min(100, Math.Max(0, call.Integer(1)));
        var result = new System.Text.StringBuilder();
        int column = 0;
        foreach (char c in call.Text(0))
        {
            int blanks = c != '\t' || size == 0 ? 0 : size - (column % size);
            call.Interpreter.Allocate(blanks);
            column = c is '\n' or '\r' ? 0 : column + (c == '\t' ? blanks : 1);
            result.Append(c == '\t' ? "" : c.ToString()).Append(' ', blanks);
        }

        return result.ToString();
    }

    private static string FormatMap(HostCall call) =>
        Formatting.Fields(call.Interpreter, call.Text(0), new Arguments([]), call[1]);

    private static PyDict MakeTable(HostCall call)
    {
        var table = new PyDict();
        if (call[1] is None)
        {
            foreach (var pair in ((PyDict)call[0]).Pairs())
                table.Set(pair.Key is string { Length: 1 } key ? Boxed.Of((int)key[0]) : pair.Key, pair.Value);
            return table;
        }

        string from = call.Text(0);
        string to = call.Text(1);
        if (from.Length != to.Length)
            throw Errors.Value("the first two maketrans arguments must have equal length");
        for (int i = 0; i < from.Length; i++)
            table.Set(Boxed.Of((int)from[i]), Boxed.Of((int)to[i]));
        foreach (char dropped in call.Text(2))
            table.Set(Boxed.Of((int)dropped), None.Instance);
        return table;
    }

    private static string Translate(HostCall call)
    {
        var result = new System.Text.StringBuilder();
        var table = (PyDict)call[1];
        foreach (char c in call.Text(0))
        {
            object? into = table.Get(Boxed.Of((int)c));
            string put =
                into is null ? c.ToString()
                : into is None ? ""
                : into as string ?? char.ConvertFromUtf32((int)Integers.Index(call.Interpreter, into));
            call.Interpreter.Allocate(put.Length);
            result.Append(put);
        }

        return result.ToString();
    }

    private static string Decode(Bytes bytes) =>
        System.Text.Encoding.UTF8.GetString([.. bytes.Text.Select(c => (byte)c)]);

    private static bool All(HostCall call, Func<char, bool> test) => call.Text(0).Length > 0 && call.Text(0).All(test);
}
