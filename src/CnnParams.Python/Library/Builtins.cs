using CnnParams.Python.Running;
using CnnParams.Python.Syntax;
using CnnParams.Python.Values;

namespace CnnParams.Python.Library;

/// <summary>The names that every module has.</summary>
internal static class Builtins
{
    // More than a number has, on either side of the point.
    private const int MostDigits = 5000;

    private static readonly PyDict All = Define();

    /// <summary>A copy for an evaluation: a source can change its own.</summary>
    internal static PyDict Make() => All.Copy();

    private static PyDict Define()
    {
        var names = new PyDict();
        foreach (
            var type in new[]
            {
                BuiltinTypes.Object,
                BuiltinTypes.Type,
                BuiltinTypes.Int,
                BuiltinTypes.Bool,
                BuiltinTypes.Float,
                BuiltinTypes.Complex,
                BuiltinTypes.Str,
                BuiltinTypes.Bytes,
                BuiltinTypes.Tuple,
                BuiltinTypes.List,
                BuiltinTypes.Dict,
                BuiltinTypes.Set,
                BuiltinTypes.FrozenSet,
                BuiltinTypes.Slice,
                BuiltinTypes.Range,
                BuiltinTypes.Property,
                BuiltinTypes.StaticMethod,
                BuiltinTypes.ClassMethod,
                BuiltinTypes.Super,
                BuiltinTypes.BaseException,
                BuiltinTypes.GeneratorExit,
                BuiltinTypes.Exception,
                BuiltinTypes.ArithmeticError,
                BuiltinTypes.ZeroDivisionError,
                BuiltinTypes.OverflowError,
                BuiltinTypes.AssertionError,
                BuiltinTypes.AttributeError,
                BuiltinTypes.ImportError,
                BuiltinTypes.ModuleNotFoundError,
                BuiltinTypes.LookupError,
                BuiltinTypes.IndexError,
                BuiltinTypes.KeyError,
                BuiltinTypes.NameError,
                BuiltinTypes.UnboundLocalError,
                BuiltinTypes.OSError,
                BuiltinTypes.FileNotFoundError,
                BuiltinTypes.RuntimeError,
                BuiltinTypes.NotImplementedError,
                BuiltinTypes.RecursionError,
                BuiltinTypes.StopIteration,
                BuiltinTypes.TypeError,
                BuiltinTypes.ValueError,
                BuiltinTypes.Warning,
            }.Concat(BuiltinTypes.OtherErrors)
        )
            names.Set(type.Name, type);
        names.Set("IOError", BuiltinTypes.OSError);
        names.Set("EnvironmentError", BuiltinTypes.OSError);
        names.Set("Ellipsis", Ellipsis.Instance);
        names.Set("NotImplemented", NotImplemented.Instance);
        names.Set("__debug__", Boxed.True);

        void Add(string signature, HostBody body)
        {
            var function = new HostFunction(signature, body);
            names.Set(function.Name, function);
        }

        Add("len(obj, /)", call => call.Interpreter.Length(call[0]));
        Add("isinstance(obj, classes, /)", call => Boxed.Of(Classes.IsInstance(call.Interpreter, call[0], call[1])));
        Add("issubclass(cls, classes, /)", call => Boxed.Of(Classes.IsSubclass(call.Interpreter, call[0], call[1])));
        Add("print(*args, sep=' ', end='\\n', file=None, flush=False)", Print);
        Add("repr(obj, /)", call => call.Interpreter.Represent(call[0]));
        Add("ascii(obj, /)", call => Representing.Plain(call.Interpreter.Represent(call[0])));
        Add("hash(obj, /)", call => Boxed.Of(KeyComparer.Hash(call[0])));
        Add("id(obj, /)", call => Boxed.Of(System.Runtime.CompilerServices.RuntimeHelpers.GetHashCode(call[0])));
        Add("callable(obj, /)", call => Boxed.Of(IsCallable(call[0])));
        Add("getattr(obj, name, default=..., /)", GetAttribute);
        Add("hasattr(obj, name, /)", call => Boxed.Of(call.Interpreter.TryGetAttribute(call[0], call.Text(1), out _)));
        Add("setattr(obj, name, value, /)", call => SetAttribute(call, call[2]));
        Add("delattr(obj, name, /)", call => SetAttribute(call, null));
        Add("vars(obj, /)", call => call.Interpreter.GetAttribute(call[0], "__dict__"));
        Add("dir(obj, /)", call => Names(call));
        Add(
            "iter(obj, sentinel=..., /)",
            call => call[1] is Ellipsis ? call.Interpreter.Iterate(call[0]) : new SentinelIterator(call[0], call[1])
        );
        Add("next(iterator, default=..., /)", Next);
        Add("round(number, ndigits=None)", Round);
        Add("abs(x, /)", Absolute);
        Add("divmod(x, y, /)", DivideWithRest);
        Add(
            "pow(base, exp, mod=None)",
            call =>
                call[2] is None
                    ? Operators.Binary(call.Interpreter, BinaryOp.Power, call[0], call[1])
                    : PowerModulo(call)
        );
        Add("bin(x, /)", call => Formatting.Apply(call.Interpreter, call[0], "#b"));
        Add("hex(x, /)", call => Formatting.Apply(call.Interpreter, call[0], "#x"));
        Add("oct(x, /)", call => Formatting.Apply(call.Interpreter, call[0], "#o"));
        Add(
            "chr(x, /)",
            call =>
                call.Integer(0) is >= 0 and <= 0x10FFFF and (< 0xD800 or > 0xDFFF) and var code
                    ? char.ConvertFromUtf32((int)code)
                    : throw Errors.Value("chr() arg not in range(0x110000)")
        );
        Add(
            "ord(c, /)",
            call =>
                call.Text(0) is { Length: 1 or 2 } text && (text.Length == 1 || char.IsSurrogatePair(text, 0))
                    ? Boxed.Of(text.Length == 1 ? text[0] : char.ConvertToUtf32(text, 0))
                    : throw Errors.Type("ord() expected a character")
        );
        Add("format(value, spec='', /)", call => Formatting.Apply(call.Interpreter, call[0], call.Text(1)));
        Collections.Define(Add);
        Refusals.Define(Add);
        return names;
    }

    private static object? Print(HostCall call)
    {
        string separator = call["sep"] is None ? " " : call.Text("sep");
        string text =
            string.Join(separator, call.Rest("args").Select(call.Interpreter.ToText))
            + (call["end"] is None ? "\n" : call.Text("end"));
        call.Interpreter.Allocate(text.Length);
        call.Interpreter.Printed.Append(text);
        return null;
    }

    private static bool IsCallable(object value) =>
        value switch
        {
            PyInstance instance => instance.Type.TryFind("__call__", out _),
            PyFunction or HostFunction or BoundMethod or PyType or Unknown or StaticMethod => true,
            _ => false,
        };

    private static object GetAttribute(HostCall call)
    {
        if (call[2] is Ellipsis)
            return call.Interpreter.GetAttribute(call[0], call.Text(1));
        try
        {
            return call.Interpreter.TryGetAttribute(call[0], call.Text(1), out object value) ? value : call[2];
        }
        catch (RaisedException raised) when (raised.Is(BuiltinTypes.AttributeError))
        {
            // A property of that name, whose own code found something missing.
            return call[2];
        }
    }

    private static object? SetAttribute(HostCall call, object? value)
    {
        call.Interpreter.SetAttribute(call[0], call.Text(1), value);
        return null;
    }

    private static PyList Names(HostCall call)
    {
        var names = new SortedSet<string>(StringComparer.Ordinal);
        if (call[0] is PyInstance instance)
            names.UnionWith(instance.Own.Keys().OfType<string>());
        if (call[0] is PyModule module)
            names.UnionWith(module.Names.Keys().OfType<string>());
        var type = call[0] as PyType ?? BuiltinTypes.Of(call[0]);
        foreach (var one in type.Mro)
            names.UnionWith(one.Members.Keys().OfType<string>());
        return new PyList([.. names]);
    }

    private static object Next(HostCall call)
    {
        var iterator =
            call[0] as PyIterator
            ?? (
                call[0] is PyInstance instance && instance.Type.TryFind("__next__", out _)
                    ? new InstanceIterator(instance)
                    : null
            )
            ?? throw Errors.Type($"'{BuiltinTypes.Of(call[0]).Name}' object is not an iterator");
        if (call.Interpreter.Next(iterator, out object value))
            return value;
        return call[1] is Ellipsis
            ? throw Errors.Stop(iterator is PyGenerator generator ? generator.Result : None.Instance)
            : call[1];
    }

    private static object Round(HostCall call)
    {
        object value = call[0] is PyInstance { Plain: { } plain } ? plain : call[0];
        if (value is PyInstance instance && instance.Type.TryFind("__round__", out object method))
            return call.Interpreter.Call(method, call[1] is None ? [value] : [value, call[1]]);
        int digits = call[1] is None ? 0 : (int)Math.Max(-MostDigits, Math.Min(MostDigits, call.Integer(1)));
        if (Numbers.IsInteger(value) && digits < 0)
        {
            var unit = System.Numerics.BigInteger.Pow(10, -digits);
            return Boxed.Of(Decimals.Nearest(Numbers.ToBig(value), unit) * unit);
        }

        if (Numbers.IsInteger(value))
            return Integers.Convert(call.Interpreter, value);
        double real = Numbers.ToReal(call.Interpreter, value);
        return call[1] is None
            ? Integers.Convert(call.Interpreter, Math.Round(real, MidpointRounding.ToEven))
            : Decimals.Round(real, digits);
    }

    // A power below zero is one of the inverse.
    private static object PowerModulo(HostCall call)
    {
        if (!Numbers.IsInteger(call[0]) || !Numbers.IsInteger(call[1]) || !Numbers.IsInteger(call[2]))
            throw Errors.Type("pow() 3rd argument not allowed unless all arguments are integers");
        var (value, power, modulus) = (Numbers.ToBig(call[0]), Numbers.ToBig(call[1]), Numbers.ToBig(call[2]));
        if (modulus.IsZero)
            throw Errors.Value("pow() 3rd argument cannot be 0");
        if (power.Sign < 0)
            (value, power) = (Inverse(value, modulus), -power);
        var result = System.Numerics.BigInteger.ModPow(value, power, modulus);
        return Boxed.Of(!result.IsZero && (result.Sign < 0) != (modulus.Sign < 0) ? result + modulus : result);
    }

    private static System.Numerics.BigInteger Inverse(
        System.Numerics.BigInteger value,
        System.Numerics.BigInteger modulus
    )
    {
        var (rest, next) = (modulus, ((value % modulus) + modulus) % modulus);
        var (inverse, following) = (System.Numerics.BigInteger.Zero, System.Numerics.BigInteger.One);
        while (!next.IsZero)
        {
            var quotient = rest / next;
            (rest, next) = (next, rest - (quotient * next));
            (inverse, following) = (following, inverse - (quotient * following));
        }

        return System.Numerics.BigInteger.Abs(rest).IsOne
            ? inverse * rest.Sign
            : throw Errors.Value("base is not invertible for the given modulus");
    }

    private static object DivideWithRest(HostCall call) =>
        call[0] is PyInstance instance && instance.Type.TryFind("__divmod__", out object method)
            ? call.Interpreter.Call(method, call[0], call[1])
            : PyTuple.Of(
                Operators.Binary(call.Interpreter, BinaryOp.FloorDivide, call[0], call[1]),
                Operators.Binary(call.Interpreter, BinaryOp.Modulo, call[0], call[1])
            );

    private static object Absolute(HostCall call)
    {
        object value = call[0] is PyInstance { Plain: { } plain } ? plain : call[0];
        if (value is PyObject && call.Interpreter.TryGetAttribute(value, "__abs__", out object method))
            return call.Interpreter.Call(method);
        return value is double real ? Math.Abs(real)
            : Numbers.IsInteger(value) ? Boxed.Of(System.Numerics.BigInteger.Abs(Numbers.ToBig(value)))
            : throw Errors.Type($"bad operand type for abs(): '{BuiltinTypes.Of(value).Name}'");
    }
}
