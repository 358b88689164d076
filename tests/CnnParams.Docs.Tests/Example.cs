using CnnParams.HelpBuilder;

namespace CnnParams.Docs.Tests;

/// <summary>
/// A block <c>powershell</c> of a page, with the blocks <c>output</c> (or <c>text</c>) and <c>error</c> after it.
/// </summary>
internal sealed record Example(CodeBlock Code, CodeBlock? Output, CodeBlock? Error)
{
    public static IEnumerable<Example> In(MarkdownPage page)
    {
        var blocks = page.Blocks;
        for (int i = 0; i < blocks.Count; i++)
        {
            if (blocks[i] is not CodeBlock { Language: "powershell" } code)
                continue;
            var shown = blocks
                .Skip(i + 1)
                .TakeWhile(block => block is CodeBlock { Language: not "powershell" })
                .Cast<CodeBlock>()
                .ToArray();
            yield return new Example(
                code,
                shown.FirstOrDefault(block => block.Language is "output" or "text"),
                shown.FirstOrDefault(block => block.Language == "error")
            );
        }
    }
}
