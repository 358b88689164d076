# Run when a session opens. It ends the program, because the console host would go on without the module and not say why.
try {
    Import-Module ([CnnParams.Shell.ModuleLocator]::Manifest) -Global -ErrorAction Stop
}
catch {
    [Console]::Error.WriteLine("CnnParams cannot be imported: $_")
    [Environment]::Exit(1)
}
