using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using CnnParams.Shell;

namespace CnnParams.PowerShell.Tests;

/// <summary>
/// The rooms and who may know whom, read from the references of the assemblies that the module is made of.
/// </summary>
public sealed class ArchitectureTests
{
    private static readonly string Bin = Path.Combine(ModuleLocator.Root, "module", "bin");

    // What both editions load alike lies in the folder of the first alone.
    private const string Legacy = "netstandard2.0",
        Modern = "net8.0";

    [Fact]
    public void The_domain_depends_on_the_framework_alone() =>
        Assert.All(References(Legacy, "CnnParams.Core.dll"), name => Assert.True(IsFramework(name), name));

    [Theory]
    [InlineData(Legacy)]
    [InlineData(Modern)]
    public void The_cmdlets_know_the_domain_and_the_engine_and_no_reader(string target) =>
        Assert.All(
            References(target, "CnnParams.PowerShell.dll"),
            name =>
                Assert.True(
                    IsFramework(name)
                        || name is "CnnParams.Core" or "CnnParams.Reports" or "System.Management.Automation",
                    name
                )
        );

    [Fact]
    public void The_reports_depend_on_the_domain_and_the_framework_alone() =>
        Assert.All(
            References(Legacy, "CnnParams.Reports.dll"),
            name => Assert.True(IsFramework(name) || name == "CnnParams.Core", name)
        );

    [Theory]
    [InlineData(Legacy, "CnnParams.Formats.dll")]
    [InlineData(Modern, "CnnParams.Hdf5.dll")]
    public void The_readers_know_the_domain_and_no_engine(string target, string assembly)
    {
        var references = References(target, Path.Combine("formats", assembly));
        Assert.Contains("CnnParams.Core", references);
        Assert.DoesNotContain("System.Management.Automation", references);
        Assert.DoesNotContain("CnnParams.PowerShell", references);
    }

    [Theory]
    [InlineData(Legacy, "CnnParams.Core.dll", "CnnParams.PowerShell.dll", "CnnParams.Reports.dll")]
    [InlineData(Modern, "CnnParams.PowerShell.dll")]
    public void What_the_readers_depend_on_lies_in_their_own_folder(string target, params string[] beside) =>
        Assert.Equal(
            beside,
            Directory
                .GetFiles(Path.Combine(Bin, target), "*.dll")
                .Select(file => Path.GetFileName(file))
                .Order(StringComparer.Ordinal)
        );

    [Fact]
    public void Nothing_lies_in_the_folders_of_both_editions_but_their_cmdlets() =>
        Assert.Equal(["CnnParams.PowerShell.dll"], Names(Legacy).Intersect(Names(Modern), StringComparer.Ordinal));

    [Fact]
    public void Every_layer_type_is_one_class_in_the_domain() =>
        Assert.All(
            typeof(Layers.Layer)
                .Assembly.GetTypes()
                .Where(type =>
                    type.IsSubclassOf(typeof(Layers.Layer)) && !type.IsAbstract && type != typeof(Layers.UnmadeLayer)
                ),
            type => Assert.True(type.IsSealed && type.IsDefined(typeof(Layers.LayerTypeAttribute), false), type.Name)
        );

    private static IEnumerable<string> Names(string target) =>
        Directory
            .GetFiles(Path.Combine(Bin, target), "*.dll", SearchOption.AllDirectories)
            .Select(file => Path.GetFileName(file));

    private static List<string> References(string target, string assembly)
    {
        using var stream = File.OpenRead(Path.Combine(Bin, target, assembly));
        using var image = new PEReader(stream);
        var metadata = image.GetMetadataReader();
        return
        [
            .. metadata.AssemblyReferences.Select(handle =>
                metadata.GetString(metadata.GetAssemblyReference(handle).Name)
            ),
        ];
    }

    private static bool IsFramework(string name) =>
        name is "netstandard" or "mscorlib"
        || (name.StartsWith("System.", StringComparison.Ordinal) && name != "System.Management.Automation");
}
