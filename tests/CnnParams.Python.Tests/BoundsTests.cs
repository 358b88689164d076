using CnnParams.Python.Running;
using CnnParams.Python.Syntax;

namespace CnnParams.Python.Tests;

/// <summary>What a hostile source does ends in an error of a kind that is known, with its place.</summary>
public class BoundsTests
{
    [Theory]
    [InlineData("while True:\n    pass", 1)]
    [InlineData("def f():\n    x = 0\n    while True:\n        x += 1\nf()", 3)]
    [InlineData("x = [0] * 10**9", 1)]
    [InlineData("x = 'a' * 10**12", 1)]
    [InlineData("x = list(range(10**12))", 1)]
    [InlineData("sum(range(10**12))", 1)]
    [InlineData("x = 10 ** 10 ** 10", 1)]
    [InlineData("x = 1 << 10**9", 1)]
    [InlineData("x = 3\nwhile True:\n    x = x * x", 3)]
    [InlineData("x = []\nwhile True:\n    x = [x, x]", 3)]
    [InlineData("x = 'ab'\nfor i in range(100):\n    x = x + x", 3)]
    [InlineData("x = {}\nfor i in range(10**9):\n    x[i] = i", 3)]
    [InlineData("def g():\n    while True:\n        yield 1\nlist(g())", 3)]
    [InlineData("import itertools\nlist(itertools.count())", 2)]
    [InlineData("'{:>99999999}'.format(1) + '%099999d' % 1 * 10**9", 1)]
    [InlineData("import re\nre.match('(a+)+$', 'a' * 40 + 'b')", 2)]
    public void What_has_no_end_meets_a_bound(string text, int line)
    {
        var error = Record.Exception(() => PythonRun.Print(text));
        var trace = error switch
        {
            EvaluationLimitException limit => limit.Trace,
            RaisedException raised => raised.Trace,
            _ => null,
        };
        Xunit.Assert.NotNull(trace);
        Xunit.Assert.Contains(trace, place => Math.Abs(place.Line - line) <= 1);
    }

    [Theory]
    [InlineData("def f(): return f()\nf()")]
    [InlineData("class A:\n    def __getattr__(self, n): return getattr(self, n)\nA().x")]
    [InlineData("class A:\n    def __repr__(self): return repr(self)\nrepr(A())")]
    [InlineData("class A:\n    def __eq__(self, o): return self == o\nA() == A()")]
    [InlineData("class A:\n    def __call__(self): return self()\nA()()")]
    [InlineData("import functools\nf = lambda: 1\nf = functools.partial(lambda: f())\nf()")]
    [InlineData(
        "class A:\n    def __getattribute__(self, n): return 1\n    def __iter__(self): return iter(A())\nlist(A())"
    )]
    public void Endless_recursion_is_an_error_of_Python(string text)
    {
        Xunit.Assert.Equal("RecursionError", PythonRun.Raise(text).Error.Type.Name);
    }

    // As CPython prints them; in quadratic time, neither would end.
    [Theory]
    [InlineData("print(len(('a ' * 1000000).split()))", "1000000")]
    [InlineData("print(len(('a ' * 1000000).rsplit(None, 999998)[0]))", "3")]
    [InlineData("for i in range(30): x = f'{i:099999,}'\nprint(len(x), x[:6], x[-6:])", "99999 000,00 00,029")]
    public void Long_texts_take_linear_time(string text, string printed) =>
        Xunit.Assert.Equal(printed, PythonRun.Print(text).TrimEnd());

    [Theory]
    [InlineData("x = []\nfor i in range(100000):\n    x = [x]\nprint(len(repr(x)))")]
    [InlineData("x = []\nx.append(x)\nprint(repr(x))")]
    [InlineData("x = ()\nfor i in range(100000):\n    x = (x,)\nhash(x)")]
    [InlineData("x = []\ny = []\nfor i in range(100000):\n    x = [x]\n    y = [y]\nprint(x == y)")]
    [InlineData("import copy\nx = []\nfor i in range(100000):\n    x = [x]\ncopy.deepcopy(x)")]
    public void Deep_values_do_no_harm(string text)
    {
        var error = Record.Exception(() => PythonRun.Print(text));
        Xunit.Assert.True(
            error is null or RaisedException or EvaluationLimitException or InsufficientExecutionStackException,
            error?.ToString()
        );
    }

    public static TheoryData<string> Nested =>
        [
            new string('(', 100_000),
            new string('(', 5000) + new string(')', 5000),
            new string('[', 100_000),
            string.Concat(Enumerable.Repeat("{1:", 50_000)),
            "x = " + string.Concat(Enumerable.Repeat("-", 200_000)) + "1",
            "x = " + string.Concat(Enumerable.Repeat("not ", 100_000)) + "1",
            "x = " + string.Join("+", Enumerable.Repeat("1", 200_000)),
            "x = " + string.Join("**", Enumerable.Repeat("1", 100_000)),
            "x = a" + string.Concat(Enumerable.Repeat(".b", 200_000)),
            "x = f" + string.Concat(Enumerable.Repeat("()", 200_000)),
            "x = " + string.Concat(Enumerable.Repeat("lambda: ", 100_000)) + "1",
            "x = " + string.Concat(Enumerable.Repeat("1 if 1 else ", 100_000)) + "1",
            string.Concat(Enumerable.Range(0, 90).Select(i => new string(' ', i) + "if 1:\n"))
                + new string(' ', 90)
                + "pass",
            string.Concat(Enumerable.Range(0, 2000).Select(i => new string(' ', i) + "if 1:\n")),
            "if 0: pass\n" + string.Concat(Enumerable.Repeat("elif 0: pass\n", 100_000)),
            "f'" + string.Concat(Enumerable.Repeat("{f\"{", 1000)) + "'",
            "x = " + string.Concat(Enumerable.Repeat("a[", 100_000)),
            string.Concat(Enumerable.Repeat("@d\n", 50_000)) + "def f(): pass",
            "match x:\n  case " + new string('[', 50_000),
            "def f():\n try:\n  try:\n"
                + string.Concat(Enumerable.Repeat("   try: x\n   finally: y\n", 2000))
                + "   pass\n  finally: z\n finally: w",
            "\0\u0001\uFFFF",
            "x = 'unclosed",
            "x = \"\"\"unclosed",
            "é = 1; 变量 = 2; print(é + 变量)",
        ];

    [Theory]
    [MemberData(nameof(Nested))]
    public void Deep_texts_do_no_harm(string text)
    {
        var error = Record.Exception(() => PythonRun.Print(text));
        Xunit.Assert.True(
            error is null or PythonSyntaxException or RaisedException or EvaluationLimitException,
            error?.ToString()
        );
    }

    [Theory]
    [InlineData("open('/etc/passwd')")]
    [InlineData("import os\nos.system('ls')")]
    [InlineData("from os import popen\npopen('ls')")]
    [InlineData("import subprocess\nsubprocess.run(['ls'])")]
    [InlineData("import socket\nsocket.socket()")]
    [InlineData("eval('1+1')")]
    [InlineData("exec('x = 1')")]
    [InlineData("compile('1', '', 'eval')")]
    [InlineData("__import__('os').system('ls')")]
    [InlineData("import importlib\nimportlib.import_module('os')")]
    [InlineData("import pathlib\npathlib.Path('x').read_text()")]
    [InlineData("import pickle\npickle.loads(b'')")]
    [InlineData("import ctypes\nctypes.CDLL('x')")]
    [InlineData("import shutil\nshutil.rmtree('/')")]
    [InlineData("import sys\nsys.exit()")]
    [InlineData("input()")]
    public void What_reaches_outside_is_refused(string text)
    {
        var error = PythonRun.Raise(text);
        Xunit.Assert.Equal("RefusedError", error.Error.Type.Name);
        Xunit.Assert.NotEmpty(error.Trace);
    }

    [Theory]
    [InlineData("().__class__.__bases__[0].__subclasses__()")]
    [InlineData("(1).__class__.__mro__[1].__subclasses__()")]
    public void Nothing_is_found_through_the_classes(string text) =>
        Xunit.Assert.Equal("[]\n", PythonRun.Print($"print({text})"));

    [Theory]
    [InlineData("'x'.Length")]
    [InlineData("[].Items")]
    [InlineData("(lambda: 0).Code")]
    [InlineData("(1).GetType()")]
    [InlineData("{}.Comparer")]
    [InlineData("print.Method")]
    [InlineData("len.__globals__")]
    public void Members_of_the_host_cannot_be_seen(string text) =>
        Xunit.Assert.Equal("AttributeError", PythonRun.Raise(text).Error.Type.Name);

    [Fact]
    public void A_bound_cannot_be_caught() =>
        Xunit.Assert.Throws<EvaluationLimitException>(() =>
            PythonRun.Print(
                "try:\n    while True: pass\nexcept BaseException:\n    print('caught')\nfinally:\n    print('finally')"
            )
        );

    [Fact]
    public void Cancelling_stops_an_endless_loop()
    {
        using var cancellation = new CancellationTokenSource(TimeSpan.FromMilliseconds(50));
        Xunit.Assert.ThrowsAny<OperationCanceledException>(() =>
            PythonRun.Print(
                "while True: pass",
                limits: new Limits { Steps = long.MaxValue },
                cancellation: cancellation.Token
            )
        );
    }

    [Fact]
    public void What_a_source_changes_is_gone_with_it()
    {
        PythonRun.Print("import builtins\nbuiltins.len = None\nlen = 3");
        Xunit.Assert.Equal("2\n", PythonRun.Print("print(len([1, 2]))"));
        Xunit.Assert.Equal("TypeError", PythonRun.Raise("int.x = 1").Error.Type.Name);
    }
}
