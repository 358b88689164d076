using CnnParams.Explaining;
using CnnParams.Formulas;
using CnnParams.Layers;
using CnnParams.Measuring;
using CnnParams.Words;

namespace CnnParams.Auditing.Naming;

/// <summary>How a network, or totals, agree with an architecture of the catalogue.</summary>
public enum Agreement : long
{
    /// <summary>The weights have the same sizes, and so are the totals.</summary>
    Structure,

    /// <summary>The totals are the same; of single weights nothing is known.</summary>
    Totals,

    /// <summary>The totals are rounded to the same figures.</summary>
    Rounded,
}

/// <summary>An architecture of the catalogue that a network, or totals, agree with.</summary>
public sealed class ArchitectureMatch
{
    private readonly Wording _words;

    internal ArchitectureMatch(Wording words) => _words = words;

    /// <summary>The name of the architecture.</summary>
    public string Name { get; internal init; } = "";

    /// <summary>The variant: torchvision, Keras, original.</summary>
    public string Variant { get; internal init; } = "";

    /// <summary>The view in which the parameters agree.</summary>
    public ParameterView View { get; internal init; }

    /// <summary>The number of classes, where it is another than the published one; 0 for no classifier.</summary>
    public long? Classes { get; internal init; }

    /// <summary>
    /// The layers at the end that are missing: the classifier alone, or all of the top; empty where none are.
    /// </summary>
    public string Missing { get; internal init; } = "";

    /// <summary>The parameters, in this view.</summary>
    public long Parameters { get; internal init; }

    /// <summary>The multiply-accumulates of the published network.</summary>
    public long Macs { get; internal init; }

    /// <summary>How far the agreement goes.</summary>
    public Agreement Agreement { get; internal init; }

    /// <summary>Whether this is how the source of the variant counts.</summary>
    public bool IsUsualView { get; internal init; }

    /// <summary>The match in words: <c>torchvision ResNet50, batch norms folded</c>.</summary>
    public string Text
    {
        get
        {
            string text = $"{Variant} {Name}";
            if (Missing.Contains(','))
                text += _words.Format("match.NoTop", Missing);
            else if (Classes == 0)
                text += _words["match.NoClassifier"];
            else if (Classes is { } classes)
                text += _words.Format("match.Classes", classes);
            return IsUsualView ? text : text + _words["match." + View];
        }
    }

    /// <inheritdoc/>
    public override string ToString() => Text;
}
