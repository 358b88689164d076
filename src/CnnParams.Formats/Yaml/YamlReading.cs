using System.Text;
using CnnParams.Reading;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace CnnParams.Formats.Yaml;

/// <summary>
/// Reads a YAML file into nodes. The file may be hostile: its length, depth and number of values are bounded, tags make
/// nothing, and anchors are refused, since an alias of an alias can stand for more than there is room for.
/// </summary>
internal static class YamlReading
{
    private const int LongestFile = 1 << 20;

    private const int Deepest = 32;

    private const int MostNodes = 50_000;

    /// <summary>The first document of a file.</summary>
    /// <exception cref="ModelFileException">It is no YAML, or more than is allowed.</exception>
    internal static YamlNode Read(ModelFile file, CancellationToken cancellation)
    {
        if (file.Length > LongestFile)
            throw file.Unsupported(
                FormattableString.Invariant(
                    $"it has {file.Length} bytes; a model that is written down has at most {LongestFile}"
                )
            );
        using var reader = new StreamReader(
            file.Open(),
            Encoding.UTF8,
            detectEncodingFromByteOrderMarks: true,
            4096,
            leaveOpen: true
        );
        var parser = new Parser(reader);
        try
        {
            parser.Consume<StreamStart>();
            if (!parser.Accept<DocumentStart>(out _))
                throw file.Damaged("it holds no value");
            parser.Consume<DocumentStart>();
            int nodes = 0;
            return Node(parser, file, 0, ref nodes, cancellation);
        }
        catch (YamlException exception)
        {
            throw new ModelFileException(
                ModelFileError.DamagedFile,
                file.Path,
                (int)exception.Start.Line,
                (int)exception.Start.Column,
                exception.Message,
                exception
            );
        }
        catch (InvalidOperationException exception)
        {
            var mark = parser.Current?.Start ?? Mark.Empty;
            throw new ModelFileException(
                ModelFileError.DamagedFile,
                file.Path,
                (int)mark.Line,
                (int)mark.Column,
                $"it is no YAML: {exception.Message}",
                exception
            );
        }
    }

    private static YamlNode Node(
        Parser parser,
        ModelFile file,
        int depth,
        ref int nodes,
        CancellationToken cancellation
    )
    {
        cancellation.ThrowIfCancellationRequested();
        var start = parser.Current?.Start ?? Mark.Empty;
        int line = (int)start.Line,
            column = (int)start.Column;
        if (depth > Deepest)
            throw Refused(
                file,
                line,
                column,
                FormattableString.Invariant($"lists and mappings are more than {Deepest} deep")
            );
        if (++nodes > MostNodes)
            throw Refused(file, line, column, FormattableString.Invariant($"there are more than {MostNodes} values"));
        if (parser.Current is NodeEvent { Anchor.IsEmpty: false } or AnchorAlias)
            throw Refused(file, line, column, "anchors and aliases (& and *) are not read; write the value out");

        if (parser.TryConsume<Scalar>(out var scalar))
            return YamlNode.Scalar(scalar.Value, scalar.Style == ScalarStyle.Plain, line, column);
        if (parser.TryConsume<SequenceStart>(out _))
        {
            var items = new List<YamlNode>();
            while (!parser.TryConsume<SequenceEnd>(out _))
                items.Add(Node(parser, file, depth + 1, ref nodes, cancellation));
            return YamlNode.List(items, line, column);
        }

        parser.Consume<MappingStart>();
        var entries = new List<KeyValuePair<YamlNode, YamlNode>>();
        while (!parser.TryConsume<MappingEnd>(out _))
        {
            var key = Node(parser, file, depth + 1, ref nodes, cancellation);
            entries.Add(new(key, Node(parser, file, depth + 1, ref nodes, cancellation)));
        }

        return YamlNode.Mapping(entries, line, column);
    }

    private static ModelFileException Refused(ModelFile file, int line, int column, string message) =>
        new(ModelFileError.UnsupportedContent, file.Path, line, column, message);
}
