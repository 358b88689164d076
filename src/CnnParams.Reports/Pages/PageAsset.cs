namespace CnnParams.Reports.Pages;

/// <summary>What the page is made of, as Page/build.mjs bundles it.</summary>
internal static class PageAsset
{
    /// <summary>The text of a file in Page/dist.</summary>
    internal static string Text(string name)
    {
        using var stream = typeof(PageAsset).Assembly.GetManifestResourceStream("CnnParams.Page." + name)!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
