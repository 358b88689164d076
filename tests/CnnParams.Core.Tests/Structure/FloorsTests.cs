using ArchUnitNET.Domain;
using ArchUnitNET.Loader;
using CnnParams.Layers;

namespace CnnParams.Core.Tests.Structure;

/// <summary>
/// Core is a stack: a namespace knows those on the floors below its own, and none beside or above it.
/// </summary>
public class FloorsTests
{
    // From the ground up; namespaces on one floor do not know each other. "" is what lies beside the folders.
    private static readonly string[][] Floors =
    [
        ["", "Formulas", "Words", "Writing"],
        ["Shapes"],
        ["Layers"],
        ["Networks"],
        ["Measuring"],
        ["Devices", "Quantizing"],
        ["Budgets", "Catalogue", "Comparing", "Reading"],
        ["Auditing", "Designing"],
        ["Explaining"],
    ];

    private static readonly Dictionary<string, int> FloorOf = Floors
        .SelectMany((names, floor) => names.Select(name => (name, floor)))
        .ToDictionary(pair => pair.name, pair => pair.floor);

    private static readonly ArchUnitNET.Domain.Architecture Core = new ArchLoader()
        .LoadAssemblies(typeof(Layer).Assembly)
        .Build();

    [Fact]
    public void Every_namespace_has_its_floor()
    {
        var strangers = OwnTypes().Select(Folder).Distinct().Where(name => !FloorOf.ContainsKey(name));
        Assert.Empty(strangers);
    }

    [Fact]
    public void A_type_knows_only_the_floors_below_its_own()
    {
        var upward =
            from type in OwnTypes()
            from target in type.Dependencies.Select(dependency => dependency.Target).Distinct()
            where IsOwn(target)
            let knower = Folder(type)
            let known = Folder(target)
            where knower != known && FloorOf[known] >= FloorOf[knower]
            select $"{type.FullName} knows {target.FullName}";
        Assert.Empty(upward.Distinct().Order());
    }

    private static IEnumerable<IType> OwnTypes() => Core.Types.Where(IsOwn);

    // What the generator writes lists classes of all floors.
    private static bool IsOwn(IType type) =>
        type.FullName != "CnnParams.Implementations"
        && type.Assembly.Name.StartsWith("CnnParams.Core", StringComparison.Ordinal)
        && (
            type.Namespace.FullName == "CnnParams"
            || type.Namespace.FullName.StartsWith("CnnParams.", StringComparison.Ordinal)
        );

    // CnnParams.Measuring.Conventions lies in Measuring.
    private static string Folder(IType type) => type.Namespace.FullName.Split('.').ElementAtOrDefault(1) ?? "";
}
