using System.Security.Cryptography;
using System.Text;

namespace CnnParams.Reports;

/// <summary>What a content security policy allows: a style or a script by its hash, and by nothing else.</summary>
internal static class PolicySource
{
    /// <summary>The source that allows an element with this text, with its quotation marks.</summary>
    internal static string Of(string text)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        using var sha = SHA256.Create();
        byte[] hash = sha.ComputeHash(bytes);
        return $"'sha256-{Convert.ToBase64String(hash)}'";
    }
}
