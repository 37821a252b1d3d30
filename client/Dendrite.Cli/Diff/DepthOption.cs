using System.CommandLine;
using Dendrite.Diff;

namespace Dendrite.Cli.Diff;

/// <summary><c>--max-depth</c>, which both commands have.</summary>
internal static class DepthOption
{
    public static Option<int> Create()
    {
        var option = new Option<int>("--max-depth") { Description = "How many arrays and objects may stand inside each other.", DefaultValueFactory = _ => JsonLimits.Default.MaxDepth };
        option.Validators.Add(result =>
        {
            if (result.GetValue(option) is < 1 or > JsonLimits.DeepestAllowed) result.AddError($"--max-depth is a number from 1 to {JsonLimits.DeepestAllowed}.");
        });
        return option;
    }
}
