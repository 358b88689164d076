using System.Runtime.Serialization.Json;
using System.Xml;
using System.Xml.Linq;
using System.Text;

namespace CnnParams.PowerShell.Reading;

/// <summary>
/// JSON files of names and values, with the reader of the framework that both editions have, which gives JSON as XML.
/// Only the outermost names are kept; what lies deeper has nothing to say here.
/// </summary>
internal static class JsonData
{
    private const long LongestFile = 16 << 20;

    private static readonly XmlDictionaryReaderQuotas Quotas = new() { MaxDepth = 32, MaxStringContentLength = 1 << 20, MaxArrayLength = 1 << 20 };

    /// <summary>The objects of a file: one, or those of a list.</summary>
    /// <exception cref="FormatException">It is not such a file, or too long for one.</exception>
    internal static IReadOnlyList<IReadOnlyList<KeyValuePair<string, object?>>> Read(string path)
    {
        if (new FileInfo(path).Length > LongestFile)
            throw new FormatException("it is too long for a file of names and values");
        try
        {
            // Windows PowerShell's > writes UTF-16: the text is read by its mark.
            using var json = JsonReaderWriterFactory.CreateJsonReader(Encoding.UTF8.GetBytes(File.ReadAllText(path)), Quotas);
            var root = XDocument.Load(json).Root!;
            return (string?)root.Attribute("type") == "array" ? [.. root.Elements().Select(Values)] : [Values(root)];
        }
        catch (XmlException exception)
        {
            throw new FormatException(exception.Message, exception);
        }
    }

    private static KeyValuePair<string, object?>[] Values(XElement map) => (string?)map.Attribute("type") == "object"
        ? [.. map.Elements().Select(element => new KeyValuePair<string, object?>((string?)element.Attribute("item") ?? element.Name.LocalName, Value(element)))]
        : throw new FormatException("it has no { \"name\": value }");

    private static object? Value(XElement element) => (string?)element.Attribute("type") switch
    {
        "null" => null,
        "array" => element.Elements().Select(Value).ToArray(),
        "object" => element.Elements().ToDictionary(inner => (string?)inner.Attribute("item") ?? inner.Name.LocalName, Value),
        _ => element.Value,
    };
}
