using System.Xml.Linq;

namespace CnnParams.Core.Tests.Structure;

/// <summary>
/// A part asks of another what that shows to everybody: what a reader of ours needs, one of somebody else's needs too.
/// Tests see what is internal.
/// </summary>
public class FriendsTests
{
    [Fact]
    public void No_part_is_a_friend_of_another()
    {
        SourceFile[] projects = [.. SourceFile.Projects("src")];
        Assert.Contains(projects, file => file.Name.EndsWith("CnnParams.Core.csproj", StringComparison.Ordinal));
        Assert.Empty(
            from file in projects
            from friend in Friends(XDocument.Load(file.Path))
            select $"{file.Name}: {friend}"
        );
        Assert.Empty(
            from file in SourceFile.In("src")
            where File.ReadAllText(file.Path).Contains("InternalsVisibleTo", StringComparison.Ordinal)
            select file.Name
        );
    }

    [Theory]
    [InlineData("CnnParams.Formats", 1)]
    [InlineData("CnnParams.Formats.Tests", 0)]
    public void A_friend_is_found(string name, int count) =>
        Assert.Equal(
            count,
            Friends(
                    XDocument.Parse(
                        $"<Project><ItemGroup><InternalsVisibleTo Include='{name}' /></ItemGroup></Project>"
                    )
                )
                .Count()
        );

    private static IEnumerable<string> Friends(XDocument project) =>
        project
            .Descendants("InternalsVisibleTo")
            .Select(friend => friend.Attribute("Include")!.Value)
            .Where(name => !name.EndsWith(".Tests", StringComparison.Ordinal));
}
