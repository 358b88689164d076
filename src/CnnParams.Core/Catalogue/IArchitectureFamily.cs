namespace CnnParams.Catalogue;

/// <summary>Architectures of one origin, in one file. The catalogue finds every class that is one.</summary>
public interface IArchitectureFamily
{
    /// <summary>The architectures.</summary>
    IEnumerable<Architecture> Members { get; }
}
