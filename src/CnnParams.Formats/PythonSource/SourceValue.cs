using System.Collections;
using System.Globalization;
using CnnParams.Python.Values;

namespace CnnParams.Formats.PythonSource;

/// <summary>Values of .NET as values of Python: what a class or a function is called with.</summary>
internal static class SourceValue
{
    internal static object Of(object? value) =>
        value switch
        {
            null => None.Instance,
            bool flag => Boxed.Of(flag),
            string text => text,
            double or float or decimal => Convert.ToDouble(value, CultureInfo.InvariantCulture),
            sbyte or byte or short or ushort or int or uint or long => Boxed.Of(
                Convert.ToInt64(value, CultureInfo.InvariantCulture)
            ),
            IDictionary pairs => Dict(pairs),
            IEnumerable items => new PyList([.. items.Cast<object?>().Select(Of)]),
            _ => value.ToString() ?? "",
        };

    private static PyDict Dict(IDictionary pairs)
    {
        var dict = new PyDict();
        foreach (DictionaryEntry pair in pairs)
            dict.Set(Of(pair.Key), Of(pair.Value));
        return dict;
    }
}
