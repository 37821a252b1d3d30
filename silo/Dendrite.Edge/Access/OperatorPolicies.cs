using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Dendrite.Edge.Access;

/// <summary>Who may have what is for operators and monitors, as policies of ASP.NET Core that name a scheme of their own.</summary>
internal static class OperatorPolicies
{
    /// <summary>Those who may do what operators do.</summary>
    public const string Operators = "Dendrite.Operators";

    /// <summary>Those who may read what monitors read.</summary>
    public const string Monitors = "Dendrite.Monitors";

    /// <summary>Those who may have the console's files.</summary>
    public const string Console = "Dendrite.Console";

    public static void AddOperatorPolicies(this IServiceCollection services)
    {
        services.AddSingleton<OperatorAccess>();
        services.AddSingleton<AdminToken>();
        services.AddSingleton<TokenAttempts>();
        // Not AddAuthentication, for that makes keys of data protection at start, which nothing here uses.
        services.AddAuthenticationCore(options => options.AddScheme<OperatorAuthenticationHandler>(OperatorAuthenticationHandler.Scheme, null));
        services.TryAddTransient<OperatorAuthenticationHandler>();
        services.PostConfigure<AuthenticationOptions>(KeepDefaultScheme);
        services.AddAuthorization();
        services.AddOptions<AuthorizationOptions>().Configure<IOptions<EdgeOptions>>((options, edge) =>
        {
            options.AddPolicy(Operators, PolicyFor(isOpen: false));
            options.AddPolicy(Monitors, PolicyFor(edge.Value.IsMonitorPublic));
            // The files hold no data: with a token they may be had by anybody, and the page asks for it.
            options.AddPolicy(Console, PolicyFor(edge.Value.AdminToken is not null));
        });
    }

    /// <summary>
    /// A scheme that is the only one becomes the default, and a second one ends that. Neither may come of ours: a host's only
    /// scheme stays its default, and a host without one gets none.
    /// </summary>
    private static void KeepDefaultScheme(AuthenticationOptions options) =>
        options.DefaultScheme ??= options.Schemes.Where(scheme => scheme.Name != OperatorAuthenticationHandler.Scheme).ToArray() is [var only] ? only.Name : "";

    private static AuthorizationPolicy PolicyFor(bool isOpen)
    {
        var policy = new AuthorizationPolicyBuilder(OperatorAuthenticationHandler.Scheme);
        return (isOpen ? policy.RequireAssertion(_ => true) : policy.RequireAuthenticatedUser()).Build();
    }
}
