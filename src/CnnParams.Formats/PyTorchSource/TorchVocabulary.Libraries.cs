using CnnParams.Formats.PyTorchSource.Catalogue;
using CnnParams.Python.Importing;
using CnnParams.Python.Running;
using CnnParams.Python.Values;

namespace CnnParams.Formats.PyTorchSource;

/// <summary>Libraries of models that a source imports and does not bring along: torchvision and timm.</summary>
internal sealed partial class TorchVocabulary
{
    // What of a library matters to a network is said in one of Sources.
    private static readonly Dictionary<string, string> Libraries = new(StringComparer.Ordinal)
    {
        ["einops"] = "einops",
        ["timm"] = "timm_layers",
        ["lightning"] = "lightning",
        ["pytorch_lightning"] = "lightning",
        ["transformers"] = "transformers",
        ["huggingface_hub"] = "transformers",
        ["torchsummary"] = "summaries",
        ["torchinfo"] = "summaries",
        ["torchstat"] = "summaries",
        ["torchviz"] = "summaries",
        ["thop"] = "summaries",
        ["ptflops"] = "summaries",
        ["fvcore"] = "summaries",
        ["pytorch_model_summary"] = "summaries",
    };

    private static readonly HashSet<string> LibrarySources = [.. Libraries.Values, "torchvision_data"];

    // The modules of those libraries that are named as attributes of others.
    private static readonly HashSet<string> Parts =
    [
        "layers",
        "models",
        "data",
        "pytorch",
        "torch",
        "nn",
        "modeling_utils",
        "modeling_outputs",
        "configuration_utils",
    ];

    private static PyModule? FindLibrary(Interpreter interpreter, string module)
    {
        string library = module.Split('.')[0];
        // Their own sources come first, where they are here.
        if (!(library == "torchvision" || Libraries.ContainsKey(library)) || interpreter.Modules.HasSource(library))
            return null;
        if (library != "torchvision")
            return new PyModule(module, new PyDict())
            {
                Find = (running, name) => FindIn(running, library, module, name),
            };
        if (module == "torchvision.ops" || module.StartsWith("torchvision.ops.", StringComparison.Ordinal))
            return Execute(interpreter, "torchvision_ops");
        if (
            module == "torchvision.datasets"
            || module == "torchvision.transforms"
            || module.StartsWith("torchvision.transforms.", StringComparison.Ordinal)
        )
            return LibrarySource(interpreter, "torchvision_data");
        bool hasModels =
            module == "torchvision.models" || module.StartsWith("torchvision.models.", StringComparison.Ordinal);
        if (module != "torchvision" && !hasModels)
            return null;
        return new PyModule(module, new PyDict())
        {
            Find = (running, name) => hasModels ? FindModel(module, name) : FindInTorchvision(running, name),
        };
    }

    private static object? FindIn(Interpreter interpreter, string library, string module, string name)
    {
        if (name.StartsWith("__", StringComparison.Ordinal))
            return null;
        if (
            library == "timm"
            && (name == "create_model" ? CatalogueModels.CreateModel : CatalogueModels.OfTimm(name)) is { } model
        )
            return model;
        var names = LibrarySource(interpreter, Libraries[library]).Names;
        if ((names.Get($"{library}_{name}") ?? names.Get(name)) is { } found)
            return found;
        return Parts.Contains(name)
            ? interpreter.Modules.Import(interpreter, $"{module}.{name}", wantsLast: true, isOptional: false)
            : new Unknown($"{module}.{name}");
    }

    private static PyModule LibrarySource(Interpreter interpreter, string source) =>
        (PyModule)interpreter.Modules.Import(interpreter, $"torch._{source}", wantsLast: true, isOptional: false);

    private static object? FindInTorchvision(Interpreter interpreter, string name) =>
        name switch
        {
            "models" or "ops" or "datasets" or "transforms" => interpreter.Modules.Import(
                interpreter,
                $"torchvision.{name}",
                wantsLast: true,
                isOptional: false
            ),
            "__version__" => "0.14.1",
            _ when name.StartsWith("__", StringComparison.Ordinal) => null,
            _ => new Unknown($"torchvision.{name}"),
        };

    private static object? FindModel(string module, string name)
    {
        if (name.StartsWith("__", StringComparison.Ordinal))
            return null;
        return name == "get_model"
            ? CatalogueModels.GetModel
            : (object?)CatalogueModels.OfTorchvision(name) ?? new Unknown($"{module}.{name}");
    }
}
