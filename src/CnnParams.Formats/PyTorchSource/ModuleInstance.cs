using System.Text.RegularExpressions;
using CnnParams.Python.Running;
using CnnParams.Python.Values;

namespace CnnParams.Formats.PyTorchSource;

/// <summary>A module: its parameters, buffers and modules within, by name and in order.</summary>
internal sealed class ModuleInstance(PyType type) : PyInstance(type)
{
    /// <summary>As how many elements a module counts: the largest networks have some ten thousand.</summary>
    internal const int Elements = 100;

    internal PyDict Parameters { get; private set; } = new();

    internal PyDict Buffers { get; private set; } = new();

    internal PyDict Modules { get; private set; } = new();

    /// <summary>Its place in the network: layer1.0.conv1; null while that is not known.</summary>
    internal string? Path { get; set; }

    /// <summary>Whether it is one of the vocabulary, whose forward is one layer.</summary>
    internal bool IsLeafOfVocabulary { get; set; }

    /// <summary>Where in the source it was made.</summary>
    internal Python.Syntax.Place? Place { get; init; }

    public override bool TryGetAttribute(Interpreter interpreter, string name, out object value)
    {
        if (Modules.TryGet(name, out value) || Parameters.TryGet(name, out value) || Buffers.TryGet(name, out value))
            return true;
        switch (name)
        {
            case "_modules":
                value = Modules;
                return true;
            case "_parameters":
                value = Parameters;
                return true;
            case "_buffers":
                value = Buffers;
                return true;
            case "training":
                // Networks are measured as they are used, unless they say otherwise of themselves.
                value = Own.Get(name) ?? Boxed.False;
                return true;
        }

        if (base.TryGetAttribute(interpreter, name, out value))
            return true;
        if (name != ModuleMethods.Fuse.Name)
            return false;
        value = new BoundMethod(ModuleMethods.Fuse, this);
        return true;
    }

    public override void SetOwn(Interpreter interpreter, string name, object? value)
    {
        if (value is null && (Modules.Remove(name) || Parameters.Remove(name) || Buffers.Remove(name)))
            return;
        switch (value)
        {
            case ModuleInstance module:
                Own.Remove(name);
                Modules.Set(name, module);
                break;
            case TorchTensor { IsParameter: true } parameter:
                Own.Remove(name);
                Parameters.Set(name, parameter);
                break;
            case None or Unknown when Modules.Has(name):
                Modules.Set(name, value);
                break;
            case None when Parameters.Has(name):
                Parameters.Set(name, value);
                break;
            case not null when Buffers.Has(name):
                Buffers.Set(name, value);
                break;
            default:
                base.SetOwn(interpreter, name, value);
                break;
        }
    }

    /// <summary>The modules directly within, with their names.</summary>
    internal IEnumerable<(string Name, ModuleInstance Module)> Children =>
        Modules
            .Pairs()
            .Where(pair => pair.Value is ModuleInstance)
            .Select(pair => ((string)pair.Key, (ModuleInstance)pair.Value));

    /// <summary>Whether it is one of some modules, or holds nothing but such.</summary>
    internal bool IsMadeOf(HashSet<ModuleInstance> parts)
    {
        var pending = new Stack<ModuleInstance>([this]);
        var seen = new HashSet<ModuleInstance>();
        while (pending.Count > 0)
        {
            var module = pending.Pop();
            if (!seen.Add(module) || parts.Contains(module))
                continue;
            ModuleInstance[] children = [.. module.Children.Select(child => child.Module)];
            if (children.Length == 0 || module.Parameters.Count > 0)
                return false;
            Array.ForEach(children, pending.Push);
        }

        return true;
    }

    /// <summary>This module and all within, each once, with their paths, in PyTorch's order.</summary>
    internal IEnumerable<(string Path, ModuleInstance Module)> Walk()
    {
        var seen = new HashSet<ModuleInstance>();
        var pending = new Stack<(string, ModuleInstance)>();
        pending.Push(("", this));
        while (pending.Count > 0)
        {
            var (path, module) = pending.Pop();
            if (!seen.Add(module))
                continue;
            yield return (path, module);
            foreach (var (name, child) in module.Children.Reverse())
                pending.Push((path.Length == 0 ? name : $"{path}.{name}", child));
        }
    }

    /// <summary>
    /// What modules hold that can be a module and is none here, each with its path and what it was made by: what
    /// <c>self.backbone = mmcv.ResNet(50)</c> gives, what stands in a module's place, what a statement should have made
    /// that failed.
    /// </summary>
    internal IEnumerable<(string Path, string Name, Exception? Cause)> WalkUnknown() =>
        from pair in Walk()
        from own in pair.Module.Modules.Pairs().Concat(pair.Module.Own.Pairs())
        where own.Value is Unknown
        let unknown = (Unknown)own.Value
        let made = PythonSource.NotHere.ClassOf(unknown)
        where
            made is not null
            || pair.Module.Modules.Has(own.Key)
            || unknown.Name.StartsWith("torch.nn.", StringComparison.Ordinal)
        select (
            pair.Path.Length == 0 ? (string)own.Key : $"{pair.Path}.{own.Key}",
            made ?? unknown.Name,
            unknown.Cause
        );

    /// <summary>
    /// The parameters of this module and all within, each once or under each of its names, with their names.
    /// </summary>
    internal IEnumerable<(string Name, TorchTensor Tensor)> WalkTensors(bool buffers = false, bool isShared = false)
    {
        var seen = new HashSet<TorchTensor>();
        foreach (var (path, module) in Walk())
        {
            foreach (var pair in (buffers ? module.Buffers : module.Parameters).Pairs())
            {
                if (pair.Value is TorchTensor tensor && (isShared || seen.Add(tensor)))
                    yield return (path.Length == 0 ? (string)pair.Key : $"{path}.{pair.Key}", tensor);
            }
        }
    }

    /// <summary>Takes over what another one holds: a copy of it.</summary>
    internal void Fill(PyDict parameters, PyDict buffers, PyDict modules) =>
        (Parameters, Buffers, Modules) = (parameters, buffers, modules);
}
