using System.Text;
using CnnParams.Formats.Writing;
using CnnParams.Measuring;
using CnnParams.Networks;
using CnnParams.Reading;
using CnnParams.Writing;

namespace CnnParams.Formats.Tests.Writing;

/// <summary>Networks written in memory and read again.</summary>
internal static class Exported
{
    private static readonly IModelWriter[] Writers =
    [
        .. typeof(ModelLibrary)
            .Assembly.GetTypes()
            .Where(type => typeof(IModelWriter).IsAssignableFrom(type) && !type.IsAbstract)
            .Select(type => (IModelWriter)Activator.CreateInstance(type)!),
    ];

    private static readonly IModelReader[] Readers =
    [
        .. typeof(ModelLibrary)
            .Assembly.GetTypes()
            .Where(type => typeof(IModelReader).IsAssignableFrom(type) && !type.IsAbstract)
            .Select(type => (IModelReader)Activator.CreateInstance(type)!),
    ];

    /// <summary>Whether files of a format can be read as well.</summary>
    internal static bool HasReader(string format) => Readers.Any(reader => reader.Format.Name == format);

    /// <summary>The bytes of a network in a format.</summary>
    /// <exception cref="ModelWriteException">The format cannot express it.</exception>
    internal static byte[] Bytes(Network network, string format, string fileName = "model")
    {
        using var output = new MemoryStream();
        Writers
            .Single(writer => writer.Format == format)
            .Write(new WritableNetwork(Measurer.Measure(network)), fileName, output, CancellationToken.None);
        return output.ToArray();
    }

    /// <summary>The text of a network in a format.</summary>
    internal static string Text(Network network, string format, string fileName = "model") =>
        Encoding.UTF8.GetString(Bytes(network, format, fileName));

    /// <summary>The network that bytes are of, found by their content.</summary>
    internal static Network Read(byte[] bytes, string fileName)
    {
        using var file = new ModelFile(Path.Combine(Path.GetTempPath(), fileName), () => new MemoryStream(bytes));
        var reader = Readers.Single(reader => reader.Recognizes(file));
        return reader.Read(file, new ReadOptions(), CancellationToken.None);
    }
}
