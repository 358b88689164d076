using System.Collections.ObjectModel;
using System.Globalization;
using System.Management.Automation;
using System.Management.Automation.Host;
using System.Security;

namespace CnnParams.Shell.Hosting;

/// <summary>The user interface of a terminal: it can also be asked, and it shows progress.</summary>
internal sealed class ConsoleHostUI : TextHostUI
{
    private readonly ProgressLine? _progress;

    public ConsoleHostUI(TextSink output, TextSink error, PSHostRawUserInterface rawUI)
        : base(output, error, rawUI)
    {
        if (error.IsTerminal)
            _progress = new ProgressLine(error, () => rawUI.WindowSize.Width);
    }

    /// <summary>False if nobody is there to answer, or -NonInteractive says so.</summary>
    public required bool CanAsk { get; init; }

    public override void Write(string value)
    {
        _progress?.Clear();
        base.Write(value);
    }

    public override void WriteLine(string value)
    {
        _progress?.Clear();
        base.WriteLine(value);
    }

    public override void WriteErrorLine(string value)
    {
        _progress?.Clear();
        base.WriteErrorLine(value);
    }

    public override void WriteProgress(long sourceId, ProgressRecord record) => _progress?.Show(record);

    /// <summary>Takes away progress that was left behind by a pipeline that has ended.</summary>
    public void EndProgress() => _progress?.Clear();

    public override string ReadLine()
    {
        EnsureCanAsk();
        return Console.ReadLine() ?? throw NotInteractive();
    }

    public override SecureString ReadLineAsSecureString()
    {
        EnsureCanAsk();
        var secret = new SecureString();
        while (Console.ReadKey(intercept: true) is var key && key.Key != ConsoleKey.Enter)
        {
            if (key.Key == ConsoleKey.Backspace && secret.Length > 0)
                secret.RemoveAt(secret.Length - 1);
            else if (!char.IsControl(key.KeyChar))
                secret.AppendChar(key.KeyChar);
        }

        WriteLine();
        return secret;
    }

    public override Dictionary<string, PSObject> Prompt(string caption, string message, Collection<FieldDescription> descriptions)
    {
        EnsureCanAsk();
        WriteHeading(caption, message);
        return descriptions.ToDictionary(field => field.Name, Ask);
    }

    public override int PromptForChoice(string caption, string message, Collection<ChoiceDescription> choices, int defaultChoice)
    {
        EnsureCanAsk();
        WriteHeading(caption, message);
        ChoiceLabel[] labels = [.. choices.Select(choice => new ChoiceLabel(choice.Label))];
        while (true)
        {
            string standard = defaultChoice >= 0 ? $" (default is \"{labels[defaultChoice].Key}\")" : "";
            Write(string.Join("  ", labels.Select(label => $"[{label.Key}] {label.Word}")) + standard + ": ");
            string answer = ReadLine().Trim();
            int chosen = answer.Length == 0 ? defaultChoice : Array.FindIndex(labels, label => label.Matches(answer));
            if (chosen >= 0)
                return chosen;
        }
    }

    public override PSCredential PromptForCredential(string caption, string message, string userName, string targetName)
    {
        EnsureCanAsk();
        WriteHeading(caption, message);
        if (string.IsNullOrEmpty(userName))
        {
            Write("User: ");
            userName = ReadLine();
        }

        Write($"Password for user {userName}: ");
        return new PSCredential(userName, ReadLineAsSecureString());
    }

    public override PSCredential PromptForCredential(string caption, string message, string userName, string targetName, PSCredentialTypes allowedCredentialTypes, PSCredentialUIOptions options) =>
        PromptForCredential(caption, message, userName, targetName);

    protected override void WriteMessage(FormatStyle style, string label, string message)
    {
        _progress?.Clear();
        base.WriteMessage(style, label, message);
    }

    private PSObject Ask(FieldDescription field)
    {
        Type type = LanguagePrimitives.TryConvertTo(field.ParameterAssemblyFullName, CultureInfo.InvariantCulture, out Type found) ? found : typeof(string);
        if (type == typeof(SecureString))
        {
            Write(field.Name + ": ");
            return PSObject.AsPSObject(ReadLineAsSecureString());
        }

        return PSObject.AsPSObject(type.IsArray ? AskForMany(field.Name) : AskForOne(field.Name));
    }

    private string AskForOne(string name)
    {
        Write(name + ": ");
        return ReadLine();
    }

    // As in pwsh: a list is asked for value by value, and ended by an empty line.
    private string[] AskForMany(string name)
    {
        var values = new List<string>();
        while (AskForOne($"{name}[{values.Count}]") is { Length: > 0 } value)
            values.Add(value);
        return [.. values];
    }

    private void WriteHeading(string caption, string message)
    {
        foreach (string line in new[] { caption, message }.Where(line => !string.IsNullOrEmpty(line)))
            WriteLine(line);
    }

    private void EnsureCanAsk()
    {
        if (!CanAsk)
            throw NotInteractive();
    }

    /// <summary>A choice's label: the letter after the ampersand is its key.</summary>
    private readonly record struct ChoiceLabel(string Label)
    {
        public string Word => Label.Replace("&", "", StringComparison.Ordinal);

        public string Key =>
            Label.IndexOf('&', StringComparison.Ordinal) is >= 0 and var at && at + 1 < Label.Length
                ? Label.Substring(at + 1, 1).ToUpperInvariant()
                : Word;

        public bool Matches(string answer) =>
            answer.Equals(Key, StringComparison.OrdinalIgnoreCase) || answer.Equals(Word, StringComparison.OrdinalIgnoreCase);
    }
}
