using CnnParams.Python.Running;
using CnnParams.Python.Values;

namespace CnnParams.Python.Library;

/// <summary>Functions that reach outside of the source, or make code of texts: each is an error that says so.</summary>
internal static class Refusals
{
    internal static void Define(Action<string, HostBody> add)
    {
        foreach (string name in new[] { "open", "input", "breakpoint", "exit", "quit", "help", "memoryview" })
            add($"{name}(*args, **kwargs)", call => throw Refuse(name + "()"));
        foreach (string name in new[] { "eval", "exec", "compile", "__import__" })
            add(
                $"{name}(*args, **kwargs)",
                call =>
                    throw Errors.Refused(
                        $"{name}() makes code of a text, which is not done: write out what it stands for"
                    )
            );
        add("__refuse__(what, /)", call => throw Refuse(call.Text(0)));
    }

    internal static RaisedException Refuse(string what) =>
        Errors.Refused(
            $"{what} reaches outside of the source, which is only read: nothing is executed, and no file, process or "
                + "network is touched"
        );
}
