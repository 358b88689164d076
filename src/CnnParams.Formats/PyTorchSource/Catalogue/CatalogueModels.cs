using CnnParams.Catalogue;
using CnnParams.Formats.Writing;
using CnnParams.Layers;
using CnnParams.Python.Compiling;
using CnnParams.Python.Running;
using CnnParams.Python.Syntax;
using CnnParams.Python.Values;
using CnnParams.Reading;
using CnnParams.Writing;

namespace CnnParams.Formats.PyTorchSource.Catalogue;

/// <summary>
/// The models of libraries that a source imports and does not bring along: torchvision.models.resnet18(...),
/// timm.create_model("resnet18"), torch.hub.load("pytorch/vision", "resnet18"), from the catalogue.
/// </summary>
internal static class CatalogueModels
{
    // What changes the values of weights, or training, and not what the network is.
    private static readonly HashSet<string> WithoutEffect = new(
        (
            "pretrained progress weights weights_backbone pretrained_backbone init_weights transform_input "
            + "zero_init_residual aux_logits force_reload trust_repo verbose skip_validation"
            + " drop_rate drop_path_rate scriptable exportable checkpoint_path memory_efficient dropout source"
        ).Split(' '),
        StringComparer.Ordinal
    );

    /// <summary>torchvision.models.name; null where the catalogue has no such model of torchvision's.</summary>
    internal static HostFunction? OfTorchvision(string name) => Of(name, "torchvision");

    /// <summary>timm.models.name; null where the catalogue has no such model of timm's.</summary>
    internal static HostFunction? OfTimm(string name) => Of(name, "timm");

    /// <summary>torchvision.models.get_model.</summary>
    internal static HostFunction GetModel { get; } =
        new(
            "get_model(name, **kwargs)",
            call => Make(call.Interpreter, call.Text(0), "torchvision", call.Named("kwargs"))
        );

    /// <summary>timm.create_model.</summary>
    internal static HostFunction CreateModel { get; } =
        new(
            "create_model(model_name, pretrained=False, **kwargs)",
            call => Make(call.Interpreter, call.Text(0), "timm", call.Named("kwargs"))
        );

    /// <summary>torch.hub.load.</summary>
    internal static HostFunction HubLoad { get; } =
        new(
            "load(repo_or_dir, model, *args, **kwargs)",
            call =>
            {
                string repository = call.Text(0);
                if (repository.StartsWith("pytorch/vision", StringComparison.Ordinal))
                    return Make(call.Interpreter, call.Text(1), "torchvision", call.Named("kwargs"));
                throw Errors.Refused(
                    $"torch.hub.load fetches '{repository}' from the network, which is not done: import the folder of "
                        + "its source, or take the model from the catalogue where that has it (Get-CnnArchitecture)"
                );
            }
        );

    private static HostFunction? Of(string name, string library) =>
        Variant(name, library) is null
            ? null
            : new HostFunction(
                $"{name}(*args, **kwargs)",
                call => Make(call.Interpreter, name, library, call.Named("kwargs"))
            );

    private static ArchitectureVariant? Variant(string name, string library) =>
        Architectures.Find(name)?.Variants.FirstOrDefault(variant => variant.Name == library)
        ?? (library == "timm" ? Variant(name, "torchvision") : null);

    private static object Make(Interpreter interpreter, string name, string library, PyDict settings)
    {
        var variant =
            Variant(name, library)
            ?? throw Errors.Of(
                BuiltinTypes.UnknownValueError,
                $"{library}'s model '{name}' is not in the catalogue, and the source of {library} is not here: put its "
                    + "package beside this file, or import it from there"
            );
        var options = new ArchitectureOptions
        {
            Classes = Number(interpreter, settings, "num_classes") is > 0 and var classes ? classes : null,
            Channels = Number(interpreter, settings, "in_chans"),
        };
        if (
            settings
                .Keys()
                .OfType<string>()
                .FirstOrDefault(key =>
                    key is not ("num_classes" or "in_chans")
                    && !WithoutEffect.Contains(key)
                    && settings.Get(key) is not (None or false)
                ) is
            { } unknown
        )
            throw Errors.Of(
                BuiltinTypes.UnknownValueError,
                $"{name}: what '{unknown}' does to {library}'s model is not known here; put {library}'s package beside "
                    + "this file, and its own source is read"
            );
        if (variant.HasAuxiliary && settings.Get("aux_logits") is not false)
            Trace
                .Of(interpreter)
                .Notes.Add(
                    $"{name} is taken without the auxiliary classifiers, which {library} has in training unless "
                        + "aux_logits=False is given"
                );
        string source;
        try
        {
            var network = variant.Build(name, options);
            source = CatalogueCode.Print(network, PyTorch.Writing.PythonNames.Identifier(name));
        }
        catch (Exception exception) when (exception is InexpressibleException or ModelWriteException or LayerException)
        {
            throw Errors.Of(
                BuiltinTypes.UnknownValueError,
                $"{library}'s model '{name}' cannot be taken apart into modules here: {exception.Message}; put "
                    + $"{library}'s package beside this file, and its own source is read"
            );
        }

        var module = (ModuleInstance)interpreter.Call(Class(interpreter, name, source), []);
        if (settings.Get("num_classes") is long and 0 && Last(module) is { } last)
            last.Owner.Modules.Set(
                last.Name,
                interpreter.Call(
                    interpreter.GetAttribute(
                        interpreter.Modules.Import(interpreter, "torch.nn", wantsLast: true, isOptional: false),
                        "Identity"
                    )
                )
            );
        return module;
    }

    private static object Class(Interpreter interpreter, string name, string source)
    {
        var code = CompiledSources.Compile(
            new SourceText($"<catalogue {name}>", source) { IsLibrary = true },
            isLenient: false
        );
        var names = new PyDict();
        names.Set("__name__", "torchvision.models");
        names.Set("__package__", "torch");
        interpreter.Execute(code, names, null, [], out _);
        return names.Get(PyTorch.Writing.PythonNames.Identifier(name))!;
    }

    // The classifier, which timm leaves out where no classes are wanted.
    private static (ModuleInstance Owner, string Name)? Last(ModuleInstance module)
    {
        var owners = module
            .Walk()
            .SelectMany(pair =>
                pair.Module.Children.Select(child => (Owner: pair.Module, child.Name, Kind: child.Module.Type.Name))
            )
            .Where(child => child.Kind == "Linear")
            .ToArray();
        return owners.Length == 0 ? null : (owners[owners.Length - 1].Owner, owners[owners.Length - 1].Name);
    }

    private static long? Number(Interpreter interpreter, PyDict settings, string name) =>
        settings.Get(name) is { } value and not None ? Python.Running.Integers.Index(interpreter, value) : null;
}
