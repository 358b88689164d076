using CnnParams.Python.Syntax;

namespace CnnParams.Python.Values;

/// <summary>The names of the methods that operators call.</summary>
public static class SpecialNames
{
    private static readonly string[] Words =
    [
        "add",
        "sub",
        "mul",
        "matmul",
        "truediv",
        "floordiv",
        "mod",
        "pow",
        "lshift",
        "rshift",
        "and",
        "or",
        "xor",
    ];

    private static readonly string[] Left = Array.ConvertAll(Words, word => $"__{word}__");
    private static readonly string[] Right = Array.ConvertAll(Words, word => $"__r{word}__");
    private static readonly string[] InPlaceNames = Array.ConvertAll(Words, word => $"__i{word}__");
    private static readonly string[] UnaryNames = ["__neg__", "__pos__", "__invert__", "__not__"];
    private static readonly string[] Comparisons = ["__eq__", "__ne__", "__lt__", "__le__", "__gt__", "__ge__"];
    private static readonly string[] Symbols = ["+", "-", "*", "@", "/", "//", "%", "**", "<<", ">>", "&", "|", "^"];
    private static readonly string[] CompareSymbols =
    [
        "==",
        "!=",
        "<",
        "<=",
        ">",
        ">=",
        "is",
        "is not",
        "in",
        "not in",
    ];

    /// <summary>The method that the left operand of an operator has for it.</summary>
    public static string Of(BinaryOp op) => Left[(int)op];

    internal static string Reflected(BinaryOp op) => Right[(int)op];

    internal static string InPlace(BinaryOp op) => InPlaceNames[(int)op];

    /// <summary>The method of an operator with one operand.</summary>
    public static string Of(UnaryOp op) => UnaryNames[(int)op];

    /// <summary>The method of a comparison by value; <c>is</c> and <c>in</c> have none.</summary>
    public static string Of(CompareOp op) => Comparisons[(int)op];

    internal static string Symbol(BinaryOp op) => Symbols[(int)op];

    internal static string Symbol(CompareOp op) => CompareSymbols[(int)op];
}
