using Xunit.Abstractions;
using Xunit.Sdk;

namespace CnnParams.Pester.Tests;

/// <summary>A test for each of Pester's, under its name.</summary>
[AttributeUsage(AttributeTargets.Method)]
[XunitTestCaseDiscoverer("CnnParams.Pester.Tests." + nameof(PesterDiscoverer), "CnnParams.Pester.Tests")]
public sealed class PesterFactAttribute(string pester) : FactAttribute
{
    /// <summary>The folder with the version of Pester.</summary>
    public string Pester { get; } = pester;
}

/// <summary>Finds the tests of Pester for xunit.</summary>
public sealed class PesterDiscoverer(IMessageSink diagnostics) : IXunitTestCaseDiscoverer
{
    /// <inheritdoc/>
    public IEnumerable<IXunitTestCase> Discover(
        ITestFrameworkDiscoveryOptions discoveryOptions,
        ITestMethod testMethod,
        IAttributeInfo factAttribute
    )
    {
        ArgumentNullException.ThrowIfNull(factAttribute);
        string pester = (string)factAttribute.GetConstructorArguments().Single();
        return PesterSuite
            .Under(pester)
            .Names.Select(name => new PesterTestCase(diagnostics, testMethod, pester, name));
    }
}

/// <summary>A test of Pester; its name is whole, where xunit would shorten that of an argument.</summary>
public sealed class PesterTestCase : XunitTestCase
{
    /// <summary>For xunit, which restores test cases.</summary>
    [Obsolete("Called by xunit alone.")]
    public PesterTestCase() { }

    /// <summary>A test under a version of Pester.</summary>
    public PesterTestCase(IMessageSink diagnostics, ITestMethod method, string pester, string name)
        : base(diagnostics, TestMethodDisplay.Method, TestMethodDisplayOptions.None, method, [pester, name]) { }

    /// <inheritdoc/>
    protected override string GetDisplayName(IAttributeInfo factAttribute, string displayName) =>
        $"{TestMethodArguments[0]}: {TestMethodArguments[1]}";
}
