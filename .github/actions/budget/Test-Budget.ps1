# Measures the models that CNN_MODEL names, holds them to their budget, writes a report and ends with 1 where a limit is
# broken. Settings come from the environment: see action.yml, whose script this is, and docs/azure-pipelines.yml.
$ErrorActionPreference = 'Stop'

if ($env:CNN_VERSION -and (Test-Path $env:CNN_VERSION)) {
    Import-Module $env:CNN_VERSION
}
else {
    $wanted = @{ Name = 'CnnParams'; TrustRepository = $true }
    if ($env:CNN_VERSION) { $wanted.Version = $env:CNN_VERSION }
    Install-PSResource @wanted
    Import-Module CnnParams
}

$import = @{ Path = $env:CNN_MODEL }
if ($env:CNN_INPUT_SHAPE) { $import.InputShape = $env:CNN_INPUT_SHAPE }
$models = @(Import-CnnModel @import)
if (-not $models) { throw "There is no model at '$env:CNN_MODEL'." }

$budget = @{ DataType = if ($env:CNN_DATA_TYPE) { $env:CNN_DATA_TYPE } else { 'Float32' } }
if ($env:CNN_LIMIT) { $budget.Limit = $env:CNN_LIMIT }
if ($env:CNN_BASELINE) {
    $budget.Baseline = $env:CNN_BASELINE
    $budget.MaxGrowth = if ($env:CNN_MAX_GROWTH) { $env:CNN_MAX_GROWTH } else { '0%' }
}
$rules = @($models | Test-CnnBudget @budget)
$broken = @($rules | Where-Object -Not Passed)

$null = New-Item $env:CNN_REPORT -ItemType Directory -Force
$rules | ConvertTo-Json -Depth 4 | Set-Content "$env:CNN_REPORT/budget.json"
$models | ForEach-Object { $_ | Measure-CnnParameters | Export-Csv "$env:CNN_REPORT/$($_.Name).csv" }

$table = @(
    '| | Model | Rule | Actual | Headroom |'
    '|---|---|---|---:|---:|'
    $rules | ForEach-Object { "| $(if ($_.Passed) { ':white_check_mark:' } else { ':x:' }) | $($_.Network) | $($_.Rule) | $($_.Actual) | $($_.Headroom) |" }
)
$table | Set-Content "$env:CNN_REPORT/budget.md"
if ($env:GITHUB_STEP_SUMMARY) { $table | Add-Content $env:GITHUB_STEP_SUMMARY }
if ($env:GITHUB_OUTPUT) { "passed=$("$(-not $broken)".ToLowerInvariant())" | Add-Content $env:GITHUB_OUTPUT }

# The words by which the two services mark an error.
$mark = if ($env:TF_BUILD) { '##vso[task.logissue type=error]' } else { '::error title=CNN budget::' }
$rules | Format-Table Network, Passed, Rule, Actual, Headroom | Out-Host
$broken | ForEach-Object { "$mark$_" }
exit [int] [bool] $broken
