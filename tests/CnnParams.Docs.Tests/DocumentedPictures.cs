namespace CnnParams.Docs.Tests;

/// <summary>
/// Pictures that the examples of a page write to a folder images: those beside the page are the same, to the byte. With
/// CNNPARAMS_UPDATE_DOCS=1 they are put there.
/// </summary>
internal static class DocumentedPictures
{
    private const string Folder = "images";

    public static void Hold(string page, string writtenIn)
    {
        string written = Path.Combine(writtenIn, Folder),
            documented = Path.Combine(Path.GetDirectoryName(page)!, Folder);
        if (!Directory.Exists(written))
            return;
        foreach (string file in Directory.GetFiles(written))
        {
            string beside = Path.Combine(documented, Path.GetFileName(file)),
                text = File.ReadAllText(file);
            if (DocumentedText.IsUpdating)
            {
                Directory.CreateDirectory(documented);
                File.WriteAllText(beside, text);
            }

            Assert.True(
                File.Exists(beside) && File.ReadAllText(beside) == text,
                $"{beside} is not what {page} makes; make it with CNNPARAMS_UPDATE_DOCS=1."
            );
        }
    }
}
