using System.Text.Json;
using System.Text.Json.Nodes;

namespace CnnParams.Fuzzing.Mutating;

/// <summary>
/// JSON: members and items that are left out, repeated, exchanged, of another kind, or stand within one another.
/// </summary>
internal sealed class JsonMutation : Mutation
{
    private static readonly string[] Values =
    [
        "0",
        "1",
        "-1",
        "2",
        "3.5",
        "1e300",
        "9223372036854775807",
        "9223372036854775808",
        "null",
        "true",
        "false",
        "\"\"",
        "\"a\"",
        "\"\\u0000\\u202e\"",
        "[]",
        "{}",
        "[null]",
        "[1,2]",
        "[-1]",
        "[[[]]]",
        "{\"a\":1}",
        "\"same\"",
        "\"relu\"",
    ];

    protected override bool Fits(byte[] content) =>
        Array.Find(content, b => b > 0x20) is (byte)'{' or (byte)'[' && Parse(content) is not null;

    protected override byte[] Change(byte[] content, IReadOnlyList<byte[]> others, Random random)
    {
        try
        {
            var root = Parse(content)!;
            var nodes = new List<JsonNode>();
            Collect(root, nodes);
            if (nodes.Count > 0)
                Change(Pick(nodes, random), Pick(nodes, random), random);
            return JsonSerializer.SerializeToUtf8Bytes(root);
        }
        catch (Exception exception) when (exception is InvalidOperationException or JsonException)
        {
            // A name is no text: half of a pair of surrogates, or no UTF-8.
            return content[..^1];
        }
    }

    private static void Change(JsonNode node, JsonNode other, Random random)
    {
        var value = random.Next(3) == 0 ? Copy(other) : JsonNode.Parse(Pick(Values, random));
        switch (random.Next(6))
        {
            case 0 when node.Parent is JsonObject map:
                map.Remove(node.GetPropertyName());
                break;
            case 1 when node.Parent is JsonArray list:
                list.Insert(random.Next(list.Count + 1), Copy(node));
                break;
            case 2 when node.Parent is JsonArray list:
                list.Remove(node);
                break;
            case 3 when node.Parent is JsonObject map:
                map[random.Next(2) == 0 ? "name" : node.GetPropertyName() + "_"] = Copy(node);
                break;
            case 4 when node.Parent is not null:
                node.ReplaceWith(new JsonArray(Copy(node), value));
                break;
            default:
                if (node.Parent is not null)
                    node.ReplaceWith(value);
                break;
        }
    }

    // One that grows into itself would double with each change.
    private static JsonNode? Copy(JsonNode node) =>
        node.ToJsonString() is { Length: < 4096 } text ? JsonNode.Parse(text) : null;

    private static void Collect(JsonNode node, List<JsonNode> nodes)
    {
        IEnumerable<JsonNode?> children = node switch
        {
            JsonObject map => map.Select(member => member.Value),
            JsonArray list => list,
            _ => [],
        };
        foreach (var child in children)
        {
            if (child is null)
                continue;
            nodes.Add(child);
            Collect(child, nodes);
        }
    }

    private static JsonNode? Parse(byte[] content)
    {
        try
        {
            var node = JsonNode.Parse(
                content,
                documentOptions: new JsonDocumentOptions { MaxDepth = 100, AllowDuplicateProperties = false }
            );
            return node;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
