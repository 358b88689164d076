using CnnParams.Shell;

namespace CnnParams.PowerShell.Tests;

/// <summary>The version stands in the manifest alone.</summary>
public sealed class VersionTests(ModuleSession session) : IClassFixture<ModuleSession>
{
    [Fact]
    public void Assemblies_have_the_version_of_the_manifest()
    {
        string manifest = session
            .Output($"(Test-ModuleManifest '{ModuleLocator.Manifest}').Version.ToString()")
            .Single()
            .ToString()!;
        Assert.Equal(manifest, typeof(Layers.Layer).Assembly.GetName().Version!.ToString(3));
    }
}
