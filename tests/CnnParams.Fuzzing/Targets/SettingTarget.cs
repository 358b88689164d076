using System.Globalization;
using System.Management.Automation;
using System.Text;
using CnnParams.Testing;

namespace CnnParams.Fuzzing.Targets;

/// <summary>The module's commands, with values for their parameters that nobody thought of.</summary>
internal sealed class SettingTarget : FuzzTarget
{
    private static readonly string[] Values =
    [
        "$null",
        "''",
        "' '",
        "0",
        "1",
        "-1",
        "2",
        "3",
        "7",
        "[long]::MaxValue",
        "[long]::MinValue",
        "[int]::MaxValue",
        "1e308",
        "[double]::NaN",
        "0.5",
        "'a'",
        "'*'",
        "'['",
        "'[z-a]'",
        "'conv*'",
        "@()",
        "@(1)",
        "@(1, 2)",
        "3, 3",
        "'3x3'",
        "'same'",
        "'valid'",
        "@(-1, 0)",
        "@($null)",
        "@{}",
        "@{ a = 1 }",
        "@{ Name = 'x'; Parameters = 1 }",
        "$true",
        "$false",
        "'relu'",
        "'32,32,3'",
        "'3,224,224'",
        "'0,0,0'",
        "'9e99'",
        "'9223372036854775808'",
        "'1..4'",
        "1..8",
        "'LeNet5'",
        "'ResNet18'",
        "'nothing'",
        "'Conv2D'",
        "'LSTM'",
        "(Get-Date)",
        "[guid]::Empty",
        "{ 1 }",
        "[xml]'<a/>'",
        "('x' * 5000)",
        "\"`e[31m`u{202e}`0\"",
        "([pscustomobject]@{ Name = 'a'; Filters = 3 })",
        "[cultureinfo]'de-DE'",
        "'parameters'",
        "'macs'",
        "'Keras'",
        "'PyTorch'",
        "'Float16'",
        "'25.6M'",
        "$lenet",
        "$network",
        "$rows",
    ];

    private static readonly string[] Inputs =
    [
        "",
        "",
        "$lenet | ",
        "$network | ",
        "$rows | ",
        "'LeNet5' | ",
        "$null | ",
        "'' | ",
        "5 | ",
        "@{ a = 1 } | ",
        "$lenet, $network | ",
        "([pscustomobject]@{ Name = 'a'; Type = 'Conv2D'; Filters = '8'; KernelSize = '5' }) | ",
        "(New-CnnLayer Flatten) | ",
        "(New-CnnLayer Conv2D -Filters 3 -KernelSize 3) | ",
    ];

    // They search for as long as they are let, or change what later inputs find.
    private static readonly string[] LeftOut =
    [
        "Find-CnnDesign",
        "Register-CnnArchitecture",
        "Unregister-CnnArchitecture",
        "Find-CnnArchitecture",
    ];

    private readonly EngineSession _session = new();
    private readonly string _folder = Directory.CreateTempSubdirectory("cnnparams-fuzzing-").FullName;
    private readonly CommandInfo[] _commands;
    private readonly string[] _types;

    internal SettingTarget()
        : base("Settings")
    {
        _session.Invoke(
            "$lenet = @(New-CnnLayer Input -Shape 32,32,3 | New-CnnLayer Conv2D -Filters 8 -KernelSize 5 | "
                + "New-CnnLayer Flatten | New-CnnLayer Dense -Units 10);"
                + "$network = Get-CnnArchitecture LeNet5 -AsNetwork; $rows = $network | Measure-CnnParameters"
        );
        _commands =
        [
            .. _session
                .Invoke("Get-Command -Module CnnParams -CommandType Cmdlet | Sort-Object Name")
                .Output.Select(command => (CommandInfo)command.BaseObject)
                .Where(command => !LeftOut.Contains(command.Name)),
        ];
        _types = [.. _session.Invoke("(Get-CnnLayerType).Name").Output.Select(name => $"'{name}'")];
    }

    internal override FuzzInput Input(int seed, int number)
    {
        var random = RandomOf(seed, number);
        var command = Pick(_commands, random);
        string[] names =
        [
            .. command
                .Parameters.Keys.Except(Cmdlet.CommonParameters)
                .Except(Cmdlet.OptionalCommonParameters)
                .Order(StringComparer.Ordinal),
        ];
        var line = new StringBuilder(Pick(Inputs, random)).Append(command.Name);
        bool isMaker = command.Name is "New-CnnLayer";
        if (isMaker && random.Next(8) > 0)
            line.Append(" -Type ").Append(Pick(_types, random));
        for (int count = random.Next(isMaker ? 6 : 4); count > 0 && names.Length > 0; count--)
            Append(line, Pick(names, random), random);
        if (
            command.Name.StartsWith("Export", StringComparison.Ordinal)
            && random.Next(8) > 0
            && !line.ToString().Contains(" -Path", StringComparison.Ordinal)
        )
            line.Append(
                CultureInfo.InvariantCulture,
                $" -Path '{Path.Combine(_folder, "out")}{Pick([".json", ".svg", ".md", ".html", ".onnx", ".py", ""], random)}'"
            );
        if (random.Next(4) == 0)
            line.Append(" | Out-String");
        return new("command.ps1", Encoding.UTF8.GetBytes(line.ToString()));
    }

    internal override Ending Run(FuzzInput input, CancellationToken cancellation) =>
        EngineTarget.Judge(
            _session.Invoke("Set-Location -LiteralPath $args[0]; " + Encoding.UTF8.GetString(input.Content), _folder)
        );

    public override void Dispose()
    {
        _session.Dispose();
        Directory.Delete(_folder, recursive: true);
        base.Dispose();
    }

    private void Append(StringBuilder line, string name, Random random)
    {
        // Nothing is written outside of the folder.
        if (name is "Path" or "LiteralPath" or "Baseline")
            line.Append(CultureInfo.InvariantCulture, $" -{name} '{Path.Combine(_folder, "out.json")}'");
        else
            line.Append(CultureInfo.InvariantCulture, $" -{name}:{Pick(Values, random)}");
    }

    private static T Pick<T>(IReadOnlyList<T> values, Random random) => values[random.Next(values.Count)];
}
