using CnnParams.HelpBuilder;

if (args is not [string pages, string output])
{
    Console.Error.WriteLine("Usage: CnnParams.HelpBuilder <folder of Markdown pages> <folder of the help files>");
    return 64;
}

try
{
    HelpFolder.Build(pages, output);
    return 0;
}
catch (PageException exception)
{
    // The form in which MSBuild shows an error at its place.
    Console.Error.WriteLine($"{exception.Path}({exception.Line}): error HELP: {exception.Message}");
    return 1;
}
