using CnnParams.Formats.PyTorchSource.Catalogue;
using CnnParams.Python.Importing;
using CnnParams.Python.Running;
using CnnParams.Python.Values;

namespace CnnParams.Formats.PyTorchSource;

/// <summary>Libraries of models that a source imports and does not bring along: torchvision and timm.</summary>
internal sealed partial class TorchVocabulary
{
    private static PyModule? FindLibrary(Interpreter interpreter, string module)
    {
        string library = module.Split('.')[0];
        // Their own sources come first, where they are here.
        if (library is not ("torchvision" or "timm") || interpreter.Modules.HasSource(library))
            return null;
        if (library == "timm")
            return module is "timm" or "timm.models"
                ? new PyModule(module, new PyDict()) { Find = (_, name) => FindInTimm(module, name) }
                : null;
        if (module == "torchvision.ops")
            return Execute(interpreter, "torchvision_ops");
        bool hasModels =
            module == "torchvision.models" || module.StartsWith("torchvision.models.", StringComparison.Ordinal);
        if (module != "torchvision" && !hasModels)
            return null;
        return new PyModule(module, new PyDict())
        {
            Find = (running, name) => hasModels ? FindModel(module, name) : FindInTorchvision(running, name),
        };
    }

    private static object? FindInTorchvision(Interpreter interpreter, string name) =>
        name switch
        {
            "models" or "ops" => interpreter.Modules.Import(
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

    private static object? FindInTimm(string module, string name) =>
        name switch
        {
            "create_model" => CatalogueModels.CreateModel,
            _ when name.StartsWith("__", StringComparison.Ordinal) => null,
            _ => new Unknown($"{module}.{name}"),
        };
}
