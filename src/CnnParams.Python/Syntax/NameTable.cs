namespace CnnParams.Python.Syntax;

/// <summary>One string for each name of a text: less memory, and equal names are mostly the same object.</summary>
internal sealed class NameTable
{
    private string?[] _slots = new string?[256];
    private int _count;

    internal string Get(string text, int start, int length)
    {
        uint hash = Hash(text, start, length);
        for (uint i = hash; ; i++)
        {
            uint slot = i & (uint)(_slots.Length - 1);
            string? found = _slots[slot];
            if (found is null)
                return Add(text.Substring(start, length));
            if (found.Length == length && string.CompareOrdinal(text, start, found, 0, length) == 0)
                return found;
        }
    }

    private string Add(string name)
    {
        // Names of hostile files must not stay for as long as the process does: they are not interned.
        name = KnownNames.Find(name);
        if (++_count * 2 > _slots.Length)
        {
            string?[] old = _slots;
            _slots = new string?[old.Length * 2];
            foreach (string? other in old)
            {
                if (other is not null)
                    Put(other);
            }
        }

        Put(name);
        return name;
    }

    private void Put(string name)
    {
        uint slot = Hash(name, 0, name.Length);
        while (_slots[slot & (uint)(_slots.Length - 1)] is not null)
            slot = unchecked(slot + 1);
        _slots[slot & (uint)(_slots.Length - 1)] = name;
    }

    private static uint Hash(string text, int start, int length)
    {
        uint hash = 2166136261;
        for (int i = start; i < start + length; i++)
            hash = unchecked((hash ^ text[i]) * 16777619);
        return hash & 0x3FFFFFFF;
    }
}
