using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace CnnParams.PowerShell.Tests.Editions;

/// <summary>
/// The types and members that an assembly asks of others, each looked up in given reference assemblies: what a runtime
/// that has just those would fail to find.
/// </summary>
internal sealed class ReferencedMembers(MetadataLoadContext references, string path)
{
    private const BindingFlags Any =
        BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static;

    /// <summary>What is asked for and is not there, by name.</summary>
    public IReadOnlyList<string> Missing()
    {
        using var image = new PEReader(File.OpenRead(path));
        var metadata = image.GetMetadataReader();
        var missing = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var handle in metadata.TypeReferences)
        {
            if (Resolve(metadata, handle) is null)
                missing.Add(Name(metadata, handle));
        }

        foreach (var handle in metadata.MemberReferences)
        {
            var member = metadata.GetMemberReference(handle);
            if (
                Owner(metadata, member.Parent) is { } owner
                && Resolve(metadata, owner) is { } type
                && !Has(type, metadata, member)
            )
                missing.Add($"{Name(metadata, owner)}.{metadata.GetString(member.Name)}");
        }

        return [.. missing];
    }

    private static bool Has(Type type, MetadataReader metadata, MemberReference member)
    {
        string name = metadata.GetString(member.Name);
        if (member.GetKind() == MemberReferenceKind.Field)
            return type.GetField(name, Any) is not null;
        var signature = metadata.GetBlobReader(member.Signature);
        var header = signature.ReadSignatureHeader();
        if (header.IsGeneric)
            signature.ReadCompressedInteger();
        int parameters = signature.ReadCompressedInteger();
        return Inherited(type)
            .SelectMany(level => level.GetMember(name, MemberTypes.Method | MemberTypes.Constructor, Any))
            .OfType<MethodBase>()
            .Any(method => method.GetParameters().Length == parameters);
    }

    private static IEnumerable<Type> Inherited(Type? type)
    {
        for (; type is not null; type = type.BaseType)
            yield return type;
    }

    // A member of a constructed type (List<int>.Add) names it by a signature: the type is the first one written there.
    private static TypeReferenceHandle? Owner(MetadataReader metadata, EntityHandle parent)
    {
        if (parent.Kind == HandleKind.TypeReference)
            return (TypeReferenceHandle)parent;
        if (parent.Kind != HandleKind.TypeSpecification)
            return null;
        var signature = metadata.GetBlobReader(
            metadata.GetTypeSpecification((TypeSpecificationHandle)parent).Signature
        );
        if (signature.ReadSignatureTypeCode() != SignatureTypeCode.GenericTypeInstance)
            return null;
        signature.ReadCompressedInteger();
        var generic = signature.ReadTypeHandle();
        return generic.Kind == HandleKind.TypeReference ? (TypeReferenceHandle)generic : null;
    }

    private Type? Resolve(MetadataReader metadata, TypeReferenceHandle handle)
    {
        var reference = metadata.GetTypeReference(handle);
        string name = metadata.GetString(reference.Name);
        if (reference.ResolutionScope.Kind == HandleKind.TypeReference)
            return Resolve(metadata, (TypeReferenceHandle)reference.ResolutionScope)?.GetNestedType(name, Any);
        if (reference.ResolutionScope.Kind != HandleKind.AssemblyReference)
            return typeof(object);
        var scope = metadata.GetAssemblyReference((AssemblyReferenceHandle)reference.ResolutionScope);
        return Assembly(metadata.GetString(scope.Name))?.GetType($"{metadata.GetString(reference.Namespace)}.{name}");
    }

    // Null for one that is not there.
    private Assembly? Assembly(string name)
    {
        try
        {
            return references.LoadFromAssemblyName(name);
        }
        catch (FileNotFoundException)
        {
            return null;
        }
    }

    private static string Name(MetadataReader metadata, TypeReferenceHandle handle)
    {
        var reference = metadata.GetTypeReference(handle);
        string name = metadata.GetString(reference.Name);
        return reference.ResolutionScope.Kind == HandleKind.TypeReference
            ? $"{Name(metadata, (TypeReferenceHandle)reference.ResolutionScope)}+{name}"
            : $"{metadata.GetString(reference.Namespace)}.{name}";
    }
}
