namespace CnnParams.HelpBuilder;

/// <summary>The help of one language: a MAML file for the cmdlets, and a text for each about topic.</summary>
public static class HelpFolder
{
    private const string AboutPrefix = "about_";
    private const string AboutSuffix = ".help.txt";

    /// <summary>Makes the help files of a folder of pages; topics whose pages are gone are deleted.</summary>
    /// <exception cref="PageException">A page does not have the form that help is made from.</exception>
    public static void Build(string pages, string output)
    {
        var texts = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (string path in Topics(pages))
            texts[Path.GetFileNameWithoutExtension(path) + AboutSuffix] = AboutTopic.Write(MarkdownPage.Read(path));
        foreach (var file in Commands(pages).Select(CommandPage.Read).GroupBy(command => command.HelpFile))
            texts[file.Key] = Maml.Write(file);

        Directory.CreateDirectory(output);
        foreach (
            string stale in Directory
                .GetFiles(output, AboutPrefix + "*" + AboutSuffix)
                .Where(path => !texts.ContainsKey(Path.GetFileName(path)))
        )
            File.Delete(stale);
        foreach (var (name, text) in texts)
            File.WriteAllText(Path.Combine(output, name), text);
    }

    /// <summary>The pages of the cmdlets.</summary>
    public static IEnumerable<string> Commands(string pages) => Pages(pages).Where(path => !IsTopic(path));

    /// <summary>The pages of the about topics.</summary>
    public static IEnumerable<string> Topics(string pages) => Pages(pages).Where(IsTopic);

    private static IEnumerable<string> Pages(string folder) =>
        Directory.GetFiles(folder, "*.md").Order(StringComparer.Ordinal);

    private static bool IsTopic(string path) =>
        Path.GetFileName(path).StartsWith(AboutPrefix, StringComparison.Ordinal);
}
