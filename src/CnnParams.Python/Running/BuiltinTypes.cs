using System.Numerics;
using CnnParams.Python.Values;

namespace CnnParams.Python.Running;

/// <summary>The classes that Python has by itself.</summary>
public static class BuiltinTypes
{
    /// <summary>object, which every class derives from.</summary>
    public static readonly PyType Object = new("object");
    internal static readonly PyType Type = new("type", Object);

    /// <summary>The class of None.</summary>
    public static readonly PyType None = new("NoneType", Object);
    internal static readonly PyType Ellipsis = new("ellipsis", Object);
    internal static readonly PyType NotImplemented = new("NotImplementedType", Object);

    /// <summary>int, of any size.</summary>
    public static readonly PyType Int = new("int", Object);
    internal static readonly PyType Bool = new("bool", Int);
    internal static readonly PyType Float = new("float", Object);
    internal static readonly PyType Complex = new("complex", Object);

    /// <summary>str.</summary>
    public static readonly PyType Str = new("str", Object);
    internal static readonly PyType Bytes = new("bytes", Object);

    /// <summary>tuple.</summary>
    public static readonly PyType Tuple = new("tuple", Object);
    internal static readonly PyType List = new("list", Object);
    internal static readonly PyType Dict = new("dict", Object);
    internal static readonly PyType Set = new("set", Object);
    internal static readonly PyType FrozenSet = new("frozenset", Object);
    internal static readonly PyType Slice = new("slice", Object);
    internal static readonly PyType Range = new("range", Object);
    internal static readonly PyType Iterator = new("iterator", Object);
    internal static readonly PyType Generator = new("generator", Iterator);
    internal static readonly PyType DictKeys = new("dict_keys", Object);
    internal static readonly PyType DictValues = new("dict_values", Object);
    internal static readonly PyType DictItems = new("dict_items", Object);
    internal static readonly PyType Function = new("function", Object);
    internal static readonly PyType HostFunction = new("builtin_function_or_method", Object);
    internal static readonly PyType Method = new("method", Object);
    internal static readonly PyType Code = new("code", Object);
    internal static readonly PyType Module = new("module", Object);
    internal static readonly PyType Property = new("property", Object);
    internal static readonly PyType StaticMethod = new("staticmethod", Object);
    internal static readonly PyType ClassMethod = new("classmethod", Object);
    internal static readonly PyType Super = new("super", Object);
    internal static readonly PyType Unknown = new("unknown", Object);
    internal static readonly PyType UnionType = new("Union", Object);

    internal static readonly PyType BaseException = new("BaseException", Object);
    internal static readonly PyType GeneratorExit = new("GeneratorExit", BaseException);
    internal static readonly PyType Exception = new("Exception", BaseException);
    internal static readonly PyType ArithmeticError = new("ArithmeticError", Exception);
    internal static readonly PyType ZeroDivisionError = new("ZeroDivisionError", ArithmeticError);
    internal static readonly PyType OverflowError = new("OverflowError", ArithmeticError);
    internal static readonly PyType AssertionError = new("AssertionError", Exception);
    internal static readonly PyType AttributeError = new("AttributeError", Exception);
    internal static readonly PyType ImportError = new("ImportError", Exception);
    internal static readonly PyType ModuleNotFoundError = new("ModuleNotFoundError", ImportError);
    internal static readonly PyType LookupError = new("LookupError", Exception);
    internal static readonly PyType IndexError = new("IndexError", LookupError);
    internal static readonly PyType KeyError = new("KeyError", LookupError);
    internal static readonly PyType NameError = new("NameError", Exception);
    internal static readonly PyType UnboundLocalError = new("UnboundLocalError", NameError);
    internal static readonly PyType OSError = new("OSError", Exception);
    internal static readonly PyType FileNotFoundError = new("FileNotFoundError", OSError);
    internal static readonly PyType RuntimeError = new("RuntimeError", Exception);
    internal static readonly PyType NotImplementedError = new("NotImplementedError", RuntimeError);
    internal static readonly PyType RecursionError = new("RecursionError", RuntimeError);
    internal static readonly PyType StopIteration = new("StopIteration", Exception);
    internal static readonly PyType TypeError = new("TypeError", Exception);
    internal static readonly PyType ValueError = new("ValueError", Exception);
    internal static readonly PyType Warning = new("Warning", Exception);

    /// <summary>A source reached outside of itself, which is refused.</summary>
    internal static readonly PyType RefusedError = new("RefusedError", Exception);

    /// <summary>A value is needed that cannot be known without running what is not here.</summary>
    public static readonly PyType UnknownValueError = new("UnknownValueError", Exception);

    /// <summary>Classes of which nothing but the name matters here.</summary>
    internal static readonly PyType[] OtherErrors =
    [
        new("KeyboardInterrupt", BaseException),
        new("SystemExit", BaseException),
        new("EOFError", Exception),
        new("MemoryError", Exception),
        new("BufferError", Exception),
        new("SyntaxError", Exception),
        new("StopAsyncIteration", Exception),
        new("ReferenceError", Exception),
        new("SystemError", Exception),
        new("UnicodeError", ValueError),
        new("UnicodeDecodeError", ValueError),
        new("UnicodeEncodeError", ValueError),
        new("FloatingPointError", ArithmeticError),
        new("PermissionError", OSError),
        new("FileExistsError", OSError),
        new("IsADirectoryError", OSError),
        new("ConnectionError", OSError),
        new("TimeoutError", OSError),
        new("UserWarning", Warning),
        new("DeprecationWarning", Warning),
        new("FutureWarning", Warning),
        new("RuntimeWarning", Warning),
        new("PendingDeprecationWarning", Warning),
        new("ImportWarning", Warning),
        new("ResourceWarning", Warning),
    ];

    static BuiltinTypes()
    {
        Library.ObjectMethods.Define();
        Library.NumberMethods.Define();
        Library.TextMethods.Define();
        Library.ListMethods.Define();
        Library.DictMethods.Define();
        Library.SetMethods.Define();
        Library.OtherMethods.Define();
    }

    /// <summary>The class of any value.</summary>
    public static PyType Of(object value) =>
        value switch
        {
            PyObject other => other.Type,
            string => Str,
            long => Int,
            bool => Bool,
            double => Float,
            BigInteger => Int,
            _ => Object,
        };

    /// <summary>Either of two classes, as <c>int | None</c> says.</summary>
    internal static PyInstance Union(object left, object right)
    {
        var union = new PyInstance(UnionType);
        union.Own.Set("__args__", PyTuple.Of(left, right));
        return union;
    }
}
