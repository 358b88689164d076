using CnnParams.Layers;
using Domain = CnnParams.Layers.DataType;
using Written = CnnParams.Formats.TensorFlow.Schema.DataType;

namespace CnnParams.Formats.TensorFlow;

/// <summary>TensorFlow's types of numbers in the domain's words.</summary>
internal static class TensorTypes
{
    /// <summary>The type; null for one that the domain does not have, such as texts.</summary>
    internal static Domain? Of(Written type) =>
        type switch
        {
            Written.DtFloat => Domain.Float32,
            Written.DtDouble => Domain.Float64,
            Written.DtHalf => Domain.Float16,
            Written.DtBfloat16 => Domain.BFloat16,
            Written.DtFloat8E5M2 or Written.DtFloat8E4M3Fn => Domain.Float8,
            Written.DtInt64 or Written.DtUint64 => Domain.Int64,
            Written.DtInt32 or Written.DtUint32 or Written.DtQint32 => Domain.Int32,
            Written.DtInt16 or Written.DtUint16 or Written.DtQint16 or Written.DtQuint16 => Domain.Int16,
            Written.DtInt8 or Written.DtUint8 or Written.DtQint8 or Written.DtQuint8 or Written.DtBool => Domain.Int8,
            Written.DtInt4 or Written.DtUint4 => Domain.Int4,
            _ => null,
        };
}
