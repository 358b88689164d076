using System.Runtime.CompilerServices;
using CnnParams.Catalogue;
using CnnParams.Layers;
using CnnParams.Shapes;

namespace CnnParams.Core.Tests.Layers;

/// <summary>A layer never changes: what a network or a file has to say of it makes another.</summary>
public sealed class LayerPlaceTests
{
    private static readonly Layer Bare = new Convolution(2) { Filters = 4, KernelSize = 3 };

    [Fact]
    public void Another_place_makes_another_layer()
    {
        var placed = Bare.With(place => place with { Name = "conv", Inputs = ["image"], Trainable = false });
        Assert.Equal(("conv", "image", false), (placed.Name, Assert.Single(placed.Inputs), placed.Trainable));
        Assert.Equal(
            Bare.Settings,
            LayerTypes.Of(placed).Copy(placed).With(place => place with { Trainable = true }).Settings
        );
        Assert.Equal(("", 0, true), (Bare.Name, Bare.Inputs.Count, Bare.Trainable));
    }

    [Fact]
    public void Notes_make_another_layer()
    {
        var noted = Bare.Noted(notes => notes with { Call = ModuleCall.Function });
        Assert.Equal("Call=Function", noted.SourceNotes);
        Assert.Equal("", Bare.SourceNotes);
        Assert.Same(noted, noted.Noted(notes => notes));
    }

    [Fact]
    public void The_first_contradiction_and_the_first_assumption_are_kept()
    {
        var layer = Bare.Contradicted("one").Contradicted("two").Assumed("this").Assumed("that");
        Assert.Equal(("one", "this"), (layer.GetNotes().Contradiction, layer.GetNotes().Assumption));
    }

    [Fact]
    public void One_layer_can_stand_in_two_places()
    {
        var end = Tensor.Input(new TensorShape(8, 8, 3)).Then("first", Bare).Then("second", Bare);
        Assert.Equal(["input", "first", "second"], end.Layers.Select(layer => layer.Name));
    }

    [Fact]
    public void No_layer_has_a_setting_that_can_be_changed_once_it_is_made()
    {
        var settable =
            from type in typeof(Layer).Assembly.GetTypes()
            where typeof(Layer).IsAssignableFrom(type)
            from property in type.GetProperties()
            where
                property.SetMethod is { IsPublic: true } setter
                && !setter.ReturnParameter.GetRequiredCustomModifiers().Contains(IsExternalInit(setter))
            select $"{type.Name}.{property.Name}";
        Assert.Empty(settable.Distinct());
    }

    // Core is built for .NET Standard, and has its own.
    private static Type IsExternalInit(System.Reflection.MethodInfo setter) =>
        setter.Module.Assembly.GetType(typeof(IsExternalInit).FullName!) ?? typeof(IsExternalInit);
}
