namespace CnnParams.Core.Tests.Catalogue;

/// <summary>The tables that the oracles wrote: no quotes, no commas in cells.</summary>
internal static class Csv
{
    internal static IReadOnlyList<IReadOnlyDictionary<string, string>> Read(params string[] path)
    {
        string[] lines = File.ReadAllLines(Path.Combine([AppContext.BaseDirectory, "data", .. path]));
        string[] columns = lines[0].Split(',');
        return
        [
            .. lines
                .Skip(1)
                .Select(line => columns.Zip(line.Split(',')).ToDictionary(pair => pair.First, pair => pair.Second)),
        ];
    }
}
