namespace CnnParams.Shell.Tests;

/// <summary>A module of the name CnnParams that is small enough to test the shell with, whatever state the real one is in.</summary>
internal static class StandInModule
{
    /// <summary>Writes the module into a folder and returns its manifest.</summary>
    public static string Write(TemporaryFolder folder)
    {
        folder.Write("StandIn.psm1", Script);
        folder.Write("StandIn.Format.ps1xml", Format);
        folder.Write("en-US/StandIn-help.xml", Help);
        return folder.Write(
            "CnnParams.psd1",
            """
            @{
                RootModule        = 'StandIn.psm1'
                ModuleVersion     = '1.2.3'
                FunctionsToExport = 'Get-Thing'
                FormatsToProcess  = 'StandIn.Format.ps1xml'
            }
            """);
    }

    private const string Script = """
        # .EXTERNALHELP StandIn-help.xml
        function Get-Thing {
            [CmdletBinding()]
            param([Parameter(Mandatory)][int] $Number, [ValidateSet('red', 'green')][string] $Colour = 'red')
            if ($Number -lt 0) { $PSCmdlet.ThrowTerminatingError([System.Management.Automation.ErrorRecord]::new([ArgumentException]::new("$Number is negative"), 'Negative', 'InvalidArgument', $Number)) }
            if ($Number -eq 0) { $PSCmdlet.WriteWarning('nothing to show') }
            $PSCmdlet.WriteVerbose("showing $Number")
            [pscustomobject]@{ PSTypeName = 'StandIn.Thing'; Number = $Number; Colour = $Colour }
        }
        """;

    private const string Format = """
        <Configuration><ViewDefinitions><View>
          <Name>Thing</Name>
          <ViewSelectedBy><TypeName>StandIn.Thing</TypeName></ViewSelectedBy>
          <TableControl>
            <TableHeaders><TableColumnHeader><Label>The number</Label></TableColumnHeader></TableHeaders>
            <TableRowEntries><TableRowEntry><TableColumnItems><TableColumnItem><PropertyName>Number</PropertyName></TableColumnItem></TableColumnItems></TableRowEntry></TableRowEntries>
          </TableControl>
        </View></ViewDefinitions></Configuration>
        """;

    private const string Help = """
        <?xml version="1.0" encoding="utf-8"?>
        <helpItems schema="maml" xmlns="http://msh">
          <command:command xmlns:maml="http://schemas.microsoft.com/maml/2004/10" xmlns:command="http://schemas.microsoft.com/maml/dev/command/2004/10" xmlns:dev="http://schemas.microsoft.com/maml/dev/2004/10">
            <command:details>
              <command:name>Get-Thing</command:name>
              <command:verb>Get</command:verb>
              <command:noun>Thing</command:noun>
              <maml:description><maml:para>Shows a number.</maml:para></maml:description>
            </command:details>
            <maml:description><maml:para>A longer story about the number.</maml:para></maml:description>
            <command:syntax>
              <command:syntaxItem>
                <maml:name>Get-Thing</maml:name>
                <command:parameter required="true" position="0"><maml:name>Number</maml:name><command:parameterValue required="true">Int32</command:parameterValue></command:parameter>
              </command:syntaxItem>
            </command:syntax>
            <command:parameters>
              <command:parameter required="true" position="0"><maml:name>Number</maml:name><maml:description><maml:para>Which number.</maml:para></maml:description><command:parameterValue required="true">Int32</command:parameterValue></command:parameter>
            </command:parameters>
            <command:examples>
              <command:example><maml:title>Three</maml:title><dev:code>Get-Thing 3</dev:code><dev:remarks><maml:para>Shows three.</maml:para></dev:remarks></command:example>
            </command:examples>
          </command:command>
        </helpItems>
        """;
}
