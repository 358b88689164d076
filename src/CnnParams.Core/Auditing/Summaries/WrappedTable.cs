using System.Text;

namespace CnnParams.Auditing.Summaries;

/// <summary>Tables that were too wide for a terminal, as they were before it broke them.</summary>
internal static class WrappedTable
{
    /// <summary>The lines, with headings of boxes in one line and the frames of pandas in one piece.</summary>
    internal static string[] Joined(string[] lines)
    {
        var joined = new List<string>();
        for (int i = 0; i < lines.Length; )
        {
            if (Heading(lines, i) is { } heading)
            {
                joined.Add(heading.Line);
                i = heading.End;
            }
            else if (Frame(lines, i) is { } frame)
            {
                joined.AddRange(frame.Lines);
                i = frame.End;
            }
            else
            {
                joined.Add(lines[i++]);
            }
        }

        return [.. joined];
    }

    /// <summary>
    /// The text with lines in one piece that a terminal has broken where it ends; null where none is as wide as others.
    /// </summary>
    internal static string? Unbroken(string text)
    {
        const int fewest = 3,
            narrowest = 40;
        string[] lines = text.Replace("\r\n", "\n").Split('\n');
        int width = lines.Max(line => line.Length);
        if (width < narrowest || lines.Count(line => line.Length == width) < fewest)
            return null;
        var whole = new StringBuilder(text.Length);
        foreach (string line in lines)
            whole.Append(line).Append(line.Length == width ? "" : "\n");
        return whole.ToString();
    }

    // Cells of a heading that go on in the next line, which is as heavy.
    private static (string Line, int End)? Heading(string[] lines, int start)
    {
        bool IsHeading(int i) => i < lines.Length && lines[i].TrimStart().StartsWith("┃", StringComparison.Ordinal);
        if (!IsHeading(start) || !IsHeading(start + 1))
            return null;
        string[] cells = TableHeading.Cells(lines[start], '┃');
        int end = start + 1;
        for (; IsHeading(end); end++)
        {
            string[] more = TableHeading.Cells(lines[end], '┃');
            if (more.Length != cells.Length)
                return null;
            cells = [.. cells.Zip(more, (above, below) => $"{above.Trim()} {below.Trim()}".Trim())];
        }

        return ($"┃ {string.Join(" ┃ ", cells)} ┃", end);
    }

    // pandas ends a heading with a backslash and writes the further columns below, with the names of the rows again.
    private static (string[] Lines, int End)? Frame(string[] lines, int start)
    {
        if (!IsContinued(lines[start]))
            return null;
        int count = Array.FindIndex(lines, start, line => line.Trim().Length == 0) - start;
        if (count < 2)
            return null;
        string[] frame = [.. lines.Skip(start).Take(count)];
        int names = frame.Skip(1).Max(line => line.TakeWhile(sign => !char.IsWhiteSpace(sign)).Count());
        int end = start + count;
        while (IsContinued(frame[0]))
        {
            int next = end + 1;
            if (next + count > lines.Length)
                return null;
            frame[0] = frame[0].TrimEnd().TrimEnd('\\');
            int width = frame.Max(line => line.Length);
            for (int i = 0; i < count; i++)
            {
                string line = lines[next + i];
                frame[i] = frame[i].PadRight(width) + (line.Length > names ? line.Substring(names) : "");
            }

            end = next + count;
        }

        return (frame, end);
    }

    private static bool IsContinued(string heading) =>
        heading.TrimEnd() is var line
        && line.EndsWith("\\", StringComparison.Ordinal)
        && ColumnTitles.In(line.TrimEnd('\\')).Count > 0;
}
