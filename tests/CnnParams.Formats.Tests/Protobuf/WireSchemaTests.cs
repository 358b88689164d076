using CnnParams.Formats.Protobuf;
using Google.Protobuf.Reflection;

namespace CnnParams.Formats.Tests.Protobuf;

/// <summary>The schemas as they are read here, beside what Google.Protobuf's compiler has made of them.</summary>
public sealed class WireSchemaTests
{
    public static TheoryData<string> Schemas => ["caffe", "coreml", "graph", "onnx", "paddle"];

    [Theory]
    [MemberData(nameof(Schemas))]
    public void A_schema_has_the_fields_that_the_compiler_found(string name)
    {
        var schema = WireSchema.Of(name).Value;
        var compiled = Compiled(name);
        var messages = compiled.MessageTypes.SelectMany(WithInner).ToDictionary(NameIn);
        Assert.Equal(messages.Keys.Order(), schema.Messages.Select(message => message.Name).Order());
        Assert.All(schema.Messages, message => Check(message, messages[message.Name]));
    }

    [Fact]
    public void Payloads_are_told_apart()
    {
        var tensor = WireSchema.Of("onnx", "Tensor.raw_data", "Tensor.int64_data").Value.Message("Tensor");
        Assert.Equal([7, 9], tensor.Fields.Where(field => field.IsPayload).Select(field => field.Number).Order());
        Assert.Equal(100000, tensor.Told("payload_bytes"));
    }

    private static void Check(WireMessage message, MessageDescriptor compiled)
    {
        Assert.Equal(
            compiled.Fields.InFieldNumberOrder().Select(field => field.FieldNumber),
            message.Fields.Select(field => field.Number).Order()
        );
        foreach (var field in compiled.Fields.InFieldNumberOrder())
        {
            var found = message.Find(field.FieldNumber)!;
            Assert.Equal(field.Name, found.Name);
            Assert.Equal(
                field.FieldType is FieldType.Bytes or FieldType.Float or FieldType.Double,
                found.IsOfFixedSize
            );
            Assert.Equal(field.FieldType == FieldType.Message, found.Message is not null);
            if (field.IsMap)
                Check(found.Message!, field.MessageType);
            else if (field.FieldType == FieldType.Message)
                Assert.Equal(NameIn(field.MessageType), found.Message!.Name);
        }
    }

    private static FileDescriptor Compiled(string name) =>
        name switch
        {
            "caffe" => Formats.Caffe.Schema.Net.Descriptor.File,
            "coreml" => Formats.CoreML.Schema.Model.Descriptor.File,
            "graph" => Formats.TensorFlow.Schema.GraphDef.Descriptor.File,
            "onnx" => Formats.Onnx.Schema.Model.Descriptor.File,
            _ => Formats.Paddle.Schema.Program.Descriptor.File,
        };

    private static IEnumerable<MessageDescriptor> WithInner(MessageDescriptor message) =>
        message.NestedTypes.Where(inner => !inner.IsMapEntry()).SelectMany(WithInner).Prepend(message);

    private static string NameIn(MessageDescriptor message) =>
        message.FullName.Substring(message.File.Package.Length + 1);
}

file static class MapEntries
{
    internal static bool IsMapEntry(this MessageDescriptor message) => message.GetOptions()?.MapEntry ?? false;
}
