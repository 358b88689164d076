using System.Reflection;
using CnnParams.Shell;

namespace CnnParams.PowerShell.Tests.Editions;

/// <summary>
/// Windows PowerShell 5.1 does not run here. What the module's legacy build asks of it is looked up in the reference
/// assemblies of .NET Framework 4.7.2 and of PowerShell 5.1; the workflow in .github runs it for real.
/// </summary>
public sealed class WindowsPowerShellTests
{
    private static readonly string Legacy = Path.Combine(ModuleLocator.Root, "module", "bin", "netstandard2.0");

    public static TheoryData<string> Assemblies =>
        [
            .. Directory
                .GetFiles(Legacy, "CnnParams.*.dll", SearchOption.AllDirectories)
                .Select(file => Path.GetRelativePath(Legacy, file)),
        ];

    [Theory]
    [MemberData(nameof(Assemblies))]
    public void The_legacy_build_asks_for_nothing_that_5_1_does_not_have(string assembly)
    {
        using var references = References();
        Assert.Empty(new ReferencedMembers(references, Path.Combine(Legacy, assembly)).Missing());
    }

    [Fact]
    public void A_build_for_a_later_framework_is_found_out()
    {
        using var references = References();
        string modern = Path.Combine(Legacy, "..", "net8.0", "CnnParams.PowerShell.dll");
        Assert.NotEmpty(new ReferencedMembers(references, modern).Missing());
    }

    private static MetadataLoadContext References()
    {
        string framework = Folder("FrameworkReferences");
        string[] files =
        [
            .. Directory.GetFiles(framework, "*.dll"),
            .. Directory.GetFiles(Path.Combine(framework, "Facades"), "*.dll"),
            .. Directory.GetFiles(Folder("EngineReferences"), "*.dll"),
            .. Directory.GetFiles(Legacy, "*.dll", SearchOption.AllDirectories),
        ];
        return new MetadataLoadContext(new PathAssemblyResolver(files.DistinctBy(Path.GetFileName)), "mscorlib");
    }

    private static string Folder(string key) =>
        typeof(WindowsPowerShellTests)
            .Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
            .Single(attribute => attribute.Key == key)
            .Value!;
}
