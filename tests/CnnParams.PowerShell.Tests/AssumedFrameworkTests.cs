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
        var warnings = Warnings($"New-CnnLayer Input -Shape 20,8 {view} | New-CnnLayer {type} -Units 6 {settings}");
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
