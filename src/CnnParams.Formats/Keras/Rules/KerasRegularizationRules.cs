using CnnParams.Layers;

namespace CnnParams.Formats.Keras;

/// <summary>keras.layers: what acts in training only.</summary>
internal sealed class KerasRegularizationRules : KerasRules
{
    public KerasRegularizationRules()
    {
        foreach (
            var kind in new[]
            {
                DropoutKind.Dropout,
                DropoutKind.SpatialDropout1D,
                DropoutKind.SpatialDropout2D,
                DropoutKind.SpatialDropout3D,
                DropoutKind.AlphaDropout,
                DropoutKind.GaussianDropout,
            }
        )
            Map(
                kind.ToString(),
                call => new Dropout { Kind = kind, Rate = call.Config.Given<double?>("rate", "p") ?? 0.5 }
            );
        Map("GaussianNoise", _ => new Dropout { Kind = DropoutKind.GaussianNoise });
        Map("ActivityRegularization", _ => KerasCoreRules.Identity);
    }
}
