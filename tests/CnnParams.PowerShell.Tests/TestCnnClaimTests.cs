using CnnParams.Auditing;

namespace CnnParams.PowerShell.Tests;

/// <summary>Audits, names, totals and explanations through the pipeline.</summary>
public sealed class TestCnnClaimTests(ModuleSession session) : IClassFixture<ModuleSession>
{
    private const string Article = "$lenet = @(" + ModuleSession.Article + "); ";

    private const string Wrong = "@{ Name = 'CONV1'; Parameters = 208 }";

    [Theory]
    [InlineData(Article + "$lenet | Test-CnnClaim " + Wrong)]
    [InlineData(Article + Wrong + " | Test-CnnClaim -Network $lenet")]
    [InlineData(Article + "$lenet | Measure-CnnParameters | Test-CnnClaim " + Wrong)]
    [InlineData(
        Article
            + "[pscustomobject]@{ Layer = 'conv1'; 'Param #' = '208' } | Test-CnnClaim -Network ($lenet | "
            + "Measure-CnnParameters)"
    )]
    [InlineData("Test-CnnClaim -Network Article -Claim " + Wrong)]
    [InlineData("Get-CnnArchitecture Article | Test-CnnClaim " + Wrong)]
    [InlineData(
        "Get-CnnArchitecture Article -AsNetwork | Test-CnnClaim -Claim @{ 'Layer Name' = 'CONV1'; '# Parameters' = 208 }"
    )]
    public void Networks_and_claims_come_in_many_ways(string script)
    {
        var verdict = Assert.IsType<Verdict>(Assert.Single(session.Output(script)).BaseObject);
        Assert.Equal("DepthForgotten", verdict.MistakeId);
        Assert.Equal("((5 * 5 * 1) + 1) * 8 = 208", verdict.Calculation);
        Assert.Equal((208L, 608L, -400L), ((long)verdict.Claimed!, (long)verdict.True!, verdict.Difference));
    }

    [Fact]
    public void Rows_of_another_network_are_claims()
    {
        var verdicts = session.Output(
            "Get-CnnArchitecture ResNet18 -AsNetwork | Measure-CnnParameters | Test-CnnClaim -Network ResNet18"
        );
        Assert.NotEmpty(verdicts);
        Assert.All(verdicts, verdict => Assert.Equal(Judgement.Correct, ((Verdict)verdict.BaseObject).Judgement));
    }

    [Fact]
    public void Rows_of_blocks_are_claims()
    {
        var verdicts = session.Output("Measure-CnnParameters ResNet18 -Depth 1 | Test-CnnClaim -Network ResNet18");
        Assert.Contains(verdicts, verdict => ((Verdict)verdict.BaseObject) is { Layer: "layer1", Type: "Block" });
        Assert.All(verdicts, verdict => Assert.Equal(Judgement.Correct, ((Verdict)verdict.BaseObject).Judgement));
    }

    // A sentence, a table as one text, and its lines as Get-Content reads them.
    [Theory]
    [InlineData("Test-CnnClaim 'LeNet-5 has 61,706 parameters' LeNet5", "Total 61706")]
    [InlineData("'LeNet-5 has 61,706 parameters' | Test-CnnClaim -Network LeNet5", "Total 61706")]
    [InlineData(
        "Test-CnnClaim \"| Layer | Params |`n|---|---|`n| C1 | 156 |`n| C3 | 2416 |\" LeNet5",
        "C1 156|C3 2416"
    )]
    [InlineData(
        "'Layer  Params', 'Conv (5x5)  156', 'Pool  0', 'Conv (5x5)  2416' | Test-CnnClaim -Network LeNet5",
        "C1 156|S2 0|C3 2416"
    )]
    [InlineData(
        "\"| Model | Params |`n|---|---|`n| LeNet-5 | 61,706 |`n| VGG-16 | 138M |\" | Test-CnnClaim -Network LeNet5",
        "Total 61706"
    )]
    [InlineData("Test-CnnClaim \"Total params: 61,706`nTrainable params: 61,706\" LeNet5", "Total 61706|Total 61706")]
    [InlineData("Test-CnnClaim 'VGG16 has 138M parameters, LeNet-5 has 61,706' LeNet5", "Total 61706")]
    [InlineData("Test-CnnClaim 'VGG16 has 138M parameters, LeNet-5 has 61,706'", "Total 138M parameters|Total 61706")]
    [InlineData(
        "'| Model | Params | MACs/ MAdds |', '|---|---|---|', '| VGG-16 | 138M | 15.5G |' | Test-CnnClaim",
        "Total 138M|Total 15.5G"
    )]
    [InlineData("Test-CnnClaim @{ Model = 'VGG16'; Params = '138M' }", "Total 138M")]
    public void Texts_are_claims(string script, string claimed) =>
        Assert.Equal(
            claimed,
            string.Join(
                "|",
                session
                    .Output(script)
                    .Select(row => (Verdict)row.BaseObject)
                    .Where(verdict => verdict.Judgement == Judgement.Correct)
                    .Select(verdict => $"{verdict.Layer} {verdict.Claimed}")
            )
        );

    // What a newcomer types in another order, or gives to another command.
    [Theory]
    [InlineData(
        "Test-CnnClaim ResNet50 25.6M -ErrorAction Stop",
        "the claim comes first: Test-CnnClaim 25.6M ResNet50"
    )]
    [InlineData("Resolve-CnnTotal 25.6M", "a number is claimed of a network: Test-CnnClaim 25.6M ResNet50")]
    [InlineData("Import-CnnModel ResNet50", "a network of the catalogue: Get-CnnArchitecture ResNet50 gives it")]
    [InlineData(
        "Measure-CnnParameters \"import torch`nnet = torch.nn.Linear(3, 4)\"",
        "'import torch ...' is not a layer or a network"
    )]
    public void What_stands_in_another_place_is_told_where_it_belongs(string script, string said) =>
        Assert.Contains(said, Assert.Single(session.Invoke(script).Errors).Exception.Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("Test-CnnClaim 138M", "There is no network to hold the claims against")]
    [InlineData("Test-CnnClaim 'MnasNet has 4.38M parameters'", "'MnasNet' is not in the catalogue (did you mean")]
    [InlineData("'it has 138M parameters' | Test-CnnClaim", "There is no network to hold the claims against")]
    [InlineData(
        "Test-CnnClaim @{ Model = 'FooNet'; Params = '138M' } -WarningAction Stop",
        "The catalogue has no 'FooNet'"
    )]
    public void Claims_that_name_no_network_say_where_one_is_named(string script, string said) =>
        Assert.Contains(said, Assert.Single(session.Invoke(script).Errors).Exception.Message, StringComparison.Ordinal);

    [Fact]
    public void Several_summaries_are_held_against_their_networks()
    {
        // In VGG11 this layer is a pooling.
        const string script =
            "Test-CnnClaim -Network VGG11, VGG13 -Claim @{ Network = 'one'; Name = 'features.2'; Parameters = 0 }, @{ "
            + "Network = 'two'; Name = 'features.2'; Parameters = 36928 }";
        Assert.Equal(
            [(0L, Judgement.Correct), (36928L, Judgement.Correct)],
            session
                .Output(script)
                .Select(row => (Verdict)row.BaseObject)
                .Select(verdict => ((long)verdict.Claimed!, verdict.Judgement))
        );
    }

    [Theory]
    [InlineData("Test-CnnClaim -Network LeNet5 -TotalParameters 61707 -Culture fr-FR", "fr-FR")]
    [InlineData("Show-CnnExplanation LeNet5 -Culture de", "de")]
    [InlineData("Find-CnnArchitecture -Parameters 25557032 -Culture xq", "xq")]
    public void A_culture_without_words_is_said_once(string script, string culture)
    {
        var warnings = session.Output(
            $"$null = {script} -WarningVariable said 3>$null; $said | ForEach-Object Message"
        );
        Assert.Equal(
            $"There are words in English (en) and Chinese (zh), not for the culture '{culture}': this is English.",
            Assert.Single(warnings).BaseObject
        );
    }

    [Fact]
    public void A_column_that_claims_nothing_is_named() =>
        Assert.Equal(
            "What 'fc' says of 'Foo' claims nothing that is known: write Parameters, OutputShape, ActivationSize, Macs, "
                + "Flops or Size.",
            Assert
                .Single(
                    session.Output(
                        "$null = Test-CnnClaim @{ Name = 'fc'; Foo = 5 } ResNet18 -WarningVariable said 3>$null; "
                            + "$said | ForEach-Object Message"
                    )
                )
                .BaseObject
        );

    [Fact]
    public void Cells_have_colours_where_the_host_shows_them_alone()
    {
        // The host of the tests shows none.
        Assert.DoesNotContain(
            "\u001b[31m",
            session.Show("Test-CnnClaim -Network Article -Claim " + Wrong),
            StringComparison.Ordinal
        );
        Assert.Equal("Wrong", session.Value("\"$((Test-CnnClaim -Network Article -Claim " + Wrong + ").Judgement)\""));
        const string host = "[pscustomobject]@{ OutputRendering = 'Host' }";
        Assert.Equal(
            "False",
            session.Value("[CnnParams.PowerShell.Formatting.Accent]::Wrong('False', $true, $null, (" + host + "))")
        );
    }

    [Theory]
    [InlineData("Measure-CnnParameters ResNet49", "(did you mean ResNet50?)")]
    [InlineData("Compare-CnnModel VGG16 VGG20", "(did you mean VGG19?)")]
    [InlineData("Test-CnnClaim -Network ResNet49 -TotalParameters 25M", "(did you mean ResNet50?)")]
    [InlineData("Test-CnnClaim -Network LeNet5 @{ Foo = 5 }", "A table of Foo claims nothing")]
    public void An_error_says_what_may_have_been_meant(string script, string said) =>
        Assert.Contains(said, session.Invoke(script).Errors[0].Exception.Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("(Measure-CnnParameters ResNet50 -Summary).Parameters", 25557032L)]
    [InlineData("('ResNet18' | Measure-CnnParameters -Summary).Parameters", 11689512L)]
    [InlineData("(Compare-CnnModel VGG11 VGG11BN -Summary).Reference.ToString()", "VGG11")]
    public void A_name_is_a_network_wherever_one_is_taken(string script, object expected) =>
        Assert.Equal(expected, session.Value(script));

    [Theory]
    [InlineData("(Measure-CnnParameters $path -Summary).Parameters")]
    [InlineData("(Test-CnnClaim -Network $path -TotalParameters 608).True")]
    [InlineData("([IO.FileInfo]$path | Measure-CnnParameters -Summary).Parameters")]
    public void A_path_is_a_network_wherever_one_is_taken(string script)
    {
        string path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName() + ".cfg");
        File.WriteAllText(
            path,
            "[net]\nheight=32\nwidth=32\nchannels=3\n[convolutional]\nfilters=8\nsize=5\nstride=1\npad=1\nactivation=linear\n"
        );
        try
        {
            Assert.Equal(608L, session.Value($"$path = '{path}'; {script}"));
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void Nothing_is_no_claim()
    {
        var (_, errors) = session.Invoke("Test-CnnClaim -Network ResNet18 -Claim $null");
        Assert.All(
            errors,
            error => Assert.DoesNotContain("Object reference", error.Exception.Message, StringComparison.Ordinal)
        );
        Assert.StartsWith("NotAClaim", errors[0].FullyQualifiedErrorId, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("New-CnnLayer MaxPool2D -Activation relu", "no setting Activation")]
    [InlineData("New-CnnLayer Conv2D -Filters 3 -KernelSize 3 -InputShape 3,3,3", "no setting InputShape")]
    [InlineData("New-CnnLayer MaxPool2D -Function relu", "no setting Function")]
    public void A_setting_is_called_as_it_was_written(string script, string message) =>
        Assert.Contains(
            message,
            Assert.Single(session.Invoke(script).Errors).Exception.Message,
            StringComparison.Ordinal
        );

    [Fact]
    public void Totals_need_no_rows()
    {
        var verdicts = session
            .Output("Test-CnnClaim -Network ResNet50 -TotalParameters 25.6M -TotalMacs 4.09G")
            .Select(verdict => ((Verdict)verdict.BaseObject).Judgement);
        Assert.Equal([Judgement.Correct, Judgement.Correct], verdicts);
        Assert.Equal(
            "FlopsForMacs",
            session.Value("(Test-CnnClaim -Network ResNet50 -TotalMacs 8178368512).MistakeId")
        );
    }

    // VGG-16 is 553,430,176 bytes as float32, 527.8 in units of 1,048,576; Keras lists its ResNet50 with 98 MB
    // (keras.io/api/applications).
    [Theory]
    [InlineData("Test-CnnClaim 138M VGG16", "Parameters Correct")]
    [InlineData("138357544 | Test-CnnClaim -Network VGG16", "Parameters Correct")]
    [InlineData("'VGG16' | Test-CnnClaim '528 MB'", "WeightBytes Correct")]
    [InlineData("Test-CnnClaim -Network VGG16 -TotalParameters '528 MB'", "WeightBytes Correct")]
    [InlineData("Test-CnnClaim '15.5 GMACs' VGG16", "Macs Correct")]
    [InlineData("Test-CnnClaim '31 GFLOPs' VGG16", "Flops Correct")]
    [InlineData("Test-CnnClaim '98 MB' (Get-CnnArchitecture ResNet50 -Variant Keras)", "WeightBytes Correct")]
    [InlineData("Test-CnnClaim @{ Params = '138M' } VGG16", "Parameters Correct")]
    [InlineData("(Test-CnnClaim '138M params, 15.5 GMACs (528 MB)' VGG16)[2]", "WeightBytes Correct")]
    public void A_number_is_a_claim_about_the_whole_network(string script, string said) =>
        Assert.StartsWith(
            said,
            session.Value(
                script + " | ForEach-Object { \"$($_.Quantity) $($_.Judgement) $($_.MistakeId) $($_.Mistake)\" }"
            ) as string,
            StringComparison.Ordinal
        );

    // The two vectors of statistics of the normalisation are as many as the biases of one of the convolutions.
    [Fact]
    public void What_is_counted_otherwise_in_all_of_a_network_is_likelier_than_in_one_layer() =>
        Assert.Equal(
            "OtherView",
            session.Value(
                "(New-CnnLayer Input -Shape 32,32,16 | New-CnnLayer Conv2D -Filters 8 -KernelSize 3 | New-CnnLayer Conv2D "
                    + "-Filters 32 -KernelSize 1 -UseBias $false | New-CnnLayer BatchNorm | New-CnnLayer Conv2D -Filters 64 "
                    + "-KernelSize 3 | Test-CnnClaim (20040 - 64)).MistakeId"
            )
        );

    // Table of the two groups of Krizhevsky's network, by arithmetic.
    [Fact]
    public void A_table_is_held_to_the_variant_that_it_fits()
    {
        const string script =
            "@{ Name = 'Conv-1'; Parameters = 34944 }, @{ Name = 'Conv-2'; Parameters = 307456 }, @{ Name = 'Conv-3'; "
            + "Parameters = 885120 }, @{ Name = 'Conv-4'; Parameters = 663936 } | Test-CnnClaim -Network AlexNet "
            + "-WarningVariable said -WarningAction SilentlyContinue";
        Assert.All(
            session.Output(script),
            verdict => Assert.Equal(Judgement.Correct, ((Verdict)verdict.BaseObject).Judgement)
        );
        Assert.StartsWith(
            "What is claimed of AlexNet is held to the variant 'original', which has 4 of the 4 figures;",
            session.Value($"$null = {script}; \"$said\"") as string,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Layers_without_claims_are_reported_when_asked() =>
        Assert.Equal(
            ["CONV2", "FC3", "FC4", "Softmax"],
            session
                .Output(
                    Article
                        + "$lenet | Test-CnnClaim @{ Name = 'CONV1'; Parameters = 608 } -IncludeMissing | Where-Object "
                        + "Judgement -eq Missing | ForEach-Object Layer"
                )
                .Select(name => name.ToString())
        );

    [Fact]
    public void The_table_shows_mistake_and_arithmetic()
    {
        string table = session.Show(Article + "$lenet | Test-CnnClaim " + Wrong);
        Assert.Matches(@"CONV1 +Parameters +Wrong +208 +608 the 3 input channels are forgotten", table);
    }

    [Fact]
    public void A_culture_chooses_the_language()
    {
        Assert.StartsWith(
            "忘记了 3 个输入通道",
            (string)session.Value(Article + $"($lenet | Test-CnnClaim {Wrong} -Culture zh-CN).Mistake")!,
            StringComparison.Ordinal
        );
        Assert.StartsWith(
            "the 3 input channels",
            (string)session.Value(Article + $"($lenet | Test-CnnClaim {Wrong} -Culture de-DE).Mistake")!,
            StringComparison.Ordinal
        );
        Assert.Contains(
            "学习的内容",
            (string)session.Value(Article + "$lenet | Show-CnnExplanation -Name CONV1 -Culture zh -AsText")!,
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData("Test-CnnClaim -Network Article", "NoClaim")]
    [InlineData("Test-CnnClaim -Network Article -Claim seven", "NotAClaim")]
    [InlineData("Test-CnnClaim -Network Nothing -TotalMacs 1", "NotANetwork")]
    [InlineData("42 | Test-CnnClaim " + Wrong, "NotANetwork")]
    [InlineData("ConvertFrom-CnnSummary 'Good morning.'", "NotASummary")]
    [InlineData("ConvertFrom-CnnSummary -Path nothing.txt", "FileNotFound")]
    [InlineData("Find-CnnArchitecture -Parameters many", "NotAFigure")]
    [InlineData("Resolve-CnnTotal 7", "NotANetwork")]
    [InlineData("Resolve-CnnTotal Nothing Article", "NotANetwork")]
    [InlineData("Show-CnnExplanation Nothing", "NotANetwork")]
    [InlineData("Show-CnnExplanation LeNet5 C9", "InvalidChoice")]
    [InlineData("Get-CnnArchitecture -Family Resnett", "UnknownArchitecture")]
    [InlineData("Get-CnnArchitecture ResNet* -Variant torch", "UnknownArchitecture")]
    public void What_is_wrong_has_a_stable_id(string script, string id)
    {
        var (_, errors) = session.Invoke(script);
        Assert.Contains(errors, error => error.FullyQualifiedErrorId.StartsWith(id + ",", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("Show-CnnExplanation LeNet5 C3, conv1, S*, x* | ForEach-Object Name", "C3 S2 S4", "conv1")]
    [InlineData("'LeNet5', 'AlexNet' | Show-CnnExplanation -Name C1, F7 | ForEach-Object Name", "C1", "F7")]
    [InlineData("Get-CnnArchitecture -Family nets, LeNet | ForEach-Object Family | Get-Unique", "LeNet", "nets")]
    public void A_name_that_nothing_has_is_said_and_the_others_are_found(string script, string found, string missing)
    {
        var (output, errors) = session.Invoke(script);
        Assert.Equal(found, string.Join(' ', output.Select(name => name.ToString()).Order(StringComparer.Ordinal)));
        Assert.Equal(missing, Assert.Single(errors).TargetObject);
    }

    [Fact]
    public void Networks_may_stand_in_lists_of_lists()
    {
        const string nested =
            "-Network @('Article', @('LeNet5', @(, (Get-CnnArchitecture AlexNet)[0]))) -TotalParameters 1";
        Assert.Equal(3, session.Output($"Test-CnnClaim {nested}").Count);
    }

    [Fact]
    public void A_list_that_has_itself_among_its_items_is_no_network()
    {
        var (_, errors) = session.Invoke(
            "$list = [Collections.ArrayList]::new(); $null = $list.Add($list); , $list | Measure-CnnParameters"
        );
        Assert.StartsWith("NotALayer,", Assert.Single(errors).FullyQualifiedErrorId, StringComparison.Ordinal);
    }

    [Fact]
    public void A_network_is_named_and_totals_are_resolved()
    {
        Assert.Equal(
            "torchvision ResNet50, batch norms folded",
            session.Output("Find-CnnArchitecture -Parameters 25530472 | ForEach-Object Text")[0].ToString()
        );
        Assert.Equal(
            "article Article",
            session.Output(Article + "$lenet | Find-CnnArchitecture | ForEach-Object Text")[0].ToString()
        );
        Assert.Equal(
            [25_557_032L, 53_120L],
            session
                .Output("Resolve-CnnTotal ResNet50 -WithView File | ForEach-Object Amount")
                .Select(amount => (long)amount.BaseObject)
        );
    }

    [Fact]
    public void Types_and_rows_are_explained()
    {
        Assert.Equal("BatchNormalization", session.Value("(Show-CnnExplanation BatchNorm2d).Type"));
        Assert.Equal("BatchNormalization", session.Value("(Get-CnnLayerType BN | Show-CnnExplanation).Type"));
        Assert.Equal(
            ["FC3", "FC4"],
            session
                .Output(
                    Article + "$lenet | Measure-CnnParameters | Show-CnnExplanation -Name FC* | ForEach-Object Name"
                )
                .Select(name => name.ToString())
        );
        Assert.Contains(
            "A common mistake",
            session.Show(Article + "$lenet | Show-CnnExplanation -Name FC3"),
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData("Test-CnnClaim -Network ResNet5", "ResNet50")]
    [InlineData("Resolve-CnnTotal VGG1", "VGG16")]
    [InlineData("Show-CnnExplanation BatchN", "BatchNormalization")]
    [InlineData("Test-CnnClaim -View Fol", "Folded")]
    public void Values_are_completed(string typed, string completed) =>
        Assert.Contains(completed, session.Complete(typed));
}
