using System.Text.RegularExpressions;
using CnnParams.Python.Running;
using CnnParams.Python.Values;

namespace CnnParams.Python.Library;

/// <summary>The module re, over .NET's regular expressions with a bound on the time that a match may take.</summary>
internal static class RegexModule
{
    private static readonly TimeSpan Longest = TimeSpan.FromMilliseconds(200);

    private static readonly PyType Pattern = new PyType("Pattern", BuiltinTypes.Object)
        .Method("match(self, string)", call => Match(call, Of(call.Self), call.Text(1), @"\G"))
        .Method("fullmatch(self, string)", call => Match(call, Of(call.Self), call.Text(1), @"\G", @"\z"))
        .Method("search(self, string)", call => Match(call, Of(call.Self), call.Text(1), ""))
        .Method(
            "sub(self, repl, string, count=0)",
            call => Substitute(call, Of(call.Self), call[1], call.Text(2), call.Integer(3))
        )
        .Method(
            "subn(self, repl, string, count=0)",
            call => SubstituteCounted(call, Of(call.Self), call[1], call.Text(2), call.Integer(3))
        )
        .Method("split(self, string, maxsplit=0)", call => Split(call, Of(call.Self), call.Text(1), call.Integer(2)))
        .Method("findall(self, string)", call => FindAll(call, Of(call.Self), call.Text(1)))
        .Method("finditer(self, string)", call => Iterate(call, Of(call.Self), call.Text(1)));

    private static readonly PyType MatchType = new PyType("Match", BuiltinTypes.Object)
        .Method("group(self, *groups)", Group)
        .Method(
            "groups(self, default=None)",
            call => new PyTuple([
                .. ((MatchValue)call.Self)
                    .Value.Groups.Cast<Group>()
                    .Skip(1)
                    .Select(group => group.Success ? group.Value : call[1]),
            ])
        )
        .Method("groupdict(self, default=None)", GroupDict)
        .Method(
            "start(self, group=0)",
            call => Boxed.Of(One(call, call[1]) is { Success: true } group ? group.Index : -1)
        )
        .Method("end(self, group=0)", call => Boxed.Of(End(One(call, call[1]))))
        .Method(
            "span(self, group=0)",
            call =>
                One(call, call[1]) is { Success: true } group
                    ? PyTuple.Of(Boxed.Of(group.Index), Boxed.Of(End(group)))
                    : PyTuple.Of(Boxed.Of(-1), Boxed.Of(-1))
        );

    internal static PyModule Make()
    {
        var names = new PyDict();
        void Add(string signature, HostBody body)
        {
            var function = new HostFunction(signature, body);
            names.Set(function.Name, function);
        }

        int bit = 1;
        foreach (string flag in new[] { "IGNORECASE", "MULTILINE", "DOTALL", "VERBOSE", "ASCII", "UNICODE" })
        {
            names.Set(flag, Boxed.Of(bit));
            names.Set(
                flag == "DOTALL" ? "S"
                    : flag == "VERBOSE" ? "X"
                    : flag.Substring(0, 1),
                Boxed.Of(bit)
            );
            bit *= 2;
        }

        names.Set("Pattern", Pattern);
        names.Set("Match", MatchType);
        names.Set("error", BuiltinTypes.ValueError);
        Add("compile(pattern, flags=0)", call => new PatternValue(Compile(call[0], call.Integer(1)), call[0]));
        Add(
            "match(pattern, string, flags=0)",
            call => Match(call, Compile(call[0], call.Integer(2)), call.Text(1), @"\G")
        );
        Add(
            "fullmatch(pattern, string, flags=0)",
            call => Match(call, Compile(call[0], call.Integer(2)), call.Text(1), @"\G", @"\z")
        );
        Add(
            "search(pattern, string, flags=0)",
            call => Match(call, Compile(call[0], call.Integer(2)), call.Text(1), "")
        );
        Add(
            "sub(pattern, repl, string, count=0, flags=0)",
            call => Substitute(call, Compile(call[0], call.Integer(4)), call[1], call.Text(2), call.Integer(3))
        );
        Add(
            "split(pattern, string, maxsplit=0, flags=0)",
            call => Split(call, Compile(call[0], call.Integer(3)), call.Text(1), call.Integer(2))
        );
        Add(
            "subn(pattern, repl, string, count=0, flags=0)",
            call => SubstituteCounted(call, Compile(call[0], call.Integer(4)), call[1], call.Text(2), call.Integer(3))
        );
        Add(
            "finditer(pattern, string, flags=0)",
            call => Iterate(call, Compile(call[0], call.Integer(2)), call.Text(1))
        );
        Add(
            "findall(pattern, string, flags=0)",
            call => FindAll(call, Compile(call[0], call.Integer(2)), call.Text(1))
        );
        Add("escape(pattern)", call => Regex.Replace(call.Text(0), @"[\s#$&()*+\-.?\[\\\]^{|}~]", @"\$0"));
        return new PyModule("re", names);
    }

    private static Regex Of(object pattern) => ((PatternValue)pattern).Value;

    private static Regex Compile(object pattern, long flags)
    {
        if (pattern is PatternValue compiled)
            return compiled.Value;
        string text = pattern as string ?? throw Errors.Type("first argument must be string or compiled pattern");
        var options = RegexOptions.CultureInvariant;
        options |= (flags & 1) != 0 ? RegexOptions.IgnoreCase : 0;
        options |= (flags & 2) != 0 ? RegexOptions.Multiline : 0;
        options |= (flags & 4) != 0 ? RegexOptions.Singleline : 0;
        options |= (flags & 8) != 0 ? RegexOptions.IgnorePatternWhitespace : 0;
        try
        {
            return new Regex(Translate(text), options, Longest);
        }
        catch (ArgumentException exception)
        {
            throw Errors.Value($"this regular expression cannot be read: {exception.Message}");
        }
    }

    // Names of groups and the end of a text are written differently.
    private static string Translate(string text) =>
        Regex.Replace(
            text,
            @"\\Z|\(\?P<|\(\?P=(\w+)\)|\\.",
            part =>
                part.Groups[1].Success ? $@"\k<{part.Groups[1].Value}>"
                : part.Value == @"\Z" ? @"\z"
                : part.Value[0] == '(' ? "(?<"
                : part.Value,
            RegexOptions.Singleline
        );

    private static PyObject Match(HostCall call, Regex regex, string text, string before, string after = "")
    {
        call.Interpreter.Allocate(text.Length);
        var anchored =
            before.Length + after.Length == 0
                ? regex
                : new Regex($"{before}(?:{regex}){after}", regex.Options, Longest);
        var match = Guard(() => anchored.Match(text));
        return match.Success ? new MatchValue(regex, match) : None.Instance;
    }

    private static string Substitute(HostCall call, Regex regex, object with, string text, long count)
    {
        call.Interpreter.Allocate(text.Length);
        string result = Guard(() =>
            regex.Replace(
                text,
                match =>
                    with is string plain
                        ? Expand(plain, match)
                        : call.Interpreter.ToText(call.Interpreter.Call(with, new MatchValue(regex, match))),
                count <= 0 ? -1 : (int)Math.Min(count, int.MaxValue)
            )
        );
        call.Interpreter.Allocate(result.Length);
        return result;
    }

    private static PyTuple SubstituteCounted(HostCall call, Regex regex, object with, string text, long count)
    {
        long found = All(call, regex, text).LongCount();
        return PyTuple.Of(
            Substitute(call, regex, with, text, count),
            Boxed.Of(count > 0 ? Math.Min(found, count) : found)
        );
    }

    // With what the groups have matched between the parts.
    private static PyList Split(HostCall call, Regex regex, string text, long most)
    {
        var parts = new List<object>();
        int start = 0;
        foreach (var match in All(call, regex, text).Take(most > 0 ? (int)Math.Min(most, int.MaxValue) : int.MaxValue))
        {
            parts.Add(text.Substring(start, match.Index - start));
            parts.AddRange(match.Groups.Cast<Group>().Skip(1).Select(ValueOf));
            start = match.Index + match.Length;
        }

        parts.Add(text.Substring(start));
        return new PyList(parts);
    }

    private static EnumerableIterator Iterate(HostCall call, Regex regex, string text) =>
        new(All(call, regex, text).Select(match => new MatchValue(regex, match)));

    private static object ValueOf(Group group) => group.Success ? group.Value : None.Instance;

    private static Group One(HostCall call, object name)
    {
        var groups = ((MatchValue)call.Self).Value.Groups;
        return name is string text ? groups[text] : groups[(int)Integers.Index(call.Interpreter, name)];
    }

    private static int End(Group group) => group.Success ? group.Index + group.Length : -1;

    private static string Expand(string with, Match match) =>
        Regex.Replace(
            with,
            @"\\(?:(\d)|g<(\w+)>)",
            group => match.Groups[group.Groups[1].Success ? group.Groups[1].Value : group.Groups[2].Value].Value
        );

    private static IEnumerable<Match> All(HostCall call, Regex regex, string text)
    {
        call.Interpreter.Allocate(text.Length);
        return Guard(() => regex.Matches(text).Cast<Match>().ToArray());
    }

    private static PyList FindAll(HostCall call, Regex regex, string text) =>
        new([
            .. All(call, regex, text)
                .Select(match =>
                    match.Groups.Count switch
                    {
                        1 => match.Value,
                        2 => match.Groups[1].Value,
                        _ => (object)new PyTuple([.. match.Groups.Cast<Group>().Skip(1).Select(group => group.Value)]),
                    }
                ),
        ]);

    private static object Group(HostCall call)
    {
        var match = ((MatchValue)call.Self).Value;
        object[] wanted = call.Rest("groups");
        if (wanted.Length == 0)
            return match.Value;
        object[] found = Array.ConvertAll(wanted, name => ValueOf(One(call, name)));
        return found.Length == 1 ? found[0] : new PyTuple(found);
    }

    private static PyDict GroupDict(HostCall call)
    {
        var match = (MatchValue)call.Self;
        var result = new PyDict();
        foreach (string name in match.Regex.GetGroupNames())
        {
            var group = match.Value.Groups[name];
            if (!char.IsDigit(name[0]))
                result.Set(name, group.Success ? group.Value : call[1]);
        }

        return result;
    }

    private static T Guard<T>(Func<T> match)
    {
        try
        {
            return match();
        }
        catch (RegexMatchTimeoutException)
        {
            throw new EvaluationLimitException("a regular expression takes too long");
        }
    }

    private sealed class PatternValue(Regex value, object text) : PyObject
    {
        internal Regex Value { get; } = value;

        public override PyType Type => Pattern;

        public override bool TryGetAttribute(Interpreter interpreter, string name, out object found)
        {
            found = name == "pattern" ? text : null!;
            return found is not null || base.TryGetAttribute(interpreter, name, out found);
        }
    }

    private sealed class MatchValue(Regex regex, Match value) : PyObject
    {
        internal Regex Regex { get; } = regex;

        internal Match Value { get; } = value;

        public override PyType Type => MatchType;

        public override object? GetItem(Interpreter interpreter, object index) =>
            interpreter.CallMethod(this, "group", index);
    }
}
