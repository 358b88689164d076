using System.Text.Json.Nodes;
using CnnParams.Layers;
using CnnParams.Measuring;
using CnnParams.Shapes;

namespace CnnParams.Formats.Tests.Definitions;

/// <summary>The JSON Schema of definitions, made of the layer types themselves: nobody writes it by hand.</summary>
internal static class DefinitionSchema
{
    internal static JsonObject Create()
    {
        var definitions = new JsonObject
        {
            ["layer"] = Layer(),
            ["block"] = Block(),
            ["layers"] = new JsonObject
            {
                ["type"] = "array",
                ["minItems"] = 1,
                ["items"] = new JsonObject
                {
                    ["anyOf"] = new JsonArray(Reference("block"), Reference("layer"), Typed("string")),
                },
            },
            ["stored"] = Stored(),
        };
        foreach (var type in LayerTypes.All)
            definitions[type.Name] = Settings(type, definitions);
        return new JsonObject
        {
            ["$schema"] = "http://json-schema.org/draft-07/schema#",
            ["$id"] = "https://raw.githubusercontent.com/cnnparams/CnnParams/main/module/CnnParams.schema.json",
            ["title"] = "A network of CnnParams",
            ["description"] = "Layers in order; Get-Help about_CnnDefinitions describes them.",
            ["type"] = "object",
            ["required"] = new JsonArray("Layers"),
            ["additionalProperties"] = false,
            ["properties"] = new JsonObject
            {
                ["$schema"] = Typed("string"),
                ["CnnParams"] = new JsonObject { ["description"] = "The version of this form.", ["const"] = 1 },
                ["Name"] = Described("What the network is called.", Typed("string")),
                ["View"] = Described("What counts as a parameter.", Names<ParameterView>()),
                ["Layout"] = Described(
                    "Where inputs have their channels that do not say it themselves.",
                    Names<ShapeLayout>()
                ),
                ["HasGraph"] = Described("Whether it is known which layer reads which.", Typed("boolean")),
                ["Outputs"] = Described(
                    "The layers whose outputs are the network's; those that nobody reads when not given.",
                    ListOf(Typed("string"))
                ),
                ["Layers"] = Described(
                    "The layers in order; each reads the one before unless its Inputs name others.",
                    Reference("layers")
                ),
            },
            ["definitions"] = definitions,
        };
    }

    // An editor that knows the type offers its settings and no others.
    private static JsonObject Layer() =>
        new()
        {
            ["type"] = "object",
            ["required"] = new JsonArray("Type"),
            ["properties"] = new JsonObject
            {
                ["Type"] = new JsonObject
                {
                    ["description"] = "The type of the layer.",
                    ["enum"] = new JsonArray([
                        .. LayerTypes
                            .All.SelectMany(type => type.Aliases.Prepend(type.Name))
                            .Select(name => JsonValue.Create(name)),
                    ]),
                },
            },
            ["allOf"] = new JsonArray([
                .. LayerTypes.All.Select(type => new JsonObject
                {
                    ["if"] = new JsonObject
                    {
                        ["properties"] = new JsonObject
                        {
                            ["Type"] = new JsonObject
                            {
                                ["enum"] = new JsonArray([
                                    .. type.Aliases.Prepend(type.Name).Select(name => JsonValue.Create(name)),
                                ]),
                            },
                        },
                        ["required"] = new JsonArray("Type"),
                    },
                    ["then"] = Reference(type.Name),
                }),
            ]),
        };

    private static JsonObject Settings(LayerTypeInfo type, JsonObject definitions)
    {
        var properties = new JsonObject
        {
            ["Type"] = true,
            ["Name"] = Shared(
                "Name",
                Described("The name of the layer, which no other has.", Typed("string")),
                definitions
            ),
        };
        foreach (var setting in type.Settings)
            properties[setting.Name] = Shared(
                setting.Name,
                Described(setting.Description, Value(setting)),
                definitions
            );
        properties["Stored"] = Reference("stored");
        return new JsonObject
        {
            ["description"] = type.Summary,
            ["type"] = "object",
            ["required"] = new JsonArray([
                .. type
                    .Settings.Where(setting => setting.IsRequired)
                    .Select(setting => JsonValue.Create(setting.Name))
                    .Prepend(JsonValue.Create("Type")),
            ]),
            ["additionalProperties"] = false,
            ["properties"] = properties,
        };
    }

    private static JsonObject Value(SettingInfo setting)
    {
        var type = setting.ValueType;
        if (setting.Name == "Function")
            return new JsonObject
            {
                ["type"] = "string",
                ["examples"] = new JsonArray([.. ActivationFunction.Names.Select(name => JsonValue.Create(name))]),
            };
        if (type.IsEnum)
            return new JsonObject
            {
                ["enum"] = new JsonArray([.. Enum.GetNames(type).Select(name => JsonValue.Create(name))]),
            };
        if (type == typeof(bool))
            return Typed("boolean");
        if (type == typeof(long) || type == typeof(int))
            return Typed("integer");
        if (type == typeof(double))
            return Typed("number");
        if (type == typeof(string))
            return Typed("string");
        if (type == typeof(Extent))
            return AnyOf(Typed("integer"), ListOf(Typed("integer")), Text("^[0-9]+([x,] *[0-9]+)*$"));
        if (type == typeof(Padding))
            return AnyOf(
                Typed("integer"),
                ListOf(AnyOf(Typed("integer"), ListOf(Typed("integer")))),
                Text("^(valid|same|same_lower|-?[0-9]+(:-?[0-9]+)?([,x] *-?[0-9]+(:-?[0-9]+)?)*)$")
            );
        if (type == typeof(TensorShape))
            return AnyOf(
                ListOf(
                    AnyOf(
                        new JsonObject { ["type"] = "integer", ["minimum"] = 0 },
                        new JsonObject { ["type"] = new JsonArray("string", "null") }
                    )
                ),
                Typed("string")
            );
        if (type == typeof(Layer))
            return AnyOf(Reference("layer"), Typed("string"));
        if (typeof(IEnumerable<long>).IsAssignableFrom(type))
            return AnyOf(Typed("integer"), ListOf(Typed("integer")), Typed("string"));
        if (typeof(IEnumerable<double>).IsAssignableFrom(type))
            return AnyOf(Typed("number"), ListOf(Typed("number")), Typed("string"));
        if (
            typeof(IEnumerable<string>).IsAssignableFrom(type) || typeof(IEnumerable<TensorSpec>).IsAssignableFrom(type)
        )
            return AnyOf(Typed("string"), ListOf(Typed("string")));
        throw new NotSupportedException($"{setting.Name} is of the type {type}, for which the schema has no form.");
    }

    // Types that have a setting in common refer to one description of it.
    private static JsonObject Shared(string setting, JsonObject schema, JsonObject definitions)
    {
        for (int i = 1; ; i++)
        {
            string name = i == 1 ? $"setting.{setting}" : $"setting.{setting}.{i}";
            if (!definitions.ContainsKey(name))
                definitions[name] = schema;
            if (definitions[name]!.ToJsonString() == schema.ToJsonString())
                return Reference(name);
        }
    }

    private static JsonObject Block() =>
        new()
        {
            ["description"] = "Layers whose names begin with the block's: block.layer.",
            ["type"] = "object",
            ["required"] = new JsonArray("Block", "Layers"),
            ["additionalProperties"] = false,
            ["properties"] = new JsonObject
            {
                ["Block"] = Described("The name of the block.", Typed("string")),
                ["Repeat"] = Described(
                    "How often it is repeated: block.0.layer, block.1.layer, ...",
                    new JsonObject { ["type"] = "integer", ["minimum"] = 1 }
                ),
                ["Layers"] = Reference("layers"),
            },
        };

    private static JsonObject Stored() =>
        new()
        {
            ["description"] = "The tensors of the file that the layer came from, by the names of its weights.",
            ["type"] = "object",
            ["additionalProperties"] = AnyOf(
                Typed("string"),
                new JsonObject
                {
                    ["type"] = "object",
                    ["required"] = new JsonArray("Name"),
                    ["additionalProperties"] = false,
                    ["properties"] = new JsonObject { ["Name"] = Typed("string"), ["DataType"] = Names<DataType>() },
                }
            ),
        };

    private static JsonObject Described(string description, JsonObject schema)
    {
        // In draft 7, what stands beside a reference is not looked at.
        if (schema.ContainsKey("$ref"))
            return new JsonObject { ["description"] = description, ["allOf"] = new JsonArray(schema) };
        schema.Insert(0, "description", description);
        return schema;
    }

    private static JsonObject Typed(string type) => new() { ["type"] = type };

    private static JsonObject Text(string pattern) => new() { ["type"] = "string", ["pattern"] = pattern };

    private static JsonObject ListOf(JsonObject items) => new() { ["type"] = "array", ["items"] = items };

    private static JsonObject AnyOf(params JsonObject[] schemas) => new() { ["anyOf"] = new JsonArray([.. schemas]) };

    private static JsonObject Names<T>()
        where T : struct, Enum =>
        new() { ["enum"] = new JsonArray([.. Enum.GetNames<T>().Select(name => JsonValue.Create(name))]) };

    private static JsonObject Reference(string name) => new() { ["$ref"] = "#/definitions/" + name };
}
