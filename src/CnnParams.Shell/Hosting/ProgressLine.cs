using System.Diagnostics;
using System.Globalization;
using System.Management.Automation;

namespace CnnParams.Shell.Hosting;

/// <summary>Progress as one line at the bottom of a terminal, taken away before anything else is written.</summary>
internal sealed class ProgressLine(TextSink sink, Func<int> width)
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100);

    private readonly Lock _gate = new();
    private long _shownAt;
    private bool _visible;

    public void Show(ProgressRecord record)
    {
        lock (_gate)
        {
            if (record.RecordType == ProgressRecordType.Completed)
            {
                Hide();
            }
            else if (!_visible || Stopwatch.GetElapsedTime(_shownAt) >= Interval)
            {
                sink.Write("\r" + Shortened(Text(record), width() - 1) + EraseToEnd);
                _shownAt = Stopwatch.GetTimestamp();
                _visible = true;
            }
        }
    }

    public void Clear()
    {
        lock (_gate)
            Hide();
    }

    private void Hide()
    {
        if (_visible)
            sink.Write("\r" + EraseToEnd);
        _visible = false;
    }

    private static string Text(ProgressRecord record)
    {
        string percent = record.PercentComplete < 0 ? "" : record.PercentComplete.ToString(CultureInfo.CurrentCulture) + "% ";
        string[] parts = [record.Activity, record.StatusDescription, record.CurrentOperation];
        return percent + string.Join(" - ", parts.Where(part => !string.IsNullOrWhiteSpace(part))).ReplaceLineEndings(" ");
    }

    private static string Shortened(string text, int length) =>
        text.Length <= length ? text : string.Concat(text.AsSpan(0, Math.Max(0, length - 1)), "…");

    private const string EraseToEnd = "\x1b[K";
}
