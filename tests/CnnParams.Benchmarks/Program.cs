using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.NoEmit;
using CnnParams.Benchmarks.Comparing;

// Run with: dotnet run -c Release --project tests/CnnParams.Benchmarks -- --filter '*'
// or, for the page of figures, with: -- compare; for some of its tables, with words of their titles: -- compare table
if (args is [CompareCommand.Name, .. var words])
{
    CompareCommand.Run(words);
    return;
}

if (args is [ScaledWork.Name, var kind, var size])
{
    ScaledWork.Run(kind, size);
    return;
}

// In this process: the module is found from the repository, which a copy elsewhere could not do.
var job = Job.ShortRun.WithToolchain(InProcessNoEmitToolchain.Instance);
BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args, DefaultConfig.Instance.AddJob(job));
