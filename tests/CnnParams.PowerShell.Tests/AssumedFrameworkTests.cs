namespace CnnParams.PowerShell.Tests;

/// <summary>
/// Where Keras and PyTorch mean different things by the same words, the words decide, or it is said what is assumed.
/// </summary>
public sealed class AssumedFrameworkTests(ModuleSession session) : IClassFixture<ModuleSession>
{
    [Theory]
    [InlineData("3,224,224", "", "224,224,3")]
    [InlineData("1,28,28", "", "28,28,1")]
    [InlineData("2,16,112,112", "", "16,112,112,2")]
    [InlineData("224,224,3", "", null)]
    [InlineData("3,224,224", "-Layout ChannelsFirst", null)]
    [InlineData("3,224,224", "-Layout ChannelsLast", null)]
    [InlineData("3,100", "", null)]
    [InlineData("3,3,64", "", null)]
    [InlineData("64,56,56", "", null)]
    public void A_shape_that_looks_turned_is_warned_of(string shape, string layout, string? right)
    {
        var warnings = Warnings($"New-CnnLayer Input -Shape {shape} {layout}");
        if (right is null)
            Assert.Empty(warnings);
        else
            Assert.Contains(
                $"write {right}, or add -Layout ChannelsFirst",
                Assert.Single(warnings),
                StringComparison.Ordinal
            );
    }

    // torch.nn.ConvTranspose2d(8, 4, 2, stride=3) on 10x10 gives 29x29, (10 - 1) * 3 + 2; Keras's Conv2DTranspose
    // 30x30.
    [Theory]
    [InlineData("ConvTranspose2d -KernelSize 2 -Stride 3", "(29,29,4)")]
    [InlineData("ConvTranspose2D -KernelSize 2 -Stride 3", "(29,29,4)")]
    [InlineData("Conv2DTranspose -KernelSize 2 -Stride 3", "(30,30,4)")]
    [InlineData("TransposedConv2D -KernelSize 2 -Stride 3", "(30,30,4)")]
    [InlineData("ConvTranspose2d -KernelSize 2 -Stride 3 -Padding valid", "(30,30,4)")]
    [InlineData("ConvTranspose2d -KernelSize 4 -Stride 2 -Padding 1", "(20,20,4)")]
    public void PyTorchs_names_have_its_defaults(string layer, string shape) =>
        Assert.Equal(
            shape,
            session.Value(
                $"(New-CnnLayer Input -Shape 10,10,8 | New-CnnLayer {layer} -Filters 4 | "
                    + "Measure-CnnParameters)[1].OutputShape.ToString()"
            )
        );

    // torch 1.13: the shape that nn.MaxPool2d(kernel_size=3, stride=2, padding=1) and so on make of (1,4,16,16), and
    // the elements of their parameters().
    [Theory]
    [InlineData("MaxPool2d -KernelSize 3 -Stride 2 -Padding 1", "(4,8,8)", 0)]
    [InlineData("MaxPool2d -KernelSize 3,2", "(4,5,8)", 0)]
    [InlineData("AvgPool2d -KernelSize 3 -Stride 2 -CountIncludePad $false", "(4,7,7)", 0)]
    [InlineData("LPPool2d -NormType 2 -KernelSize 3", "(4,5,5)", 0)]
    [InlineData("FractionalMaxPool2d -KernelSize 2 -OutputRatio 0.5", "(4,8,8)", 0)]
    [InlineData("MaxUnpool2d -KernelSize 2", "(4,32,32)", 0)]
    [InlineData("Upsample -ScaleFactor 2 -Mode nearest", "(4,32,32)", 0)]
    [InlineData("Dropout -P 0.5", "(4,16,16)", 0)]
    [InlineData("BatchNorm2d -NumFeatures 4 -Affine $false", "(4,16,16)", 0)]
    [InlineData("BatchNorm2d -NumFeatures 4 -Affine $true", "(4,16,16)", 8)]
    [InlineData("InstanceNorm2d -NumFeatures 4 -Affine $true", "(4,16,16)", 8)]
    [InlineData("InstanceNorm2d -Scale $true", "(4,16,16)", 4)]
    [InlineData("GroupNorm -NumGroups 2 -NumChannels 4 -Affine $false", "(4,16,16)", 0)]
    [InlineData("LayerNorm -NormalizedShape 16 -ElementwiseAffine $false", "(4,16,16)", 0)]
    public void PyTorchs_words_are_those_of_its_layers(string layer, string shape, long parameters)
    {
        string rows =
            "(New-CnnLayer Input -Shape 4,16,16 -Layout ChannelsFirst -View PyTorch | "
            + $"New-CnnLayer {layer} | Measure-CnnParameters)[1]";
        Assert.Equal(shape, session.Value($"{rows}.OutputShape.ToString()"));
        Assert.Equal(parameters, session.Value($"{rows}.Parameters"));
    }

    [Fact]
    public void A_row_may_have_PyTorchs_words()
    {
        const string table =
            "'Type,Shape,KernelSize,Affine','Input,\"8,8,4\",,','AvgPool2d,,3,','InstanceNorm2d,,,True'";
        Assert.Equal(
            "(2,2,4) 8",
            session.Value(
                $"$row = ({table} | ConvertFrom-Csv | New-CnnLayer | Measure-CnnParameters)[2]; "
                    + "\"$($row.OutputShape) $($row.Parameters)\""
            )
        );
    }

    [Theory]
    [InlineData("MaxPool2d -KernelSize 3 -PoolSize 3")]
    [InlineData("BatchNorm2d -Scale $true -Affine $false")]
    public void What_two_words_say_is_not_guessed(string layer) =>
        Assert.Contains(
            "is given twice",
            session.Invoke($"New-CnnLayer {layer}").Errors.Single().ToString(),
            StringComparison.Ordinal
        );

    // torch.nn.Upsample(size=20) makes (4,20,20) of (4,16,16).
    [Theory]
    [InlineData("Upsample -Size 20", 1)]
    [InlineData("UpSampling2D -Size 2", 0)]
    [InlineData("Upsample -ScaleFactor 2", 0)]
    public void The_size_of_an_upsampling_is_a_factor(string layer, int count) =>
        Assert.Equal(
            count,
            Warnings($"New-CnnLayer {layer}")
                .Count(warning => warning.Contains("Resize2D -OutputSize 20", StringComparison.Ordinal))
        );

    // torch.nn.PReLU() has one parameter, Keras's PReLU one for each value.
    [Theory]
    [InlineData("Input -Shape 8,10,10 -Layout ChannelsFirst", 1, 0)]
    [InlineData("Input -Shape 10,10,8 -View PyTorch", 1, 0)]
    [InlineData("Input -Shape 10,10,8", 800, 1)]
    public void A_rectifier_learns_what_its_framework_says(string input, long parameters, int warnings)
    {
        string script = $"New-CnnLayer {input} | New-CnnLayer PReLU";
        Assert.Equal(
            parameters,
            session.Value($"({script} -WarningAction SilentlyContinue | Measure-CnnParameters)[1].Parameters")
        );
        Assert.Equal(
            warnings,
            Warnings(script).Count(warning => warning.Contains("-ParameterCount 1", StringComparison.Ordinal))
        );
    }

    // torch 1.13: sum(p.numel() for p in nn.LSTM(8, 6).parameters()) is 384, of GRU 288, of RNN 96; Keras has 360, 288
    // and 90.
    [Theory]
    [InlineData("-View PyTorch", "LSTM", "", 384)]
    [InlineData("-View PyTorch", "GRU", "", 288)]
    [InlineData("-View PyTorch", "RNN", "", 96)]
    [InlineData("-View PyTorch", "LSTM", "-UseBias $false", 336)]
    [InlineData("-View PyTorch", "LSTM", "-BiasCount 1", 360)]
    [InlineData("", "LSTM", "", 360)]
    [InlineData("", "GRU", "", 288)]
    [InlineData("", "RNN", "", 90)]
    public void Biases_of_recurrent_layers_are_those_of_the_framework(
        string view,
        string type,
        string settings,
        long parameters
    ) =>
        Assert.Equal(
            parameters,
            session.Value(
                $"(New-CnnLayer Input -Shape 20,8 {view} | New-CnnLayer {type} -Units 6 {settings} | "
                    + "Measure-CnnParameters)[1].Parameters"
            )
        );

    // torch.nn.LSTM puts out every step, Keras's the last one; torch.nn.RNN has two vectors of biases, SimpleRNN one,
    // and Keras's have no number of layers.
    [Theory]
    [InlineData("-View PyTorch", "LSTM", "", "every step")]
    [InlineData("-View PyTorch", "GRU", "-ReturnSequences $true", null)]
    [InlineData("-View PyTorch", "RNN", "-ReturnSequences $false", null)]
    [InlineData("", "LSTM", "", null)]
    [InlineData("", "LSTM", "-HiddenSize 6", "-BiasCount 2")]
    [InlineData("", "GRU", "-HiddenSize 6", null)]
    [InlineData("", "RNN", "", "-BiasCount 2")]
    [InlineData("", "LSTM", "-LayerCount 2", "-BiasCount 2")]
    [InlineData("", "LSTM", "-LayerCount 2 -BiasCount 1", null)]
    [InlineData("", "RNN", "-UseBias $false", null)]
    [InlineData("", "SimpleRNN", "", null)]
    public void What_recurrent_layers_of_PyTorch_have_otherwise_is_said(
        string view,
        string type,
        string settings,
        string? said
    )
    {
        string units = settings.Contains("-HiddenSize", StringComparison.Ordinal) ? "" : "-Units 6";
        var warnings = Warnings($"New-CnnLayer Input -Shape 20,8 {view} | New-CnnLayer {type} {units} {settings}");
        if (said is null)
            Assert.Empty(warnings);
        else
            Assert.Contains(said, Assert.Single(warnings), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("New-CnnLayer Input -Shape 8,8,4 | New-CnnLayer BatchNorm2d", 1)]
    [InlineData("New-CnnLayer Input -Shape 8,8,4 | New-CnnLayer BatchNorm2d | New-CnnLayer BatchNorm2d", 1)]
    [InlineData("New-CnnLayer Input -Shape 8,8,4 -View PyTorch | New-CnnLayer BatchNorm2d", 0)]
    [InlineData("New-CnnLayer Input -Shape 8,8,4 | New-CnnLayer BatchNormalization", 0)]
    public void Statistics_are_counted_as_keras_does_unless_asked_otherwise(string script, int count) =>
        Assert.Equal(
            count,
            Warnings(script).Count(warning => warning.Contains("-View PyTorch", StringComparison.Ordinal))
        );

    // torch.nn.Conv1d(7, 3, 3) has 66 parameters, Keras's Conv1D over (7,20) 183.
    [Theory]
    [InlineData("7,20", "Conv1d", 1)]
    [InlineData("7,20", "Conv1D", 0)]
    [InlineData("100,2", "Conv1d", 0)]
    [InlineData("64,8,8", "Conv2d", 1)]
    [InlineData("32,32,3", "Conv2d", 0)]
    [InlineData("7,20 -Layout ChannelsFirst", "Conv1d", 0)]
    public void PyTorchs_names_make_one_ask_where_the_channels_are(string shape, string type, int count)
    {
        string layer = $"New-CnnLayer {type} -Filters 3 -KernelSize 3 -Padding 1";
        Assert.Equal(
            count,
            Warnings($"New-CnnLayer Input -Shape {shape} | {layer} | {layer}")
                .Count(warning => warning.Contains("-Layout ChannelsFirst to the Input", StringComparison.Ordinal))
        );
    }

    private IReadOnlyList<string> Warnings(string script) =>
        [
            .. session
                .Output($"& {{ {script} }} 3>&1")
                .Select(line => line.BaseObject)
                .OfType<System.Management.Automation.WarningRecord>()
                .Select(warning => warning.Message),
        ];
}
