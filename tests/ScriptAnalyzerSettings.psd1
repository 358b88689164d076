# What PSScriptAnalyzer does not look at, with the reason; everything else is a finding. The plural noun of
# Measure-CnnParameters needs no line here: the rule looks at functions, and the C# analyzers' twin (CA1711) is
# answered where the cmdlet is declared.
@{
    ExcludeRules = @(
        # Helpers of a build script and of tests change state without asking: nobody calls them by hand.
        'PSUseShouldProcessForStateChangingFunctions'
        # Pester's blocks share variables through BeforeAll and -ForEach, which the rule does not follow.
        'PSUseDeclaredVarsMoreThanAssignments'
        'PSReviewUnusedParameter'
    )
}
