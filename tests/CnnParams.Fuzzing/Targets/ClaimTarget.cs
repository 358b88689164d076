using System.Text;
using CnnParams.Testing;

namespace CnnParams.Fuzzing.Targets;

/// <summary>Claims in CSV files, as people send them: Import-Csv, and Test-CnnClaim.</summary>
internal sealed class ClaimTarget : MutatedTarget
{
    private const string Script =
        "$input = $args[0]; $input -split \"`n\" | ConvertFrom-Csv -ErrorAction SilentlyContinue | Test-CnnClaim "
        + "-Network $network";

    private readonly EngineSession _session = new();

    internal ClaimTarget()
        : base("Claims", [.. Tables])
    {
        _session.Invoke("$network = Get-CnnArchitecture LeNet5 -AsNetwork");
    }

    private static IEnumerable<string> Tables =>
        FuzzData.Files("torchvision", ".csv").Concat(FuzzData.Files("layers", ".csv")).Take(12);

    internal override Ending Run(FuzzInput input, CancellationToken cancellation) =>
        EngineTarget.Judge(_session.Invoke(Script, Encoding.UTF8.GetString(input.Content)));

    public override void Dispose()
    {
        _session.Dispose();
        base.Dispose();
    }
}
