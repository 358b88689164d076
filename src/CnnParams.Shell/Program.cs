using CnnParams.Shell;

return ShellApplication.Run(args);
