using System.Text.Json;
using CnnParams.Formats.Json;
using CnnParams.Formats.TensorFlow;
using CnnParams.Formats.TensorFlow.Operators;
using CnnParams.Formats.TensorFlow.Schema;
using CnnParams.Networks;
using CnnParams.Reading;
using Google.Protobuf;

namespace CnnParams.Formats.TensorFlowJs;

/// <summary>A graph-model: TensorFlow's own graph, written as JSON.</summary>
internal static class GraphModel
{
    private static readonly JsonParser Parser = new(JsonParser.Settings.Default.WithIgnoreUnknownFields(true));

    /// <summary>Whether a topology is a graph, and not a Keras model.</summary>
    internal static bool Is(JsonElement topology) => topology.Member("node") is { ValueKind: JsonValueKind.Array };

    internal static Network Read(
        JsonElement root,
        JsonElement topology,
        WeightsManifest manifest,
        ModelFile file,
        ReadOptions options,
        CancellationToken cancellation
    )
    {
        var graph = Parse<GraphDef>(topology, file);
        var signature = root.Member("signature") ?? root.Member("userDefinedMetadata")?.Member("signature");
        return new TensorFlowNetwork(graph, new ListedConstants(manifest), file)
        {
            Format = "TensorFlowJs",
            Producer = ProducerOf(root),
            Signature = signature is { ValueKind: JsonValueKind.Object } written
                ? Parse<SignatureDef>(written, file)
                : null,
            Warnings = manifest.Warnings,
        }.Read(options, cancellation);
    }

    private static string ProducerOf(JsonElement root)
    {
        string[] written =
        [
            .. new[] { root.Member("generatedBy"), root.Member("convertedBy") }
                .Select(member => member?.Text())
                .OfType<string>(),
        ];
        return written.Length > 0 ? string.Join(", ", written) : "TensorFlow.js";
    }

    private static T Parse<T>(JsonElement json, ModelFile file)
        where T : IMessage, new()
    {
        try
        {
            return Parser.Parse<T>(ByteLists.InBase64(json));
        }
        catch (Exception exception)
            when (exception
                    is InvalidProtocolBufferException
                        or InvalidJsonException
                        or FormatException
                        or OverflowException
            )
        {
            throw file.Damaged(
                $"its {typeof(T).Name} is not what TensorFlow writes as JSON: {exception.Message}",
                inner: exception
            );
        }
    }
}
