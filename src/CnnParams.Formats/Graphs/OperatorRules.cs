using CnnParams.Layers;

namespace CnnParams.Formats.Graphs;

/// <summary>
/// Operators of a format that add their layers to the graph themselves. This is the frame that all readers of graphs
/// have in common: it finds the rule of an operator or adds it as one that is not known, and says where an error is.
/// </summary>
/// <typeparam name="TOperator">An operator as the format writes it, with the graph that it is added to.</typeparam>
[FoundByItself]
internal abstract class OperatorRules<TOperator> : NamedRules<OperatorRules<TOperator>, Action<TOperator>>
    where TOperator : GraphOperator
{
    /// <summary>Operators that are functions of each value.</summary>
    /// <param name="pairs">The format's name and ours, separated by spaces: <c>ReLU=relu Swish=silu</c>.</param>
    protected void MapFunctions(string pairs)
    {
        foreach (string pair in pairs.Split(' '))
        {
            string[] names = pair.Split('=');
            Map(names[0], layer => layer.Activate(names[1]));
        }
    }

    /// <summary>Adds the layers of an operator.</summary>
    /// <exception cref="Reading.ModelFileException">Its settings or inputs are none that such an operator can
    /// have.</exception>
    internal static void Apply(TOperator one)
    {
        try
        {
            if (one.IsMerged)
                one.PassOn();
            else if (Find(one.Key) is not { } rule)
                one.AddNotKnown();
            else if (!one.IsFollowed)
                one.AddNotFollowed();
            else
                rule(one);
            one.Check();
        }
        catch (OverflowException exception)
        {
            throw one.Wrong("cannot be: a size is larger than 2^63-1", exception);
        }
        catch (LayerException exception)
        {
            throw one.Wrong($"cannot be: {exception.Message}", exception);
        }
        catch (Exception exception) when (RuleFailure.Is(exception))
        {
            // A setting or an input that the rule counts on, and that the file does not have.
            throw one.Wrong($"lacks something that such an operator has: {exception.Message}", exception);
        }

        one.Finish();
    }
}
