using System.Text.RegularExpressions;
using CnnParams.Python.Running;
using CnnParams.Python.Values;

namespace CnnParams.Formats.PythonSource;

/// <summary>Parts of models that are made of classes which are not here, or that could not be made.</summary>
internal static class NotHere
{
    // An object of a class, by how Python's classes are called; a loss and what trains have no part in the network.
    private static readonly Regex ClassMade = new(
        @"(?<!\boptim)(?:^|\.)([A-Z]\w*)(?<!Loss|Writer|Logger|Metric|Optimizer|LR)\(\)$"
    );

    /// <summary>The class that a value is made by, or should have been; null where it can have no parameters.</summary>
    internal static string? ClassOf(Unknown unknown) =>
        ClassMade.Match(Maker(unknown)) is { Success: true } made ? made.Groups[1].Value : null;

    /// <summary>Why a part has no parameters that are known.</summary>
    internal static string Explain(string path, string name, Exception? cause) =>
        path
        + (
            cause is null
                ? $" is of the class '{name}', which is not here"
                : $" could not be made ({Unknown.Explain(cause)})"
        )
        + ": its parameters are not counted";

    // Head(), of which nothing more is known; or the call of the statement that failed.
    private static string Maker(Unknown unknown) =>
        unknown.Cause is null ? unknown.Name
        : unknown.Cause is RaisedException raised && FailedStatement.Makers(raised).FirstOrDefault() is { } maker
            ? $"{maker}()"
        : "";
}
