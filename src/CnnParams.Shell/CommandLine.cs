using System.Management.Automation.Runspaces;

namespace CnnParams.Shell;

/// <summary>What the command line asks the shell to do.</summary>
internal enum ShellMode
{
    /// <summary>Run the text given with -Command.</summary>
    Command,

    /// <summary>Run the script file given with -File.</summary>
    File,

    /// <summary>Run what arrives on standard input.</summary>
    StandardInput,

    /// <summary>Neither text nor file: a prompt, or standard input when that is piped.</summary>
    Default,

    /// <summary>Show how the shell is called.</summary>
    Help,

    /// <summary>Show the versions of shell and engine.</summary>
    Version,
}

/// <summary>The shell's arguments, read as pwsh reads its own.</summary>
internal sealed record CommandLine
{
    private static readonly Switch[] Switches =
    [
        new("command", "c"),
        new("file", "f"),
        new("help", "h"),
        new("?", "?"),
        new("version", "v"),
        new("noprofile", "nop"),
        new("nologo", "nol"),
        new("noninteractive", "noni"),
    ];

    public ShellMode Mode { get; private init; } = ShellMode.Default;

    /// <summary>The script of <see cref="ShellMode.Command"/>.</summary>
    public string Text { get; private init; } = "";

    /// <summary>The path of <see cref="ShellMode.File"/>.</summary>
    public string File { get; private init; } = "";

    /// <summary>The arguments of the script file.</summary>
    public IReadOnlyList<CommandParameter> Arguments { get; private init; } = [];

    public bool NonInteractive { get; private init; }

    public bool NoLogo { get; private init; }

    /// <summary>Reads the arguments.</summary>
    /// <exception cref="UsageException">They say nothing the shell understands.</exception>
    public static CommandLine Parse(IReadOnlyList<string> arguments)
    {
        var line = new CommandLine();
        for (int i = 0; i < arguments.Count; i++)
        {
            string argument = arguments[i];
            IEnumerable<string> rest = arguments.Skip(i + 1);
            switch (Switch.Find(Switches, argument))
            {
                case "command":
                    return line.WithCommand([.. rest]);
                case "file":
                    return line.WithFile([.. rest]);
                case "help" or "?":
                    return line with { Mode = ShellMode.Help };
                case "version":
                    return line with { Mode = ShellMode.Version };
                case "noprofile":
                    break; // The shell never reads one.
                case "nologo":
                    line = line with { NoLogo = true };
                    break;
                case "noninteractive":
                    line = line with { NonInteractive = true };
                    break;
                default:
                    // As in pwsh, whatever is no switch is the name of a script file.
                    return line.WithFile([.. arguments.Skip(i)]);
            }
        }

        return line;
    }

    /// <summary>The same, with the script file's full path.</summary>
    /// <exception cref="UsageException">There is no such file.</exception>
    public CommandLine WithScriptPath()
    {
        if (Mode != ShellMode.File)
            return this;

        string path = Path.GetFullPath(File);
        if (!System.IO.File.Exists(path))
            throw new UsageException($"The argument '{File}' is not recognized as the name of a script file. Check the spelling of the name, or if a path was included, verify that the path is correct and try again.");

        // The engine would start any other file as a program.
        if (!Path.GetExtension(path).Equals(".ps1", StringComparison.OrdinalIgnoreCase))
            throw new UsageException($"Processing -File '{File}' failed because the file does not have a '.ps1' extension. Specify a valid PowerShell script file name, and then try again.");

        return this with { File = path };
    }

    private CommandLine WithCommand(string[] words) => words switch
    {
        [] => throw new UsageException("Cannot process the command because of a missing parameter. A command must follow -Command."),
        ["-"] => this with { Mode = ShellMode.StandardInput },
        ["-", ..] => throw new UsageException("'-' was specified with the -Command parameter; no other arguments to -Command are permitted."),
        _ => this with { Mode = ShellMode.Command, Text = string.Join(' ', words) },
    };

    private CommandLine WithFile(string[] words) => words switch
    {
        [] => throw new UsageException("The command cannot be run because the File parameter requires a file path. Supply a path for the File parameter and then try the command again."),
        ["-"] => this with { Mode = ShellMode.StandardInput },
        _ => this with { Mode = ShellMode.File, File = words[0], Arguments = ScriptArguments.Parse(words.Skip(1)) },
    };

    /// <summary>A switch, and the shortest prefix of it that is taken for it.</summary>
    private readonly record struct Switch(string Name, string Shortest)
    {
        public static string? Find(IEnumerable<Switch> switches, string argument)
        {
            if (argument == "/?")
                return "?";
            if (argument is not ['-' or '–' or '—' or '―', ..])
                return null;

            string word = argument.StartsWith("--", StringComparison.Ordinal) ? argument[2..] : argument[1..];
            return switches.FirstOrDefault(s => s.Matches(word)).Name;
        }

        private bool Matches(string word) =>
            Name.StartsWith(word, StringComparison.OrdinalIgnoreCase) &&
            word.StartsWith(Shortest, StringComparison.OrdinalIgnoreCase);
    }
}

/// <summary>The command line is wrong; the message says how.</summary>
internal sealed class UsageException(string message) : Exception(message);
