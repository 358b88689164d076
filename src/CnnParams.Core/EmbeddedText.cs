namespace CnnParams;

/// <summary>The texts that the assembly brings: devices, indexes. Words, on the ground floor, read their own.</summary>
internal static class EmbeddedText
{
    /// <summary>A text, to be read line by line.</summary>
    /// <param name="name">Its name in the project, without <c>CnnParams.</c> and <c>.txt</c>.</param>
    internal static StreamReader Open(string name) =>
        new(typeof(EmbeddedText).Assembly.GetManifestResourceStream($"CnnParams.{name}.txt")!);

    /// <summary>All of a text.</summary>
    /// <inheritdoc cref="Open" path="/param"/>
    internal static string Read(string name)
    {
        using var reader = Open(name);
        return reader.ReadToEnd();
    }
}
