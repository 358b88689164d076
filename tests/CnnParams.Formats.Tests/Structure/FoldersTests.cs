using ArchUnitNET.Domain;
using ArchUnitNET.Loader;

namespace CnnParams.Formats.Tests.Structure;

/// <summary>
/// A format is a folder: it knows what formats have in common, and another format only where it is built on that.
/// </summary>
public class FoldersTests
{
    // These know no format.
    private static readonly string[] Common =
    [
        "FlatBuffers",
        "Folding",
        "Graphs",
        "Json",
        "Protobuf",
        "StateDicts",
        "Writing",
        "Yaml",
    ];

    private static readonly Dictionary<string, string[]> BuiltOn = new()
    {
        ["KerasSource"] = ["Keras", "PythonSource"],
        ["PyTorch"] = ["NumPy"],
        ["PyTorchSource"] = ["PythonSource", "PyTorch"],
        ["TensorFlowJs"] = ["Keras", "TensorFlow"],
        ["TensorFlowLite"] = ["TensorFlow"],
    };

    [Fact]
    public void A_folder_knows_what_it_is_built_on()
    {
        var known = (
            from type in new ArchLoader().LoadAssemblies(typeof(ModelLibrary).Assembly).Build().Types
            let knower = Folder(type)
            where knower.Length > 0
            from target in type.Dependencies.Select(dependency => Folder(dependency.Target))
            where target.Length > 0 && target != knower
            select (knower, target)
        )
            .Distinct()
            .ToArray();
        Assert.Contains(("Ncnn", "Graphs"), known);
        Assert.Empty(
            from pair in known
            where !Common.Contains(pair.target) && !BuiltOn.GetValueOrDefault(pair.knower, []).Contains(pair.target)
            select $"{pair.knower} knows {pair.target}"
        );
        Assert.Empty(
            from pair in BuiltOn
            from target in pair.Value
            where !known.Contains((pair.Key, target))
            select $"{pair.Key} is no longer built on {target}"
        );
    }

    // What lies beside the folders serves all of them.
    private static string Folder(IType type)
    {
        string[] parts = type.Namespace.FullName.Split('.');
        return parts is ["CnnParams", "Formats", var folder, ..] && folder != "Tests" ? folder : "";
    }
}
