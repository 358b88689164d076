using CnnParams.Python.Syntax;

namespace CnnParams.Python.Compiling;

/// <summary>The statements within a statement that are run with it: not those of functions and classes.</summary>
internal static class InnerStatements
{
    internal static IEnumerable<Statement> Of(Statement statement) =>
        statement switch
        {
            If condition => condition.Then.Concat(condition.Otherwise),
            For loop => loop.Body.Concat(loop.Otherwise),
            While loop => loop.Body.Concat(loop.Otherwise),
            With with => with.Body,
            Try attempt => attempt.Body.Concat(attempt.Otherwise).Concat(attempt.Final),
            _ => [],
        };
}
