using CnnParams.Explaining;
using CnnParams.Formulas;

namespace CnnParams.PowerShell.Tests;

/// <summary>The article's network through the pipeline, to the unit.</summary>
public sealed class ArticleTests(ModuleSession session) : IClassFixture<ModuleSession>
{
    // The corrected table of the article "Understanding and Calculating the number of Parameters in CNNs".
    public static TheoryData<int, string, string, long, long> Rows =>
        new()
        {
            { 0, "INPUT", "(32,32,3)", 3072, 0 },
            { 1, "CONV1", "(28,28,8)", 6272, 608 },
            { 2, "POOL1", "(14,14,8)", 1568, 0 },
            { 3, "CONV2", "(10,10,16)", 1600, 3216 },
            { 4, "POOL2", "(5,5,16)", 400, 0 },
            { 5, "FC3", "(120)", 120, 48120 },
            { 6, "FC4", "(84)", 84, 10164 },
            { 7, "Softmax", "(10)", 10, 850 },
        };

    [Theory]
    [MemberData(nameof(Rows))]
    public void Each_row_is_the_articles(int index, string name, string shape, long activation, long parameters)
    {
        var row = session.Output(ModuleSession.Article + " | Measure-CnnParameters")[index];
        Assert.Equal(name, row.Properties["Name"].Value);
        Assert.Equal(shape, row.Properties["OutputShape"].Value.ToString());
        Assert.Equal(activation, row.Properties["ActivationSize"].Value);
        Assert.Equal(parameters, row.Properties["Parameters"].Value);
    }

    [Fact]
    public void The_total_is_62958() =>
        Assert.Equal(62958L, session.Value($"({ModuleSession.Article} | Measure-CnnParameters -Summary).Parameters"));

    [Theory]
    [InlineData(1, "((m * n * d) + 1) * k", "((5 * 5 * 3) + 1) * 8 = 608")]
    [InlineData(3, "((m * n * d) + 1) * k", "((5 * 5 * 8) + 1) * 16 = 3216")]
    [InlineData(5, "(c * p) + (1 * c)", "(120 * 400) + (1 * 120) = 48120")]
    [InlineData(6, "(c * p) + (1 * c)", "(84 * 120) + (1 * 84) = 10164")]
    [InlineData(7, "(c * p) + (1 * c)", "(10 * 84) + (1 * 10) = 850")]
    public void Formulas_read_as_the_article_writes_them(int index, string formula, string calculation)
    {
        var row = session.Output(ModuleSession.Article + " | Measure-CnnParameters")[index];
        Assert.Equal(formula, row.Properties["Formula"].Value);
        Assert.Equal(calculation, row.Properties["Calculation"].Value);
    }

    [Fact]
    public void Every_shown_calculation_gives_the_number_beside_it()
    {
        foreach (var row in session.Output(ModuleSession.Article + " | Measure-CnnParameters"))
        {
            string calculation = (string)row.Properties["Calculation"].Value;
            Assert.Equal(row.Properties["Parameters"].Value, Formula.Evaluate(calculation.Split(" = ")[0]));
            string macs = (string)row.Properties["MacsCalculation"].Value;
            Assert.Equal(row.Properties["Macs"].Value, Formula.Evaluate(macs.Split(" = ")[0]));
        }
    }

    [Fact]
    public void An_array_of_layers_gives_what_a_pipeline_gives()
    {
        string array = "$layers = @(" + ModuleSession.Article.Replace(" |", ";", StringComparison.Ordinal) + "); ";
        var names = session
            .Output(array + "$layers | Measure-CnnParameters | ForEach-Object Name")
            .Select(name => name.ToString());
        Assert.Equal(["INPUT", "CONV1", "POOL1", "CONV2", "POOL2", "FC3", "FC4", "Softmax"], names);
        Assert.Equal(62958L, session.Value(array + "(Measure-CnnParameters $layers -Summary).Parameters"));
    }

    [Fact]
    public void The_table_shows_rows_and_totals()
    {
        string table = session.Show(ModuleSession.Article + " | Measure-CnnParameters");
        Assert.Contains("62958 parameters", table, StringComparison.Ordinal);
        Assert.Contains("251.83 kB as Float32", table, StringComparison.Ordinal);
        Assert.Matches(@"CONV1 +Conv2D +\(28,28,8\) +6272 +608 +470400 +\(\(5 \* 5 \* 3\) \+ 1\) \* 8 = 608", table);
        foreach (
            string heading in new[]
            {
                "Name",
                "Type",
                "OutputShape",
                "ActivationSize",
                "Parameters",
                "MACs",
                "Calculation",
            }
        )
            Assert.Contains(heading, table, StringComparison.Ordinal);
    }

    [Fact]
    public void The_example_script_of_the_readme_runs() =>
        Assert.Equal(8, session.Output("& ((Get-Module CnnParams).ModuleBase + '/module/examples/LeNet.ps1')").Count);
}
