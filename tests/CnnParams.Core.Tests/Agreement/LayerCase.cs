using System.Text.Json;
using CnnParams.Layers;
using CnnParams.Measuring;
using CnnParams.Shapes;

namespace CnnParams.Core.Tests.Agreement;

/// <summary>
/// One layer as a framework computed it: a line of tests/data/layers, made by the scripts in tests/oracles and
/// described there. Either what came out, or the error with which the framework refused it.
/// </summary>
public sealed class LayerCase
{
    private static readonly string[] Files = ["torch", "keras"];

    private static readonly Lazy<IReadOnlyList<LayerCase>> Cases = new(() => [.. Files.SelectMany(Read)]);

    private readonly JsonElement _json;
    private readonly int _line;

    private LayerCase(string framework, int line, JsonElement json)
    {
        Framework = framework;
        _line = line;
        _json = json;
    }

    public static IReadOnlyList<LayerCase> All => Cases.Value;

    /// <summary>The file that the line is in: torch or keras.</summary>
    public string Framework { get; }

    public string Type => _json.GetProperty("type").GetString()!;

    /// <summary>The framework's own words, where it refuses the layer.</summary>
    public string? Error => _json.TryGetProperty("error", out var error) ? error.GetString() : null;

    /// <summary>How the framework counts.</summary>
    internal ParameterView View => Framework == "torch" ? ParameterView.PyTorch : ParameterView.Keras;

    internal IReadOnlyList<TensorShape> Inputs => Shapes("inputs");

    internal IReadOnlyList<TensorShape> Outputs => Shapes("outputs");

    internal long Parameters => _json.GetProperty("parameters").GetInt64();

    internal long Trainable => _json.GetProperty("trainable").GetInt64();

    internal long Statistics => _json.GetProperty("statistics").GetInt64();

    internal long? Macs => _json.TryGetProperty("macs", out var macs) ? macs.GetInt64() : null;

    /// <summary>
    /// The shapes of the weights as the framework keeps them, sorted; null where the line does not say.
    /// </summary>
    internal IReadOnlyList<string>? WeightShapes =>
        _json.TryGetProperty("weights", out var weights)
            ?
            [
                .. weights
                    .EnumerateObject()
                    .Select(weight => string.Join("x", weight.Value.EnumerateArray()))
                    .Order(StringComparer.Ordinal),
            ]
            : null;

    /// <exception cref="LayerException">A setting is not possible.</exception>
    internal Layer CreateLayer() => Create(Type, _json.GetProperty("settings"));

    private static Layer Create(string type, JsonElement settings) =>
        LayerTypes
            .Get(type)
            .Create([
                .. settings
                    .EnumerateObject()
                    .Where(setting => setting.Name != nameof(Type))
                    .Select(setting => KeyValuePair.Create(setting.Name, Value(setting.Value))),
            ]);

    private ShapeLayout Layout => Enum.Parse<ShapeLayout>(_json.GetProperty("layout").GetString()!);

    private TensorShape[] Shapes(string property) =>
        [
            .. _json
                .GetProperty(property)
                .EnumerateArray()
                .Select(shape =>
                    new TensorShape([.. shape.EnumerateArray().Select(size => size.GetInt64())]).As(Layout)
                ),
        ];

    private static object? ValueOrNone(JsonElement json) => json.ValueKind == JsonValueKind.Null ? null : Value(json);

    private static object Value(JsonElement json) =>
        json.ValueKind switch
        {
            JsonValueKind.Number => json.TryGetInt64(out long whole) ? whole : json.GetDouble(),
            JsonValueKind.True => true,
            JsonValueKind.False => false,
            JsonValueKind.Array => json.EnumerateArray().Select(ValueOrNone).ToArray(),
            JsonValueKind.Object => Create(json.GetProperty(nameof(Type)).GetString()!, json),
            // PyTorch's OutputSize (None, None): every axis keeps its size.
            JsonValueKind.Null => 0L,
            _ => json.GetString()!,
        };

    private static IEnumerable<LayerCase> Read(string framework) =>
        File.ReadLines(Path.Combine(AppContext.BaseDirectory, "data", "layers", framework + ".jsonl"))
            .Select((line, i) => new LayerCase(framework, i + 1, JsonDocument.Parse(line).RootElement));

    public override string ToString() =>
        $"{Framework}.jsonl:{_line} {Type} {string.Join(" ", Inputs)} {_json.GetProperty("settings").GetRawText()}";
}
