using System.Management.Automation.Host;

namespace CnnParams.Shell.Hosting;

/// <summary>The measures the engine formats for: the terminal's, or a fixed width where there is none.</summary>
internal sealed class HostRawUI(int? fixedWidth) : PSHostRawUserInterface
{
    /// <summary>The width of what is not a terminal: a file, a pipe, a test.</summary>
    public const int DefaultWidth = 120;

    public override Size BufferSize
    {
        get => WindowSize;
        set => throw Unsupported();
    }

    public override Size WindowSize
    {
        get => fixedWidth is { } width ? new Size(width, 50) : TerminalSize();
        set => throw Unsupported();
    }

    public override Size MaxWindowSize => WindowSize;

    public override Size MaxPhysicalWindowSize => WindowSize;

    public override Coordinates WindowPosition { get; set; }

    public override Coordinates CursorPosition { get; set; }

    public override int CursorSize { get; set; } = 25;

    public override ConsoleColor ForegroundColor { get; set; } = ConsoleColor.Gray;

    public override ConsoleColor BackgroundColor { get; set; } = ConsoleColor.Black;

    public override string WindowTitle { get; set; } = "";

    public override bool KeyAvailable => fixedWidth is null && Console.KeyAvailable;

    public override KeyInfo ReadKey(ReadKeyOptions options)
    {
        if (fixedWidth is not null)
            throw Unsupported();

        ConsoleKeyInfo key = Console.ReadKey(intercept: (options & ReadKeyOptions.NoEcho) != 0);
        return new KeyInfo((int)key.Key, key.KeyChar, default, keyDown: true);
    }

    public override void FlushInputBuffer()
    {
    }

    public override void SetBufferContents(Coordinates origin, BufferCell[,] contents) => throw Unsupported();

    public override void SetBufferContents(Rectangle rectangle, BufferCell fill) => throw Unsupported();

    public override BufferCell[,] GetBufferContents(Rectangle rectangle) => throw Unsupported();

    public override void ScrollBufferContents(Rectangle source, Coordinates destination, Rectangle clip, BufferCell fill) => throw Unsupported();

    private static Size TerminalSize()
    {
        // Some terminals do not know their size and say 0.
        int width = Console.WindowWidth;
        int height = Console.WindowHeight;
        return new Size(width > 0 ? width : DefaultWidth, height > 0 ? height : 50);
    }

    private static NotSupportedException Unsupported() => new("The shell's console cannot do this.");
}
