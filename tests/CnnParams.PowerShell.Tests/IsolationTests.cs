using System.Diagnostics;
using System.Reflection;
using System.Reflection.Emit;
using CnnParams.Shell;

namespace CnnParams.PowerShell.Tests;

/// <summary>
/// The readers' dependencies beside other versions of them, in a process of its own: a session that another module has
/// brought Google.Protobuf and PureHDF into works, and so does the other module; and so does Newtonsoft.Json, which the
/// engine has of its own.
/// </summary>
public sealed class IsolationTests : IDisposable
{
    private static readonly string[] Libraries = ["Google.Protobuf", "PureHDF"];

    private readonly string _folder = Directory.CreateTempSubdirectory("cnnparams-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void The_readers_work_beside_other_versions_of_what_they_depend_on()
    {
        foreach (string library in Libraries)
            WriteOther(library);
        string data = Path.Combine(ModuleLocator.Root, "tests", "data");
        string output = Run(
            $$"""
            $contexts = { @([Runtime.Loader.AssemblyLoadContext]::All | ForEach-Object Name) -contains 'CnnParams.Formats' }
            "before: $(& $contexts)"
            '{{string.Join(
                "', '",
                Libraries
            )}}' | ForEach-Object { $others = @() } { $others += [Reflection.Assembly]::LoadFrom("{{_folder}}/$_.dll") }
            $null = New-CnnLayer Input -Shape 8,8,3 | Measure-CnnParameters
            "unread: $(& $contexts)"
            (Import-CnnModel '{{data}}/tensorflowjs-graph/mobile/model.json' | Measure-CnnParameters -Summary).Parameters
            (Import-CnnModel '{{data}}/keras/lenet_seed.h5' | Measure-CnnParameters -Summary).Parameters
            "after: $(& $contexts)"
            @(foreach ($other in $others) { $other.GetType("$($other.GetName().Name).Other").GetMethod('Answer').Invoke($null, @()) }) -join ' '
            [Newtonsoft.Json.JsonConvert]::SerializeObject(42)
            [Runtime.Loader.AssemblyLoadContext]::All | ForEach-Object { foreach ($a in $_.Assemblies) { if ($a.GetName().Name -eq 'Google.Protobuf') { "$($_.Name) $($a.GetName().Version.Major)" } } }
            """
        );
        Assert.Equal(
            [
                "before: False",
                "unread: False",
                "738",
                "62958",
                "after: True",
                "42 42",
                "42",
                "Default 1",
                "CnnParams.Formats 3",
            ],
            output.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
        );
    }

    // Version 1.0.0.0 of a library, with a class of another module's liking.
    private void WriteOther(string name)
    {
        var assembly = new PersistedAssemblyBuilder(
            new AssemblyName(name) { Version = new Version(1, 0, 0, 0) },
            typeof(object).Assembly
        );
        var type = assembly
            .DefineDynamicModule(name)
            .DefineType(
                name + ".Other",
                TypeAttributes.Public | TypeAttributes.Class | TypeAttributes.Abstract | TypeAttributes.Sealed
            );
        var body = type.DefineMethod("Answer", MethodAttributes.Public | MethodAttributes.Static, typeof(int), [])
            .GetILGenerator();
        body.Emit(OpCodes.Ldc_I4, 42);
        body.Emit(OpCodes.Ret);
        type.CreateType();
        assembly.Save(Path.Combine(_folder, name + ".dll"));
    }

    private static string Run(string script)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true };
        start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "CnnParams.Shell.dll"));
        start.ArgumentList.Add("-Command");
        start.ArgumentList.Add(script);
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        Assert.True(process.WaitForExit(TimeSpan.FromMinutes(2)), "The shell did not end.");
        Assert.Equal("", error.Result);
        return output;
    }
}
