using CnnParams.Catalogue.Blocks;

namespace CnnParams.PowerShell.Completion;

/// <summary>Completes the names of blocks, with their summaries as tips.</summary>
public sealed class BlockTypeCompleter()
    : NameCompleter<BlockType>(() => BlockTypes.All, type => type.Name, type => type.Summary);
