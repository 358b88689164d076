using System.Text;

namespace CnnParams.Shell.Hosting;

/// <summary>UTF-8 on the console while the program runs. Windows keeps the setting for the whole console, so it is put back.</summary>
internal sealed class ConsoleEncoding : IDisposable
{
    private readonly Encoding _before = Console.OutputEncoding;

    public ConsoleEncoding() => Console.OutputEncoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);

    public void Dispose()
    {
        if (OperatingSystem.IsWindows())
            Console.OutputEncoding = _before;
    }
}
