using System.Collections;
using System.Management.Automation;
using CnnParams.Auditing;
using CnnParams.Catalogue;
using CnnParams.Networks;
using CnnParams.PowerShell.Reading;
using CnnParams.Reading;
using CnnParams.Writing;

namespace CnnParams.PowerShell;

/// <summary>
/// Error records, made in one place: a stable id, a category, and the object that is wrong as the target.
/// </summary>
internal static class ErrorRecords
{
    /// <summary>A problem of a network that was measured.</summary>
    internal static ErrorRecord Of(NetworkProblem problem) =>
        Seen(
            new(
                new LayerException(problem.Id, problem.Message),
                problem.Id.ToString(),
                Category(problem.Id),
                problem.Layer
            )
        );

    /// <summary>A layer that could not be made, or a network that could not be measured.</summary>
    internal static ErrorRecord Of(LayerException exception, object? target) =>
        Seen(new(exception, exception.Id.ToString(), Category(exception.Id), target));

    /// <summary>A layer that could not be made, with its name in the message.</summary>
    internal static ErrorRecord Of(LayerException exception, string layer, object? target) =>
        Of(new LayerException(exception.Id, $"{layer}: {exception.Message.TrimEnd('.')}.", exception), target);

    /// <summary>An object on the pipeline that is neither a layer nor a network.</summary>
    internal static ErrorRecord NotALayer(object? input) =>
        MissingFile(input)
        ?? new(
            new PSArgumentException(
                $"{Shown(input)} is not a layer or a network, nor the name of an architecture{Meant(input)} or the "
                    + $"path of a model file; {Instead(input) ?? "make layers with New-CnnLayer"}."
            ),
            "NotALayer",
            ErrorCategory.InvalidType,
            input
        );

    /// <summary>An object that is no network, nor part of one.</summary>
    internal static ErrorRecord NotANetwork(object? input) =>
        MissingFile(input)
        ?? new(
            new PSArgumentException(
                $"{Shown(input)} is no network; give layers, a network, measured rows, an entry of the catalogue, the "
                    + $"name of an architecture{Meant(input)}, or the path of a model file"
                    + (Instead(input) is { } instead ? $"; {instead}." : ".")
            ),
            "NotANetwork",
            ErrorCategory.InvalidType,
            input
        );

    /// <summary>The name of a network where a file is read.</summary>
    internal static ErrorRecord NoFileButNetwork(string name) =>
        new(
            new PSArgumentException(
                $"There is no file '{name}', but a network of the catalogue: Get-CnnArchitecture {name} gives it, and "
                    + $"Measure-CnnParameters {name} measures it."
            ),
            "FileNotFound",
            ErrorCategory.ObjectNotFound,
            name
        );

    /// <summary>An object that claims nothing.</summary>
    internal static ErrorRecord NotAClaim(object? input) =>
        new(
            new PSArgumentException(
                PipelineValue.Plain(input) is string name && Architectures.Find(name) is not null
                    ? $"'{name}' is a network and claims nothing; the claim comes first: Test-CnnClaim 25.6M {name}"
                    : $"{(PipelineValue.Plain(input) is IDictionary map ? $"A table of {string.Join(", ", map.Keys.Cast<object>())}" : Shown(input))} claims nothing; it needs a Name and a figure, such as @{{ Name = 'conv1'; Parameters = 608 }}, or is one about the whole network, such as 25.6M."
            ),
            "NotAClaim",
            ErrorCategory.InvalidArgument,
            input
        );

    /// <summary>A network without claims about it.</summary>
    internal static ErrorRecord NoClaim() =>
        new(
            new PSArgumentException(
                "There is no claim to test; give objects with -Claim, or -TotalParameters or -TotalMacs."
            ),
            "NoClaim",
            ErrorCategory.InvalidArgument,
            null
        );

    /// <summary>Claims about a network that is nowhere.</summary>
    /// <param name="unlisted">What is named and not in the catalogue; null for nothing.</param>
    internal static ErrorRecord NoNetworkOfClaims(string? unlisted) =>
        new(
            new PSArgumentException(
                (unlisted is null ? "" : PrintableText.Of(unlisted) + ". ")
                    + "There is no network to hold the claims against; pipe one to Test-CnnClaim, name it with "
                    + "-Network, or name one of the catalogue in the claim: 'VGG16 has 138M parameters'."
            ),
            "NoNetworkOfClaims",
            ErrorCategory.InvalidArgument,
            null
        );

    /// <summary>A text that is no number.</summary>
    internal static ErrorRecord NotAFigure(string text) =>
        new(
            new PSArgumentException($"'{text}' is no figure; write it as 25557032, 25.6M or 4.1 GMac."),
            "NotAFigure",
            ErrorCategory.InvalidArgument,
            text
        );

    /// <summary>A text that no tool has printed.</summary>
    internal static ErrorRecord NotASummary(FormatException exception, object? input) =>
        new(exception, "NotASummary", ErrorCategory.ParserError, input);

    /// <summary>A name that nothing of its kind has.</summary>
    internal static ErrorRecord NoSuchName(string name, LayerException exception) =>
        new(exception, exception.Id.ToString(), ErrorCategory.ObjectNotFound, name);

    /// <summary>A name that nothing of its kind has, with those that there are.</summary>
    /// <param name="kind">What was asked for: a layer, a family.</param>
    /// <param name="name">The name.</param>
    /// <param name="known">The names that there are.</param>
    /// <param name="id">The id of the error.</param>
    /// <param name="most">How many of them are listed.</param>
    internal static ErrorRecord NoSuchName(
        string kind,
        string name,
        IReadOnlyCollection<string> known,
        ErrorId id,
        int most = int.MaxValue
    ) =>
        NoSuchName(
            name,
            new LayerException(
                id,
                $"there is no {kind} '{name}'{Suggestion.For(name, known)}; there are "
                    + string.Join(", ", known.Take(most))
                    + (known.Count > most ? " ..." : "")
            )
        );

    /// <summary>A name that no registered architecture has.</summary>
    internal static ErrorRecord NotRegistered(string name) =>
        new(
            new PSArgumentException(
                $"'{name}' is not an architecture that was registered; Register-CnnArchitecture adds one."
            ),
            nameof(ErrorId.UnknownArchitecture),
            ErrorCategory.ObjectNotFound,
            name
        );

    /// <summary>A name that no registered device has.</summary>
    internal static ErrorRecord NoOwnDevice(string name) =>
        new(
            new PSArgumentException($"'{name}' is not a device that was registered; Register-CnnDevice adds one."),
            nameof(ErrorId.UnknownDevice),
            ErrorCategory.ObjectNotFound,
            name
        );

    /// <summary>A model file that cannot be read.</summary>
    internal static ErrorRecord Of(ModelFileException exception) =>
        Seen(
            new(
                exception,
                exception.Error.ToString(),
                exception.Error switch
                {
                    ModelFileError.DamagedFile => ErrorCategory.InvalidData,
                    ModelFileError.UnsupportedContent => ErrorCategory.SecurityError,
                    ModelFileError.UnreadableFile => ErrorCategory.ReadError,
                    ModelFileError.UnwritableFile => ErrorCategory.WriteError,
                    ModelFileError.InvalidDefinition or ModelFileError.InvalidSource => ErrorCategory.ParserError,
                    ModelFileError.UnknownEntry => ErrorCategory.ObjectNotFound,
                    _ => ErrorCategory.NotImplemented,
                },
                exception.Path
            )
        );

    /// <summary>A layer that a format cannot express.</summary>
    internal static ErrorRecord Of(InexpressibleLayer layer, ModelWriteException exception, Network network) =>
        Seen(
            new(
                new PSNotSupportedException($"{network} cannot be written as {exception.Format}: {layer}", exception),
                "InexpressibleLayer",
                ErrorCategory.NotImplemented,
                layer
            )
        );

    /// <summary>A second network for one file.</summary>
    internal static ErrorRecord PathTaken(string path, Network network) =>
        new(
            new PSInvalidOperationException(
                $"'{path}' has just been written; {network} would take its place. Give -Path a folder, and -Format, "
                    + "for several networks."
            ),
            "PathTaken",
            ErrorCategory.ResourceExists,
            network
        );

    /// <summary>A folder in place of a file, without a format that would say how the file is called.</summary>
    internal static ErrorRecord NoFormatForFolder(string path, Network network) =>
        new(
            new PSArgumentException(
                $"'{path}' is a folder; name the -Format in which {network} should be written there, or a file."
            ),
            "UnknownWriteFormat",
            ErrorCategory.InvalidArgument,
            path
        );

    /// <summary>A file whose extension says no format.</summary>
    internal static ErrorRecord NoTextFormat(string path, IEnumerable<string> formats) =>
        new(
            new PSArgumentException(
                $"The extension of '{path}' says no format that can be written; there are "
                    + $"{string.Join(", ", formats)}. Name one with -Format, or change the extension."
            ),
            "UnknownWriteFormat",
            ErrorCategory.InvalidArgument,
            path
        );

    /// <summary>A file that is there already.</summary>
    internal static ErrorRecord FileExists(string path) =>
        new(
            new IOException($"The file '{path}' already exists; -NoClobber keeps it."),
            "NoClobber",
            ErrorCategory.ResourceExists,
            path
        );

    /// <summary>A path without a file.</summary>
    internal static ErrorRecord NoSuchFile(string path) =>
        new(
            new FileNotFoundException($"Cannot find the file '{path}' because it does not exist.", path),
            "FileNotFound",
            ErrorCategory.ObjectNotFound,
            path
        );

    /// <summary>A path with brackets, which stand for one letter of several, that no file fits.</summary>
    internal static ErrorRecord NoSuchPattern(string path) =>
        new(
            new FileNotFoundException(
                $"No file fits '{path}', in which brackets stand for one of the letters within; -LiteralPath takes a "
                    + "name as it is written.",
                path
            ),
            "FileNotFound",
            ErrorCategory.ObjectNotFound,
            path
        );

    /// <summary>A path that leads to something that is not of the file system.</summary>
    internal static ErrorRecord NotAFile(string path) =>
        new(
            new PSArgumentException($"'{path}' is not a path of the file system."),
            "NotAFile",
            ErrorCategory.InvalidArgument,
            path
        );

    /// <summary>A format that no reader has.</summary>
    internal static ErrorRecord NoSuchFormat(string name, IEnumerable<ModelFormat> formats) =>
        new(
            new PSArgumentException($"There is no format '{name}'; there are {string.Join(", ", formats)}."),
            nameof(ModelFileError.UnknownFormat),
            ErrorCategory.ObjectNotFound,
            name
        );

    /// <summary>A budget without a limit.</summary>
    internal static ErrorRecord NoLimit(object target) =>
        new(
            new PSArgumentException(
                "There is no limit to hold; give one, such as -MaxParameters 1M, a file of limits, a device or a "
                    + "baseline."
            ),
            "MissingLimit",
            ErrorCategory.InvalidArgument,
            target
        );

    /// <summary>Fewer than two networks to compare.</summary>
    internal static ErrorRecord NothingToCompare(int count, object? target) =>
        new(
            new PSArgumentException(
                $"Two networks are needed, and {count} came; give Compare-CnnModel the one from before and the one "
                    + "from after."
            ),
            "NothingToCompare",
            ErrorCategory.InvalidArgument,
            target
        );

    /// <summary>A setting that no value brings to a limit.</summary>
    internal static ErrorRecord NoSuchValue(string setting, string wanted, Network network) =>
        new(
            new PSArgumentException($"No value of {setting} gives {wanted}."),
            "NoSuchValue",
            ErrorCategory.ObjectNotFound,
            network
        );

    /// <summary>A network that is not in the baseline.</summary>
    internal static ErrorRecord NoBaseline(Network network) =>
        new(
            new PSArgumentException($"The baseline has several networks, but none with the name '{network}'."),
            "NoBaseline",
            ErrorCategory.ObjectNotFound,
            network
        );

    /// <summary>A file of settings that cannot be read.</summary>
    internal static ErrorRecord UnreadableData(string path, Exception exception) =>
        new(
            new PSArgumentException($"'{path}' cannot be read: {exception.Message}", exception),
            "UnreadableData",
            ErrorCategory.InvalidData,
            path
        );

    // Names of layers and files come from others: what a terminal would obey is shown as its number.
    private static ErrorRecord Seen(ErrorRecord record)
    {
        string message = record.Exception.Message,
            seen = PrintableText.Lines(message);
        if (seen != message)
            record.ErrorDetails = new ErrorDetails(seen);
        return record;
    }

    // A path from somewhere, or with the ending of a model file; ViT-B/17 is none, and .a1_in1k of timm no ending.
    private static ErrorRecord? MissingFile(object? input) =>
        PipelineValue.Plain(input) switch
        {
            string name when name is ['/' or '\\' or '~' or '.', ..] or [_, ':', ..] || HasModelEnding(name) =>
                NoSuchFile(name),
            FileSystemInfo file => NoSuchFile(file.FullName),
            _ => null,
        };

    private static bool HasModelEnding(string name) =>
        ModelLibraryLoader.Library.Formats.Any(format =>
            format.Extensions.Any(ending => name.EndsWith(ending, StringComparison.OrdinalIgnoreCase))
        );

    private static string Meant(object? input) =>
        PipelineValue.Plain(input) is string { Length: > 0 } name && Architectures.Nearest(name) is { } nearest
            ? $" (did you mean {nearest}?)"
            : "";

    // What reads a text that is no name.
    private static string? Instead(object? input) =>
        PipelineValue.Plain(input) switch
        {
            string text when text.Trim().Contains('\n') =>
                "ConvertFrom-CnnCode reads code, and ConvertFrom-CnnSummary what tools print",
            string
            or int
            or long
            or double when $"{PipelineValue.Plain(input)}".Trim() is var number && Figure.Parse(number) is not null =>
                $"a number is claimed of a network: Test-CnnClaim {number} ResNet50; Find-CnnArchitecture {number} finds those that have it",
            PSCustomObject or IDictionary => "a row is a layer where its column Type says which",
            _ => null,
        };

    private const int LongestShown = 80;

    // A variable that was never set is nothing that could be shown; of a text, its first line tells enough.
    private static string Shown(object? input)
    {
        if (PipelineValue.Plain(input) is null)
            return "$null";
        string text = $"{input}".Trim();
        string line = text.Split('\n')[0].TrimEnd();
        return line.Length == text.Length && line.Length <= LongestShown
            ? $"'{input}'"
            : $"'{line.Substring(0, Math.Min(line.Length, LongestShown))} ...'";
    }

    private static ErrorCategory Category(ErrorId id) =>
        id switch
        {
            ErrorId.UnknownLayerType
            or ErrorId.UnknownArchitecture
            or ErrorId.UnknownBlock
            or ErrorId.UnknownCostConvention
            or ErrorId.UnknownInput
            or ErrorId.MissingInputLayer
            or ErrorId.UnknownDevice => ErrorCategory.ObjectNotFound,
            ErrorId.UnknownSetting or ErrorId.MissingSetting or ErrorId.InvalidSetting => ErrorCategory.InvalidArgument,
            ErrorId.InvalidLimit or ErrorId.InvalidChoice => ErrorCategory.InvalidArgument,
            ErrorId.DuplicateName => ErrorCategory.ResourceExists,
            ErrorId.SizeOverflow => ErrorCategory.LimitsExceeded,
            _ => ErrorCategory.InvalidData,
        };
}
