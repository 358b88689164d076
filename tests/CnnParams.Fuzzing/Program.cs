using System.Diagnostics;
using System.Globalization;
using CnnParams.Fuzzing.Targets;
using SharpFuzz;

namespace CnnParams.Fuzzing;

/// <summary>
/// Long runs: <c>dotnet run -c Release --project tests/CnnParams.Fuzzing -- --minutes 10 --reader ONNX</c>. With
/// libFuzzer (github.com/Metalnem/sharpfuzz), the instrumented program takes <c>--libfuzzer --reader ONNX</c>.
/// </summary>
internal static class Program
{
    private const int Batch = 100;

    private static int Main(string[] arguments)
    {
        var options = new Dictionary<string, string>(StringComparer.Ordinal);
        for (int i = 0; i < arguments.Length; i++)
        {
            string name = arguments[i].TrimStart('-');
            options[name] =
                i + 1 < arguments.Length && !arguments[i + 1].StartsWith("--", StringComparison.Ordinal)
                    ? arguments[++i]
                    : "";
        }

        if (options.ContainsKey("help"))
        {
            Console.WriteLine(
                $"--reader NAME[,NAME]  {string.Join(", ", FuzzTargets.Names)}\n--minutes N  for each\n--inputs N  for "
                    + "each\n--seed N  --from N  --out FOLDER  --figures FILE  --placeless  --libfuzzer"
            );
            return 0;
        }

        string[] names = options.TryGetValue("reader", out string? wanted) ? wanted.Split(',') : [.. FuzzTargets.Names];
        if (!options.ContainsKey("libfuzzer"))
            return names.Sum(name => Run(name, options)) == 0 ? 0 : 1;

        // Instrumented code must not run before libFuzzer has given the memory in which it counts.
        FuzzTarget? target = null;
        string file = "";
        Fuzzer.LibFuzzer.Run(bytes =>
        {
            if (target is null)
            {
                target = FuzzTargets.Create(names[0]);
                file = target.Input(0, 0).Name;
            }

            target.Run(new FuzzInput(file, bytes.ToArray()), default);
        });
        target?.Dispose();
        return 0;
    }

    private static int Run(string name, Dictionary<string, string> options)
    {
        using var target = FuzzTargets.Create(name);
        int seed = (int)Number(options, "seed", 1),
            from = (int)Number(options, "from", 0);
        long inputs = Number(options, "inputs", int.MaxValue);
        var end = TimeSpan.FromMinutes(
            Number(options, "minutes", options.ContainsKey("inputs") ? int.MaxValue / 1000 : 1)
        );
        string folder = options.GetValueOrDefault("out", Path.Combine(Path.GetTempPath(), "cnnparams-fuzzing"));
        var placeless = new Dictionary<string, int>(StringComparer.Ordinal);
        if (options.ContainsKey("placeless"))
            target.Placeless = message => placeless[message] = placeless.GetValueOrDefault(message) + 1;
        var run = new FuzzRun(target, seed);
        var clock = Stopwatch.StartNew();
        while (run.Inputs < inputs && clock.Elapsed < end)
        {
            run.Try(
                from + run.Inputs,
                (int)Math.Min(Batch, inputs - run.Inputs),
                (fault, input) =>
                {
                    Directory.CreateDirectory(folder);
                    string path = Path.Combine(
                        folder,
                        FormattableString.Invariant($"{fault.Target}-{fault.Seed}-{fault.Number}-{input.Name}")
                    );
                    File.WriteAllBytes(path, input.Content);
                    Console.WriteLine($"{fault}\n{path}\n");
                }
            );
        }

        foreach (var (message, count) in placeless.OrderByDescending(pair => pair.Value))
            Console.WriteLine($"{count, 6} {message}");
        string figures = string.Create(
            CultureInfo.InvariantCulture,
            $"{name},{run.Inputs},{run.Count(Ending.Read)},{run.Count(Ending.ErrorWithPlace)},{run.Count(Ending.ErrorOfFile)},{run.Faults.Count},{run.Time.TotalSeconds:0},{run.Longest.TotalSeconds:0.00}"
        );
        Console.WriteLine(
            $"reader,inputs,networks,errors with a place,errors of the file,faults,seconds,longest\n{figures}"
        );
        if (options.TryGetValue("figures", out string? file))
            File.AppendAllText(file, figures + "\n");
        return run.Faults.Count;
    }

    private static long Number(Dictionary<string, string> options, string name, long otherwise) =>
        options.TryGetValue(name, out string? text) ? long.Parse(text, CultureInfo.InvariantCulture) : otherwise;
}
