namespace CnnParams.Networks;

/// <summary>What a network can be made of when it is wanted: an entry of the catalogue.</summary>
public interface INetworkSource
{
    /// <summary>The network.</summary>
    /// <exception cref="LayerException">A layer of it cannot take its input.</exception>
    Network ToNetwork();
}
