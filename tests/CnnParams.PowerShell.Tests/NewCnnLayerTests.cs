using System.Management.Automation;
using CnnParams.Layers;

namespace CnnParams.PowerShell.Tests;

public sealed class NewCnnLayerTests(ModuleSession session) : IClassFixture<ModuleSession>
{
    // Keras's TimeDistributed over a Sequential of them.
    [Fact]
    public void TimeDistributed_over_several_layers_is_each_of_them()
    {
        const string script =
            "New-CnnLayer Input -Shape 10,32,32,3 | New-CnnLayer TimeDistributed td -Layer 'Conv2D(Filters=8, "
            + "KernelSize=5)', (New-CnnLayer MaxPool2D -PoolSize 2), 'Flatten' | "
            + "Measure-CnnParameters | ForEach-Object { \"$($_.Name) $($_.OutputShape) $($_.Parameters)\" }";
        Assert.Equal(
            ["input1 (10,32,32,3) 0", "td/0 (10,28,28,8) 608", "td/1 (10,14,14,8) 0", "td/2 (10,1568) 0"],
            session.Output(script).Select(row => row.BaseObject)
        );
    }

    [Theory]
    [InlineData("5", "5")]
    [InlineData("5,3", "5x3")]
    [InlineData("'5x3'", "5x3")]
    [InlineData("'5,3'", "5x3")]
    [InlineData("@(5,3)", "5x3")]
    public void Sizes_are_written_in_every_usual_way(string written, string read) =>
        Assert.Equal(
            read,
            session.Value($"(New-CnnLayer Conv2D -Filters 8 -KernelSize {written}).KernelSize.ToString()")
        );

    [Theory]
    [InlineData("LSTM -Units 24 -Bidirectional", "Bidirectional", true)]
    [InlineData("LSTM -Bidirectional -Units 24 -UsePeepholes", "UsePeepholes", true)]
    [InlineData("LSTM -Units 24 -Bidirectional $false", "Bidirectional", false)]
    [InlineData("Conv2D -Filters 8 -UseBias -KernelSize 3", "UseBias", true)]
    public void What_is_so_or_not_is_a_switch(string settings, string setting, bool isSo) =>
        Assert.Equal(isSo, session.Value($"(New-CnnLayer {settings}).{setting}"));

    [Theory]
    [InlineData("valid", "valid")]
    [InlineData("SAME", "same")]
    [InlineData("1", "1")]
    [InlineData("1,2", "1,2")]
    [InlineData("'0:1,2:3'", "0:1,2:3")]
    public void Padding_is_a_word_or_numbers(string written, string read) =>
        Assert.Equal(
            read,
            session.Value($"(New-CnnLayer Conv2D -Filters 8 -KernelSize 3 -Padding {written}).Padding.ToString()")
        );

    [Theory]
    [InlineData("New-CnnLayer Conv2D -OutChannels 8 -KernelSize 3", "Filters", 8L)]
    [InlineData("New-CnnLayer Conv2D -Filters 8 -KernelSize 3 -InChannels 4", "InputChannels", 4L)]
    [InlineData("New-CnnLayer Linear -OutFeatures 10", "Units", 10L)]
    public void PyTorchs_words_are_aliases(string script, string property, long value) =>
        Assert.Equal(value, session.Output(script)[0].Properties[property].Value);

    // It read nothing, and what is kept before it for the backward pass said Exact without it.
    [Theory]
    [InlineData("", "dense1")]
    [InlineData(" -Inputs input1", "input1")]
    public void An_operator_in_a_pipeline_reads_what_is_before_it(string inputs, string read)
    {
        string script =
            "$n = New-CnnLayer Input -Shape 8 | New-CnnLayer Dense -Units 4 | New-CnnLayer Operation odd -OperatorType "
            + $"Shuffle -OutputShape 4{inputs} | New-CnnLayer Dense -Units 3; ";
        Assert.Equal(read, session.Value(script + "\"$(($n | Measure-CnnParameters)[2].Inputs)\""));
        Assert.Equal(
            inputs.Length == 0 ? "LowerBound" : "Exact",
            session.Value(script + "\"$(($n | Measure-CnnMemory -Summary).Trust)\"")
        );
    }

    [Fact]
    public void An_operator_that_begins_a_network_reads_nothing() =>
        Assert.Equal(
            "",
            session.Value(
                "\"$((New-CnnLayer Operation odd -OperatorType Range -OutputShape 4 | Measure-CnnParameters).Inputs)\""
            )
        );

    [Fact]
    public void Names_are_given_by_type_and_number()
    {
        var names = session
            .Output(
                """
                New-CnnLayer Input -Shape 32,32,3 | New-CnnLayer Conv2D -Filters 8 -KernelSize 5 | New-CnnLayer MaxPool2D |
                    New-CnnLayer Conv2D -Filters 8 -KernelSize 5 | ForEach-Object Name
                """
            )
            .Select(name => name.ToString());
        Assert.Equal(["input1", "conv1", "pool1", "conv2"], names);
    }

    [Fact]
    public void Default_names_of_an_array_are_made_different()
    {
        var names = session
            .Output(
                """
                @(New-CnnLayer Input -Shape 32,32,3; New-CnnLayer Conv2D -Filters 8 -KernelSize 5; New-CnnLayer Conv2D -Filters 8 -KernelSize 5) |
                    Measure-CnnParameters | ForEach-Object Name
                """
            )
            .Select(name => name.ToString());
        Assert.Equal(["input1", "conv1", "conv2"], names);
    }

    [Fact]
    public void Rows_of_a_table_bind_by_the_names_of_their_columns()
    {
        // Cells of a CSV file are texts, and empty where a type has no such setting.
        var rows = session.Output(
            """
            [pscustomobject]@{ Type = 'Input'; Name = 'in'; Shape = '32x32x3'; Filters = ''; KernelSize = ''; UseBias = '' },
            [pscustomobject]@{ Type = 'Conv2D'; Name = 'c'; Shape = ''; Filters = '8'; KernelSize = '5'; UseBias = 'False' } |
                New-CnnLayer | Measure-CnnParameters
            """
        );
        Assert.Equal(600L, rows[1].Properties["Parameters"].Value);
    }

    [Fact]
    public void A_type_on_the_command_line_holds_for_every_row()
    {
        var layers = session.Output(
            "[pscustomobject]@{ Filters = 8 }, [pscustomobject]@{ Filters = 16 } | New-CnnLayer Conv2D -KernelSize 3"
        );
        Assert.Equal([8L, 16L], layers.Select(layer => layer.Properties["Filters"].Value));
        Assert.Equal(["conv1", "conv2"], layers.Select(layer => layer.Properties["Name"].Value));
    }

    [Fact]
    public void A_layer_on_the_pipeline_keeps_its_settings_to_itself()
    {
        var layers = session.Output(
            "New-CnnLayer Conv2D a -Filters 8 -KernelSize 3 -Stride 2 -Padding same | New-CnnLayer Conv2D b -Filters 4 "
                + "-KernelSize 1"
        );
        Assert.Equal("1", layers[1].Properties["Stride"].Value.ToString());
        Assert.Equal("b", layers[1].Properties["Name"].Value);
        Assert.Equal("valid", layers[1].Properties["Padding"].Value.ToString());
    }

    [Theory]
    [InlineData("New-CnnLayer Konv2D", "UnknownLayerType", "Conv2D")]
    [InlineData("New-CnnLayer Conv2D c -Filters 8 -KernelSize 3 -Units 4", "UnknownSetting", "Filters, KernelSize")]
    [InlineData("New-CnnLayer Conv2D c -KernelSize 3", "MissingSetting", "Filters")]
    [InlineData("New-CnnLayer Conv2D c -Filters -1 -KernelSize 3", "InvalidSetting", "1 or more")]
    [InlineData("New-CnnLayer Conv2D c -Filters 0 -KernelSize 3", "InvalidSetting", "1 or more")]
    [InlineData("New-CnnLayer Conv2D c -Filters 2.5 -KernelSize 3", "InvalidSetting", "whole number")]
    [InlineData("New-CnnLayer Conv2D c -Filters many -KernelSize 3", "InvalidSetting", "whole number")]
    [InlineData("New-CnnLayer Conv2D c -Filters 99999999999999999999 -KernelSize 3", "InvalidSetting", "whole number")]
    [InlineData("New-CnnLayer Conv2D c -Filters 8 -KernelSize 3x-1", "InvalidSetting", "1 or more")]
    [InlineData("New-CnnLayer Conv2D c -Filters 8 -KernelSize 3 -Padding sideways", "InvalidSetting", "valid, same")]
    [InlineData("New-CnnLayer Input -Shape 32,-32,3", "InvalidSetting", "32,32,3")]
    [InlineData("New-CnnLayer Activation a -Function rellu", "InvalidSetting", "relu")]
    [InlineData("[pscustomobject]@{ Name = 'x'; Filters = 8 } | New-CnnLayer -Type ''", "MissingSetting", "Type")]
    public void A_bad_setting_is_an_error_that_says_what_is_right(string script, string id, string right)
    {
        var (output, errors) = session.Invoke(script);
        Assert.IsType<UnmadeLayer>(Assert.Single(output).BaseObject);
        var error = Assert.Single(errors);
        Assert.StartsWith(id + ",", error.FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Contains(right, error.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    // A column that is missing, one that is misspelt, and one that the type does not have.
    [InlineData("Type = 'Conv2D'; Name = 'c'; KernelSize = '3'", "MissingSetting", "Filters")]
    [InlineData("Name = 'c'; Filters = '8'; KernelSize = '3'", "MissingSetting", "Type")]
    [InlineData(
        "Type = 'Conv2D'; Name = 'c'; Filters = '8'; KernelSize = '3'; Paddng = 'same'",
        "UnknownSetting",
        "did you mean Padding?"
    )]
    [InlineData(
        "Type = 'Conv2D'; Name = 'c'; Filters = '8'; KernelSize = '3'; Stirdes = '2'",
        "UnknownSetting",
        "Stride"
    )]
    [InlineData("Type = 'Conv2D'; Name = 'c'; Filters = '8'; KernelSize = '3'; Units = '2'", "UnknownSetting", "Units")]
    public void A_wrong_column_is_an_error_that_names_the_layer(string columns, string id, string right)
    {
        var (output, errors) = session.Invoke($$"""[pscustomobject]@{ {{columns}} } | New-CnnLayer""");
        Assert.IsType<UnmadeLayer>(Assert.Single(output).BaseObject);
        var error = Assert.Single(errors);
        Assert.StartsWith(id + ",", error.FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Contains("Layer 'c'", error.ToString(), StringComparison.Ordinal);
        Assert.Contains(right, error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_column_of_something_else_is_passed_over() =>
        Assert.Equal(
            8L,
            Assert
                .Single(
                    session.Output(
                        "[pscustomobject]@{ Type = 'Conv2D'; Filters = 8; KernelSize = 3; Comment = 'as published'; "
                            + "Claimed = 608 } | New-CnnLayer"
                    )
                )
                .Properties["Filters"]
                .Value
        );

    [Fact]
    public void A_bad_row_leaves_the_others_their_layers()
    {
        var (output, errors) = session.Invoke(
            """
            [pscustomobject]@{ Type = 'Input'; Shape = '8x8x1' }, [pscustomobject]@{ Type = 'Conv2D'; Filters = 'x'; KernelSize = 3 },
            [pscustomobject]@{ Type = 'Flatten' } | New-CnnLayer
            """
        );
        Assert.Equal(["Input", "Conv2D", "Flatten"], output.Select(layer => layer.Properties["Type"].Value));
        Assert.Single(errors);
    }

    [Fact]
    public void Types_complete()
    {
        Assert.Contains("Conv2D", session.Complete("New-CnnLayer Conv"));
        Assert.Contains("MaxPool2D", session.Complete("New-CnnLayer -Type max"));
        Assert.Equal(["same", "same_lower"], session.Complete("New-CnnLayer Conv2D -Padding sa"));
        Assert.Contains("softmax", session.Complete("New-CnnLayer Activation -Function soft"));
    }

    [Theory]
    [InlineData("New-CnnLayer Input 32,32,3", "Shape", "(32,32,3)")]
    [InlineData("New-CnnLayer Conv2D 8 -KernelSize 5", "Filters", "8")]
    [InlineData("New-CnnLayer MaxPool2D 3", "PoolSize", "3")]
    [InlineData("New-CnnLayer MaxPool2D 3x2", "PoolSize", "3x2")]
    [InlineData("New-CnnLayer Dropout 0.5", "Rate", "0.5")]
    [InlineData("New-CnnLayer Dense 10", "Units", "10")]
    [InlineData("New-CnnLayer ZeroPadding2D 3", "Padding", "3")]
    [InlineData("New-CnnLayer Activation relu", "Function", "relu")]
    public void A_number_without_a_name_is_the_first_setting(string script, string setting, string value)
    {
        var layer = Assert.Single(session.Output(script));
        Assert.Equal(
            value,
            SettingValue.Text(((System.Management.Automation.PSObject)layer).Properties[setting].Value)
        );
        Assert.DoesNotMatch("^([0-9]|relu$)", layer.Properties["Name"].Value.ToString());
    }

    [Fact]
    public void A_number_is_a_name_where_the_first_setting_is_given() =>
        Assert.Equal("0", session.Output("New-CnnLayer Conv2D 0 -Filters 8 -KernelSize 3")[0].Properties["Name"].Value);

    [Fact]
    public void Tab_offers_the_settings_of_the_type()
    {
        var offered = session.Complete("New-CnnLayer Dense -");
        Assert.Contains("-Units", offered);
        Assert.DoesNotContain("-Filters", offered);
        Assert.Contains("-Filters", session.Complete("New-CnnLayer -"));
    }

    [Fact]
    public void Every_setting_of_every_type_is_a_parameter()
    {
        var parameters = session
            .Output("(Get-Command New-CnnLayer).Parameters.Keys")
            .Select(name => name.ToString())
            .ToHashSet(StringComparer.Ordinal);
        var settings = LayerTypes.All.SelectMany(type => type.Settings).Select(setting => setting.Name).Distinct();
        Assert.Equal([], settings.Except(parameters));
    }

    [Fact]
    public void Every_parameter_is_a_setting_of_some_type()
    {
        string[] own = ["Type", "Name", "InputObject"];
        var settings = LayerTypes
            .All.SelectMany(type => type.Settings)
            .SelectMany(setting => setting.OtherNames.Prepend(setting.Name))
            .ToHashSet(StringComparer.Ordinal);
        var parameters = session
            .Output(
                "(Get-Command New-CnnLayer).Parameters.Values | Where-Object { $true -notin $_.Attributes.DontShow } | ForEach-Object Name"
            )
            .Select(name => name.ToString())
            .Except(own)
            .Except(Cmdlet.CommonParameters);
        Assert.Equal([], parameters.Except(settings));
    }

    // What New-CnnLayer takes for -Padding, the engine would take for one of its own: the statement would end, and the
    // list go on without the layer.
    [Theory]
    [InlineData("TransposedConv2D -Filters 8 -KernelSize 3 -Out 1 -Stride 2", "OutputPadding", "1")]
    [InlineData("Embedding -Vocab 10 -E 8", "EmbeddingSize", "8")]
    [InlineData("LSTM -Units 8 -Pr 4", "ProjectionSize", "4")]
    [InlineData("Conv2D -Filters 8 -KernelSize 3 -W other", "WeightsFrom", "other")]
    public void An_abbreviation_that_is_the_engines_too_is_a_setting(string line, string setting, string value) =>
        Assert.Equal(value, session.Output($"\"$((New-CnnLayer {line}).{setting})\"").Single().ToString());

    [Fact]
    public void No_abbreviation_of_a_setting_ends_the_statement() =>
        Assert.Empty(
            session.Output(
                """
                $common = [Management.Automation.PSCmdlet]::CommonParameters
                $kinds = @{ 'New-CnnLayer Identity' = Get-CnnLayerType; 'New-CnnBlock Bottleneck' = Get-CnnBlockType }
                foreach ($kind in $kinds.GetEnumerator()) {
                    foreach ($setting in $kind.Value.Settings.Name | Sort-Object -Unique) {
                        foreach ($length in 1..$setting.Length) {
                            $word = $setting.Substring(0, $length)
                            if (-not (@($common) -like "$word*")) { continue }
                            $line = "$($kind.Key) -$word 1 -ErrorAction SilentlyContinue 5>`$null"
                            $made = try { @(Invoke-Expression $line) } catch { $_ }
                            if ($made.Count -ne 1 -or $made -is [Management.Automation.ErrorRecord]) { "${line}: $made" }
                        }
                    }
                }
                """
            )
        );
}
