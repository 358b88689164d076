using System.Text.RegularExpressions;
using CnnParams.Python.Running;

namespace CnnParams.Formats.PythonSource;

/// <summary>What a statement that failed was to do, as its text says.</summary>
internal static class FailedStatement
{
    private static readonly Regex Making = new(@"(?:=|\breturn)\s*([A-Za-z_][\w.]*)\(");

    private static readonly Regex Calling = new(@"^\s*(?:[\w,. ()\[\]]*=\s*)?([A-Za-z_][\w.]*)\(");

    /// <summary>What was to make the value of a name, or of a function: <c>Head</c> of <c>head = Head(3)</c>.</summary>
    internal static IEnumerable<string> Makers(RaisedException raised) => Found(Making, raised);

    /// <summary>What is called first: <c>model.fit</c> of <c>history = model.fit(x)</c>.</summary>
    internal static IEnumerable<string> Called(RaisedException raised) => Found(Calling, raised);

    /// <summary>Its first line, and the line of it where it failed.</summary>
    internal static IEnumerable<string> Lines(RaisedException raised) =>
        new[] { raised.Statement?.Content, raised.Trace.LastOrDefault().Content }.OfType<string>().Distinct();

    private static IEnumerable<string> Found(Regex pattern, RaisedException raised) =>
        Lines(raised)
            .Select(line => pattern.Match(line))
            .Where(match => match.Success)
            .Select(match => match.Groups[1].Value);
}
