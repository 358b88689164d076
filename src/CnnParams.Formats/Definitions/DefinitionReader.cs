using System.Text;
using System.Text.RegularExpressions;
using CnnParams.Formats.Json;
using CnnParams.Networks;
using CnnParams.Reading;

namespace CnnParams.Formats.Definitions;

/// <summary>
/// Networks that people write, in JSON or as a PowerShell data file; about_CnnDefinitions describes them.
/// </summary>
public sealed class DefinitionReader : IModelReader
{
    /// <summary>The name of the format.</summary>
    internal const string FormatName = "CnnParams";

    /// <summary>How the names of those end that are PowerShell data files.</summary>
    internal const string Psd1Extension = ".psd1";

    private static readonly Regex Psd1 = new(
        @"\A\uFEFF?(\s|\#(?!>).*|<\#[\s\S]*?\#>)*@\{[\s\S]*?(?<![\w])['""]?(Layers|CnnParams)['""]?\s*=",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant,
        TimeSpan.FromSeconds(1)
    );

    /// <inheritdoc/>
    public ModelFormat Format { get; } =
        new(
            FormatName,
            "Networks written by hand or by Export-CnnModel: JSON or a PowerShell data file",
            [".cnn.json", Psd1Extension],
            HasGraph: true,
            HasShapes: true,
            HasWeights: true
        );

    /// <inheritdoc/>
    public bool Recognizes(ModelFile file) => IsJson(file) || IsPsd1(file);

    /// <inheritdoc/>
    public Network Read(ModelFile file, ReadOptions options, CancellationToken cancellation)
    {
        string text = DefinitionText.Read(file, cancellation);
        var builder = new DefinitionBuilder(cancellation);
        try
        {
            var root =
                text.TrimStart('\uFEFF', ' ', '\t', '\r', '\n').StartsWith("{", StringComparison.Ordinal)
                || (file.Extension == ".json" && !IsPsd1(file))
                    ? JsonSyntax.Parse(text)
                    : Psd1Syntax.Parse(text);
            return builder.Build(root, file, options);
        }
        catch (DefinitionException exception)
        {
            throw new ModelFileException(
                ModelFileError.InvalidDefinition,
                file.Path,
                exception.Place.Line,
                exception.Place.Column,
                exception.Message,
                exception
            );
        }
    }

    private static bool IsJson(ModelFile file)
    {
        var members = JsonHead.Members(file);
        return members.Keys.Any(name =>
                name.Equals("CnnParams", StringComparison.OrdinalIgnoreCase)
                || name.Equals("Layers", StringComparison.OrdinalIgnoreCase)
            ) && !members.ContainsKey("class_name");
    }

    private static bool IsPsd1(ModelFile file)
    {
        string head = file.StartsWith([0xFF, 0xFE])
            ? Encoding.Unicode.GetString(file.Head)
            : Encoding.UTF8.GetString(file.Head);
        try
        {
            return head.Contains("@{") && Psd1.IsMatch(head);
        }
        catch (RegexMatchTimeoutException)
        {
            return false;
        }
    }
}
