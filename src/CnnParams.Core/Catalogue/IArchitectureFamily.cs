namespace CnnParams.Catalogue;

/// <summary>Architectures of one origin, in one file. The catalogue finds every class that is one.</summary>
[FoundByItself]
public interface IArchitectureFamily
{
    /// <summary>What the catalogue lists them under: <c>ResNet</c>. Several classes may have one family.</summary>
    string Name { get; }

    /// <summary>
    /// The architectures: those of torchvision and Keras, and the configurations that timm has a name for.
    /// </summary>
    IEnumerable<Architecture> Members { get; }
}
