using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using CnnParams.Auditing.Summaries;

namespace CnnParams.Core.Tests.Auditing;

/// <summary>
/// The texts of tests/data/summaries after mail, web pages, terminals and code pages: each is read as it was printed.
/// </summary>
public sealed class PastedSummaryTests
{
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "data", "summaries");

    // What code pages make of the bytes 80 to BF, by Python's codecs.
    private const string Page1252 =
        "€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008DŽ\u008F\u0090‘’“”•–—˜™š›œ\u009DžŸ\u00A0¡¢£¤¥¦§¨©ª«¬\u00AD®¯°±²³´µ¶·¸¹º»¼½¾¿";

    private const string Page437 = "ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜ¢£¥₧ƒáíóúñÑªº¿⌐¬½¼¡«»░▒▓│┤╡╢╖╕╣║╗╝╜╛┐";

    private const string Page850 = "ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜø£Ø×ƒáíóúñÑªº¿®¬½¼¡«»░▒▓│┤ÁÂÀ©╣║╗╝¢¥┐";

    private static readonly byte[] Leads = [0xC2, 0xC3, 0xE2];

    public static TheoryData<string> Ways =>
        [
            "windows",
            "old mac",
            "converted twice",
            "quoted",
            "quoted twice",
            "quoted without blanks",
            "fenced in a quotation",
            "coloured",
            "links",
            "html",
            "tabs",
            "indented",
            "kubernetes",
            "cp1252",
            "cp437",
            "cp850",
            "latin1",
            "invisible",
        ];

    [Fact]
    public void A_line_between_the_rows_that_is_none_is_named()
    {
        var summary = Assert.Single(
            SummaryReader.ReadAll(
                """
                _________________________________________________________________
                 Layer (type)                Output Shape              Param #
                =================================================================
                 conv (Conv2D)               (None, 26, 26, 32)        320
                _________________________________________________________________
                 I tensorflow/core/platform/cpu_feature_guard.cc
                _________________________________________________________________
                 pool (MaxPooling2D)         (None, 13, 13, 32)        0
                =================================================================
                Total params: 320
                """
            )
        );
        Assert.Equal(2, summary.Rows.Count(row => row.Type is "Conv2D" or "MaxPooling2D"));
        Assert.Contains(
            "is no row and was left out: 'I tensorflow/core/platform/cpu_feature_guard.cc'.",
            Assert.Single(summary.Warnings),
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData("gluon", "UserWarning: something was odd")]
    [InlineData("gluon", "Epoch 3: loss 0.25")]
    [InlineData("mxnet", "UserWarning: something was odd")]
    [InlineData("onnx-tool", "UserWarning: something was odd")]
    [InlineData("torchsummary", "Epoch 3: loss 0.25")]
    [InlineData("torchinfo-depth-1", "Epoch 3: loss 0.25")]
    public void A_message_between_rows_is_no_part_of_them(string name, string message)
    {
        string text = File.ReadAllText(Path.Combine(Folder, name + ".txt"));
        var lines = text.Split('\n').ToList();
        lines.Insert(5, message);
        var read = SummaryReader.ReadAll(string.Join('\n', lines));
        Assert.Equal(SummaryReader.ReadAll(text).SelectMany(Rows), read.SelectMany(Rows));
        Assert.Contains(message, Assert.Single(read.SelectMany(summary => summary.Warnings)), StringComparison.Ordinal);
    }

    // What says how far a program is, is nobody's row, nor a part of one.
    [Theory]
    [InlineData("keras3-nested", 8)]
    [InlineData("keras3-nested", 14)]
    [InlineData("keras2-nested", 10)]
    [InlineData("torchinfo-depth-1", 6)]
    public void A_bar_of_progress_between_rows_is_left_out(string name, int place)
    {
        string text = File.ReadAllText(Path.Combine(Folder, name + ".txt"));
        var lines = text.Split('\n').ToList();
        lines.Insert(place, "Epoch 1/10:  45%|████▌     | 45/100 [00:12<00:15,  3.62it/s]");
        var read = SummaryReader.ReadAll(string.Join('\n', lines));
        Assert.Equal(SummaryReader.ReadAll(text).SelectMany(Rows), read.SelectMany(Rows));
        Assert.Empty(read.SelectMany(summary => summary.Warnings));
    }

    // rich writes its markup where nothing draws it.
    [Fact]
    public void Markup_of_rich_is_no_text()
    {
        string text = File.ReadAllText(Path.Combine(Folder, "keras3-nested.txt"));
        string marked = Regex
            .Replace(text, @"(?<= )\d[\d,]*(?= )", "[color(34)]$0[/color(34)]")
            .Replace("Model:", "[bold]Model:[/bold]", StringComparison.Ordinal)
            .Replace(" Layer (type) ", "[bold] Layer (type) [/bold]", StringComparison.Ordinal)
            .Replace(" Total params: ", "[bold] Total params: [/bold]", StringComparison.Ordinal);
        var read = SummaryReader.ReadAll(marked);
        Assert.Equal(SummaryReader.ReadAll(text).SelectMany(Rows), read.SelectMany(Rows));
        Assert.Empty(read.SelectMany(summary => summary.Warnings));
    }

    // Tools that print no total number their rows, or end all of them alike.
    [Theory]
    [InlineData("darknet", 9, 80, "Row 8 of this summary of Darknet is missing.")]
    [InlineData("ultralytics", 11, 120, "Row 10 of 'YOLOv8n' (Ultralytics) is missing.")]
    [InlineData("darknet", 0, 64, "20 lines of this summary of Darknet end before the last column does")]
    [InlineData("ultralytics", 0, 60, "23 lines of 'YOLOv8n' (Ultralytics) end before the last column does")]
    [InlineData("matlab", 0, 82, "1 line of this summary of MATLAB ends before the last column does")]
    public void Rows_and_columns_that_are_lost_are_named(string name, int lost, int width, string warning)
    {
        string[] lines = File.ReadAllLines(Path.Combine(Folder, name + ".txt"));
        var read = SummaryReader.ReadAll(
            string.Join(
                '\n',
                lines
                    .Where((_, i) => i == 0 || i != lost)
                    .Select((line, i) => line.Length > width && IsRow(line, i) ? line[..width] : line)
            )
        );
        Assert.Contains(
            read.SelectMany(summary => summary.Warnings),
            text => text.StartsWith(warning, StringComparison.Ordinal)
        );

        static bool IsRow(string line, int i) => i > 0 && !line.Contains("summary", StringComparison.Ordinal);
    }

    // Rows without parameters are in no sum: numbers, sequences and what others read tell of them.
    [Theory]
    [InlineData("torchsummary", "ReLU-2 ", "Row 2 of this summary of torchsummary is missing.")]
    [InlineData("gluon", "MaxPool2D-3 ", "Row 3 of this summary of Gluon is missing.")]
    [InlineData("pytorch-model-summary", "Flatten-8 ", "Row 8 of this summary of pytorch_model_summary is missing.")]
    [InlineData("torchsummaryx", "1_features", "Row 1 of this summary of torchsummaryX is missing.")]
    [InlineData(
        "torchinfo-frozen",
        "ReLU: 3-3",
        "Row 3-3 of 'Net' (torchinfo) is missing: without parameters, or used again and left out by hide_recursive_layers."
    )]
    [InlineData("calflops", "(5): ReLU", "Row features.5 of 'Simple' (calflops) is missing.")]
    [InlineData("ptflops", "(2): MaxPool2d", "Row features.2 of 'Simple' (ptflops) is missing.")]
    [InlineData("ultralytics-detailed", "features.2", "Row 2 of this summary of Ultralytics is missing.")]
    [InlineData("mxnet", "relu0(Activation)", "What other rows of this summary of MXNet name has no row: 'relu0'.")]
    [InlineData("darknet", "23 yolo", "The text ends before this summary of Darknet does, after 'conv22'")]
    [InlineData(
        "onnx-tool",
        "features.2/Relu",
        "The rows of this summary of onnx-tool add up to 857194 multiply-accumulates"
    )]
    [InlineData("lightning", "3 | features.4 ", "Row 3 of this summary of Lightning is missing.")]
    public void A_row_that_is_lost_is_named(string name, string row, string warning)
    {
        string[] lines = File.ReadAllLines(Path.Combine(Folder, name + ".txt"));
        int lost = Array.FindIndex(lines, line => line.Contains(row, StringComparison.Ordinal));
        Assert.True(lost >= 0);
        // Darknet's list ends with its last row where its next lines are not there.
        var left = lines.Where((line, i) => i != lost && !line.StartsWith("Floating", StringComparison.Ordinal));
        Assert.Contains(
            SummaryReader.ReadAll(string.Join('\n', left)).SelectMany(summary => summary.Warnings),
            text => text.StartsWith(warning, StringComparison.Ordinal)
        );
    }

    [Fact]
    public void Gaps_are_named_up_to_a_limit()
    {
        string[] lines = File.ReadAllLines(Path.Combine(Folder, "ultralytics.txt"));
        var warnings = SummaryReader
            .ReadAll(string.Join('\n', lines.Where((_, i) => i == 0 || i % 2 == 0)))[0]
            .Warnings;
        Assert.Equal(3, warnings.Count(text => text.StartsWith("Row ", StringComparison.Ordinal)));
        Assert.Contains(warnings, text => text.StartsWith("Rows of ", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("calflops")]
    [InlineData("ptflops")]
    [InlineData("deepspeed")]
    [InlineData("fvcore-tree-short")]
    public void A_tree_without_its_first_line_keeps_its_modules(string name)
    {
        string text = File.ReadAllText(Path.Combine(Folder, name + ".txt"));
        var whole = Assert.Single(SummaryReader.ReadAll(text));
        var read = Assert.Single(SummaryReader.ReadAll(text.Replace($"{whole.Name}(\n", "", StringComparison.Ordinal)));
        Assert.Equal(
            whole.Rows.Where(row => !row.IsTotal).Select(row => row.Name),
            read.Rows.Where(row => !row.IsTotal).Select(row => row.Name)
        );
        Assert.StartsWith("The text begins within", read.Warnings[0], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("calflops")]
    [InlineData("pytorch-model-summary")]
    [InlineData("torchstat")]
    public void Blanks_that_became_tabs_are_blanks(string name)
    {
        string text = File.ReadAllText(Path.Combine(Folder, name + ".txt"));
        string tabbed = string.Join('\n', text.Split('\n').Select(Tabbed));
        Assert.Contains('\t', tabbed);
        Assert.Equal(SummaryReader.ReadAll(text).SelectMany(Rows), SummaryReader.ReadAll(tabbed).SelectMany(Rows));

        // As unexpand does it.
        static string Tabbed(string line)
        {
            var tabbed = new StringBuilder();
            for (int i = 0; i < line.Length; i += 8)
            {
                string part = line.Substring(i, Math.Min(8, line.Length - i));
                string start = part.TrimEnd(' ');
                tabbed.Append(part.Length == 8 && start.Length < 7 ? start + '\t' : part);
            }

            return tabbed.ToString();
        }
    }

    // Blanks and apostrophes between thousands, bold cells, a text that a program shows in one line, a change in Git.
    [Theory]
    [InlineData("torchsummary", "(?<=\\d),(?=\\d{3}\\b)(?! )", " ")]
    [InlineData("torchsummary", "(?<=\\d),(?=\\d{3}\\b)(?! )", "'")]
    [InlineData("torchinfo-vit", "(?<=\\d),(?=\\d{3}\\b)(?! )", "\u00A0")]
    [InlineData("keras2-nested", "(?<=\\d),(?=\\d{3}\\b)(?! )", " ")]
    [InlineData("markdown", @"(?<=\| +)(\w+( \(\w+\))?|\d+)(?= +\|)", "**$1**")]
    [InlineData("torchsummary", "\n", "\\n")]
    [InlineData("torchinfo-vit", "\n", "\\n")]
    [InlineData("torchsummary", "(?m)^", "+")]
    public void Signs_of_a_page_or_a_program_do_not_matter(string name, string pattern, string sign)
    {
        string text = File.ReadAllText(Path.Combine(Folder, name + ".txt")).TrimEnd('\n');
        string pasted = Regex.Replace(text, pattern, sign);
        Assert.NotEqual(text, pasted);
        var read = SummaryReader.ReadAll(pasted);
        Assert.Equal(SummaryReader.ReadAll(text).SelectMany(Rows), read.SelectMany(Rows));
        Assert.Empty(read.SelectMany(summary => summary.Warnings));
    }

    [Fact]
    public void A_message_with_a_number_at_its_end_is_no_layer()
    {
        var summary = Assert.Single(
            SummaryReader.ReadAll(
                """
                _________________________________________________________________
                 Layer (type)                Output Shape              Param #
                =================================================================
                 conv (Conv2D)               (None, 26, 26, 32)        320
                W tensorflow/core/foo.cc:12] some warning with gaps    7
                 pool (MaxPooling2D)         (None, 13, 13, 32)        0
                =================================================================
                Total params: 320
                """
            )
        );
        Assert.Equal(["conv", "pool", "Total"], summary.Rows.Select(row => row.Name));
        Assert.Contains("some warning with gaps", Assert.Single(summary.Warnings), StringComparison.Ordinal);
    }

    // A terminal that is as wide as it says has broken the lines.
    [Theory]
    [InlineData("torchinfo-vit", 100)]
    [InlineData("torchsummaryx", 60)]
    [InlineData("keras3-nested", 80)]
    [InlineData("onnx-tool", 120)]
    public void Lines_that_a_terminal_broke_are_whole_where_all_adds_up(string name, int width)
    {
        string text = File.ReadAllText(Path.Combine(Folder, name + ".txt"));
        var broken = text.Split('\n').SelectMany(line => line.Chunk(width).Select(part => new string(part)));
        Assert.Equal(
            SummaryReader.ReadAll(text).SelectMany(Rows),
            SummaryReader.ReadAll(string.Join('\n', broken)).SelectMany(Rows)
        );
    }

    [Fact]
    public void Rows_without_a_heading_are_said()
    {
        string[] lines = File.ReadAllLines(Path.Combine(Folder, "two-summaries.txt"));
        int second = Array.FindLastIndex(lines, line => line.Contains("Layer (type)", StringComparison.Ordinal));
        var warnings = SummaryReader
            .ReadAll(string.Join('\n', lines.Where((_, i) => i != second)))
            .SelectMany(summary => summary.Warnings);
        Assert.Contains(warnings, text => text.Contains("on have no heading", StringComparison.Ordinal));
        var cut = SummaryReader
            .ReadAll(string.Join('\n', lines.Take(second + 1)))
            .SelectMany(summary => summary.Warnings);
        Assert.Contains(cut, text => text.StartsWith("The heading 'Layer (type)", StringComparison.Ordinal));
    }

    [Fact]
    public void A_table_of_onnx_tool_ends_with_its_total()
    {
        string[] lines = File.ReadAllLines(Path.Combine(Folder, "onnx-tool.txt"));
        Assert.Contains(
            "The text ends before",
            Assert.Single(Assert.Single(SummaryReader.ReadAll(string.Join('\n', lines.Take(7)))).Warnings),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Names_and_types_with_one_blank_between_them_are_apart()
    {
        string text = File.ReadAllText(Path.Combine(Folder, "onnx-tool.txt"));
        Assert.Equal(
            SummaryReader.ReadAll(text).SelectMany(Rows),
            SummaryReader.ReadAll(Regex.Replace(text, " {2,}", " ")).SelectMany(Rows)
        );
    }

    [Theory]
    [InlineData("gluon")]
    [InlineData("torchsummary")]
    [InlineData("paddle")]
    public void A_blank_line_between_rows_says_nothing(string name)
    {
        string text = File.ReadAllText(Path.Combine(Folder, name + ".txt"));
        var lines = text.Split('\n').ToList();
        lines.Insert(5, "");
        Assert.Equal(
            SummaryReader.ReadAll(text).SelectMany(Rows),
            SummaryReader.ReadAll(string.Join('\n', lines)).SelectMany(Rows)
        );
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public void A_summary_is_read_as_it_was_printed(string way)
    {
        foreach (string file in Directory.EnumerateFiles(Folder, "*.txt"))
        {
            string text = File.ReadAllText(file);
            var expected = SummaryReader.ReadAll(text);
            var read = SummaryReader.ReadAll(Pasted(text.TrimEnd('\n'), way));
            Assert.Equal(expected.SelectMany(Rows), read.SelectMany(Rows));
            Assert.Equal(
                expected.SelectMany(summary => summary.Warnings),
                read.SelectMany(summary => summary.Warnings)
            );
        }
    }

    [Theory]
    [InlineData("trimmed")]
    [InlineData("logged")]
    public void A_tree_of_modules_is_read_by_its_brackets(string way)
    {
        foreach (string name in new[] { "ptflops", "fvcore-tree-short", "calflops" })
        {
            string text = File.ReadAllText(Path.Combine(Folder, name + ".txt")).TrimEnd('\n');
            string pasted =
                way == "trimmed"
                    ? string.Join('\n', text.Split('\n').Select(line => line.Trim()))
                    : EachLine(text, "[2026-11-29 10:00:00,123] INFO train: ");
            Assert.Equal(SummaryReader.ReadAll(text).SelectMany(Rows), SummaryReader.ReadAll(pasted).SelectMany(Rows));
        }
    }

    // fvcore prints no totals; a log goes on, or somebody asks.
    [Fact]
    public void What_follows_a_table_between_bars_is_no_row()
    {
        string text = File.ReadAllText(Path.Combine(Folder, "fvcore.txt"));
        var read = SummaryReader.ReadAll(text + "\nEpoch 1/5: loss 0.123\nTotal time: 34 s\nWhat is wrong?\n");
        Assert.Equal(SummaryReader.ReadAll(text).SelectMany(Rows), read.SelectMany(Rows));
        Assert.Equal([], read.SelectMany(summary => summary.Warnings));
    }

    // A terminal without lines puts question marks; torchinfo's numbers still say how deep a row lies.
    [Theory]
    [InlineData("?")]
    [InlineData("\uFFFD")]
    public void Trees_whose_lines_are_lost_keep_their_rows(string sign)
    {
        foreach (string name in new[] { "torchinfo-all-columns", "torchinfo-blocks", "torchinfo-frozen" })
        {
            string text = File.ReadAllText(Path.Combine(Folder, name + ".txt"));
            Assert.Equal(
                SummaryReader.ReadAll(text).SelectMany(Rows),
                SummaryReader.ReadAll(Regex.Replace(text, "[\u2500-\u257F]", sign)).SelectMany(Rows)
            );
        }
    }

    [Theory]
    [InlineData("{0,4}  {1}", 1)]
    [InlineData("{0}: {1}", 1)]
    [InlineData("{0,3}\t{1}", 98)]
    public void Numbers_of_lines_are_no_part_of_a_summary(string form, int first)
    {
        foreach (string file in Directory.EnumerateFiles(Folder, "*.txt"))
        {
            string text = File.ReadAllText(file).TrimEnd('\n');
            string numbered = string.Join(
                '\n',
                text.Split('\n').Select((line, i) => string.Format(CultureInfo.InvariantCulture, form, first + i, line))
            );
            var read = SummaryReader.ReadAll(numbered);
            Assert.Equal(SummaryReader.ReadAll(text).SelectMany(Rows), read.SelectMany(Rows));
            Assert.Equal(
                SummaryReader.ReadAll(text).SelectMany(summary => summary.Warnings),
                read.SelectMany(summary => summary.Warnings)
            );
        }
    }

    // Code pages put the numbers of lines beside the text, and a copy glues them to it.
    [Theory]
    [InlineData("keras2-cut-types", 1)]
    [InlineData("keras3-nested", 1)]
    [InlineData("torchinfo-blocks", 98)]
    [InlineData("torchsummary", 1)]
    [InlineData("lightning", 1)]
    public void Numbers_of_lines_are_told_from_what_they_are_glued_to(string name, int first)
    {
        string text = File.ReadAllText(Path.Combine(Folder, name + ".txt")).TrimEnd('\n');
        string glued = string.Join(
            '\n',
            text.Split('\n').Select((line, i) => (first + i).ToString(CultureInfo.InvariantCulture) + line)
        );
        Assert.Equal(SummaryReader.ReadAll(text).SelectMany(Rows), SummaryReader.ReadAll(glued).SelectMany(Rows));
    }

    // A page or a message takes the ends of lines for blanks, and many blanks for one.
    [Theory]
    [InlineData("keras2-cut-types")]
    [InlineData("keras3-nested")]
    [InlineData("torchinfo-blocks")]
    [InlineData("torchinfo-depth-1")]
    [InlineData("torchsummary")]
    [InlineData("paddle")]
    [InlineData("markdown")]
    public void A_table_in_one_line_is_read_row_by_row(string name)
    {
        string text = File.ReadAllText(Path.Combine(Folder, name + ".txt"));
        string joined = Regex.Replace(text.Trim(), @"\s+", " ");
        Assert.DoesNotContain('\n', joined);
        var read = SummaryReader.ReadAll(joined);
        Assert.Equal(SummaryReader.ReadAll(text).SelectMany(Rows), read.SelectMany(Rows));
        Assert.Equal(
            SummaryReader.ReadAll(text).SelectMany(summary => summary.Warnings),
            read.SelectMany(summary => summary.Warnings)
        );
    }

    [Fact]
    public void A_title_without_its_table_is_said()
    {
        string text = File.ReadAllText(Path.Combine(Folder, "two-summaries.txt"));
        string title = "\"discriminator\"";
        int end = text.IndexOf(title, StringComparison.Ordinal) + title.Length;
        var summary = Assert.Single(SummaryReader.ReadAll(text.Substring(0, end)));
        Assert.Equal(["The title of 'discriminator' has no table below it: its rows are missing."], summary.Warnings);
    }

    [Theory]
    [InlineData("keras2-nested", "Total params")]
    [InlineData("keras3-nested", "Total params")]
    [InlineData("torchsummary", "Total params")]
    [InlineData("torchinfo-blocks", "Total params")]
    [InlineData("torchinfo-blocks", "(denseblock4)")]
    [InlineData("lightning", "Trainable params")]
    [InlineData("ptflops", "(fc3)")]
    public void A_summary_that_is_cut_says_after_which_row(string name, string cut)
    {
        string text = File.ReadAllText(Path.Combine(Folder, name + ".txt"));
        int end = text.IndexOf(cut, StringComparison.Ordinal);
        var summary = SummaryReader.ReadAll(end < 0 ? text.Substring(0, text.Length * 2 / 3) : text.Substring(0, end))[
            0
        ];
        string last = summary.Rows.Last(row => !row.IsTotal).Name;
        Assert.Contains(summary.Warnings, warning => warning.Contains($"after '{last}': rows may be missing"));
    }

    private static IEnumerable<object> Rows(Summary summary) =>
        summary.Rows.Select(row =>
            (object)(row.Name, row.Type, row.OutputShape, row.Parameters, row.Macs, row.Depth, row.Network, row.Source)
        );

    private static string Pasted(string text, string way) =>
        way switch
        {
            "windows" => text.Replace("\n", "\r\n"),
            "old mac" => text.Replace('\n', '\r'),
            "converted twice" => text.Replace("\n", "\r\r\n"),
            "quoted" => EachLine(text, "> "),
            "quoted twice" => "Hello,\n\nthis is what I get:\n\n" + EachLine(text, ">> "),
            "quoted without blanks" => "On Tuesday, Ann wrote:\n" + EachLine(text, ">"),
            "fenced in a quotation" => EachLine("```text\n" + text + "\n```", "> > "),
            "coloured" => EachLine(text, "\u001B[1;38;5;12m", "\u001B[0m\u001B[K"),
            "links" => EachLine(text, "\u001B]8;;file:///log\u001B\\", "\u001B(B"),
            "html" => "<pre>"
                + EachLine(
                    text.Replace("&", "&amp;").Replace("<", "&lt;"),
                    "<span style=\"color: #0087ff\">",
                    "</span>"
                )
                + "</pre>",
            "tabs" => EachLine(text, "\t\t"),
            "indented" => EachLine(text, "    "),
            "kubernetes" => EachLine(text, "2024-05-01T12:00:03.123456789Z stdout F "),
            "invisible" => EachLine(text, "\u200B", "\u00AD\u200B"),
            "latin1" => Encoding.Latin1.GetString(Encoding.UTF8.GetBytes(text)),
            "cp1252" => Misread(text, Page1252, "ÂÃâ"),
            "cp437" => Misread(text, Page437, "┬├Γ"),
            _ => Misread(text, Page850, "┬├Ô"),
        };

    private static string EachLine(string text, string before, string after = "") =>
        string.Join('\n', text.Split('\n').Select(line => before + line + after));

    // Bytes of UTF-8 as characters of a page; only three leading bytes are in the texts.
    private static string Misread(string text, string page, string leads) =>
        string.Concat(
            Encoding
                .UTF8.GetBytes(text)
                .Select(code =>
                    code < 0x80 ? (char)code
                    : code < 0xC0 ? page[code - 0x80]
                    : leads[Array.IndexOf(Leads, code)]
                )
        );
}
