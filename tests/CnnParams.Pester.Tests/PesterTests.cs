namespace CnnParams.Pester.Tests;

/// <summary>What a user's script sees of the module: each test of tests/pester is one here.</summary>
public sealed class PesterTests
{
    [PesterFact("Pester")]
    public void Passes(string pester, string name) => PesterSuite.Under(pester).Check(name);
}

/// <summary>The same under the Pester that many have; a class of its own, so that both run at the same time.</summary>
public sealed class Pester5Tests
{
    [PesterFact("Pester5")]
    public void Passes(string pester, string name) => PesterSuite.Under(pester).Check(name);
}
