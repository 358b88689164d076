namespace CnnParams.Pester.Tests;

/// <summary>What a user's script sees of the module: each test of tests/pester is one here.</summary>
public sealed class PesterTests
{
    [PesterFact("Pester")]
    public void Passes(string pester, string name) => Check(pester, name);

    [PesterFact("Pester5")]
    public void Passes_under_Pester_5(string pester, string name) => Check(pester, name);

    private static void Check(string pester, string name)
    {
        PesterResult result = PesterSuite.Under(pester).Result(name);
        Assert.True(result.Passed, result.Message);
    }
}
