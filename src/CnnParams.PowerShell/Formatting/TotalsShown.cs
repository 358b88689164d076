namespace CnnParams.PowerShell.Formatting;

/// <summary>The totals that stand under the last row of a table.</summary>
internal enum TotalsShown
{
    /// <summary>None: the heading alone has them.</summary>
    None,

    /// <summary>The parameters.</summary>
    Parameters,

    /// <summary>The activation size, the parameters and the multiply-accumulates.</summary>
    All,
}
