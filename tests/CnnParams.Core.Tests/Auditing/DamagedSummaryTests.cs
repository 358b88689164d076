using CnnParams.Auditing.Summaries;

namespace CnnParams.Core.Tests.Auditing;

/// <summary>
/// The texts of tests/data/summaries without one of their lines, without their end or their beginning, and with other
/// output between their lines. What is lost should be named, and what is between the rows should be none of them.
/// </summary>
public sealed class DamagedSummaryTests
{
    private const string Message = "Epoch 3: loss 0.25";

    private const string Progress = "100%|##########| 44.7M/44.7M [00:00<00:00, 104MB/s]";

    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "data", "summaries");

    // How many of the texts without a line, an end or a beginning give other rows without a word: nothing tells of a
    // line without a number in a list that has no total. How many places there are where a message or the progress of a
    // download changes the rows, and how many where the message is named. The first five may fall, the last may rise.
    [Theory]
    [InlineData("caffe", 4, 0, 8, 0, 0, 0)]
    [InlineData("darknet", 1, 1, 0, 0, 0, 0)]
    [InlineData("fastai", 11, 0, 0, 2, 2, 21)]
    [InlineData("fastai1", 5, 0, 0, 0, 0, 18)]
    [InlineData("flax", 2, 0, 0, 0, 0, 28)]
    [InlineData("flux", 11, 0, 0, 15, 15, 0)]
    [InlineData("fvcore-parameters", 14, 0, 32, 0, 0, 33)]
    [InlineData("fvcore-skipped-block", 7, 3, 33, 0, 14, 34)]
    [InlineData("fvcore-tree-short", 6, 1, 6, 0, 0, 0)]
    [InlineData("gluon", 2, 0, 0, 0, 0, 8)]
    [InlineData("keras1-cut-shapes", 0, 0, 0, 0, 0, 13)]
    [InlineData("keras2-counts-wrapped", 0, 0, 0, 0, 0, 8)]
    [InlineData("keras2-cut-types", 6, 0, 0, 0, 0, 14)]
    [InlineData("keras2-name-wrapped", 1, 0, 0, 0, 0, 7)]
    [InlineData("keras2-nested", 1, 0, 0, 0, 0, 20)]
    [InlineData("keras2-shape-wrapped", 3, 0, 0, 0, 0, 17)]
    [InlineData("keras3-cut-counts", 4, 6, 2, 0, 8, 6)]
    [InlineData("keras3-nested", 6, 0, 0, 2, 18, 18)]
    [InlineData("lightning-rich-cut-titles", 9, 18, 1, 8, 17, 21)]
    [InlineData("lightning-rich-narrow", 7, 0, 0, 11, 22, 27)]
    [InlineData("lightning-rich", 0, 0, 0, 0, 5, 3)]
    [InlineData("lightning", 1, 0, 0, 0, 8, 9)]
    [InlineData("lux", 3, 0, 0, 6, 6, 0)]
    [InlineData("markdown", 2, 4, 0, 0, 6, 4)]
    [InlineData("matlab", 4, 3, 0, 0, 0, 4)]
    [InlineData("mxnet-long-names", 1, 0, 0, 0, 0, 16)]
    [InlineData("mxnet", 2, 0, 0, 0, 0, 20)]
    [InlineData("onnx-tool-shared", 2, 1, 0, 0, 0, 32)]
    [InlineData("onnx-tool", 1, 0, 0, 0, 0, 12)]
    [InlineData("paddle", 2, 0, 0, 0, 0, 7)]
    [InlineData("ptflops", 2, 1, 0, 0, 0, 0)]
    [InlineData("pytorch-geometric", 5, 2, 0, 0, 0, 16)]
    [InlineData("pytorch-model-summary", 0, 0, 0, 0, 0, 13)]
    [InlineData("torch-for-r", 1, 0, 0, 9, 9, 0)]
    [InlineData("torchinfo-all-columns", 1, 0, 0, 0, 0, 15)]
    [InlineData("torchinfo-ascii-names", 2, 0, 0, 0, 0, 15)]
    [InlineData("torchinfo-auxiliary", 1, 3, 0, 0, 0, 22)]
    [InlineData("torchinfo-collapsed", 2, 3, 0, 0, 0, 15)]
    [InlineData("torchinfo-depth-1", 1, 3, 0, 0, 0, 7)]
    [InlineData("torchinfo-frozen", 2, 3, 0, 0, 0, 15)]
    [InlineData("torchinfo-no-settings", 3, 3, 0, 0, 0, 17)]
    [InlineData("torchinfo-tabs", 2, 3, 0, 0, 0, 14)]
    [InlineData("torchinfo-vit", 1, 0, 0, 0, 0, 22)]
    [InlineData("torchstat", 0, 0, 0, 0, 0, 0)]
    [InlineData("torchsummary", 1, 0, 0, 0, 0, 14)]
    [InlineData("torchsummaryx-frozen", 0, 26, 0, 0, 0, 27)]
    [InlineData("torchsummaryx", 0, 0, 0, 0, 0, 14)]
    [InlineData("two-summaries", 0, 2, 6, 0, 0, 8)]
    [InlineData("ultralytics-detailed", 1, 0, 15, 0, 0, 17)]
    [InlineData("ultralytics-parameters", 1, 0, 9, 0, 0, 11)]
    [InlineData("ultralytics", 0, 0, 0, 0, 0, 0)]
    public void What_is_lost_is_named(
        string name,
        int withoutLine,
        int withoutEnd,
        int withoutBeginning,
        int changedByMessage,
        int changedByProgress,
        int namedMessages
    )
    {
        string[] lines = File.ReadAllLines(Path.Combine(Folder, name + ".txt"));
        var whole = Read(lines);
        Reading[] withMessage = [.. EachPlace(i => [.. lines.Take(i), Message, .. lines.Skip(i)])];
        Assert.InRange(EachPlace(i => lines.Where((_, j) => j != i)).Count(IsSilent), 0, withoutLine);
        Assert.InRange(EachPlace(i => lines.Take(i)).Count(IsSilent), 0, withoutEnd);
        Assert.InRange(EachPlace(i => lines.Skip(i)).Count(IsSilent), 0, withoutBeginning);
        Assert.InRange(withMessage.Count(IsOther), 0, changedByMessage);
        Assert.InRange(
            EachPlace(i => [.. lines.Take(i), Progress, .. lines.Skip(i)]).Count(IsOther),
            0,
            changedByProgress
        );
        Assert.InRange(
            withMessage.Count(read => read.Warnings.Exists(text => text.Contains(Message, StringComparison.Ordinal))),
            namedMessages,
            lines.Length
        );

        IEnumerable<Reading> EachPlace(Func<int, IEnumerable<string>> damaged) =>
            Enumerable.Range(0, lines.Length).Select(i => Read(damaged(i)));

        bool IsOther(Reading read) => !read.Rows.SequenceEqual(whole.Rows);

        bool IsSilent(Reading read) =>
            read.Rows.Count > 0 && IsOther(read) && read.Warnings.Count <= whole.Warnings.Count;
    }

    private static Reading Read(IEnumerable<string> lines)
    {
        try
        {
            var read = SummaryReader.ReadAll(string.Join('\n', lines));
            return new(
                [
                    .. read.SelectMany(summary => summary.Rows)
                        .Select(row => (row.Name, row.Type, row.OutputShape, row.Parameters, row.Macs, row.Depth)),
                ],
                [.. read.SelectMany(summary => summary.Warnings)]
            );
        }
        catch (FormatException)
        {
            return new([], []);
        }
    }

    private sealed record Reading(
        IReadOnlyList<(string, string, string, object?, object?, int)> Rows,
        List<string> Warnings
    );
}
