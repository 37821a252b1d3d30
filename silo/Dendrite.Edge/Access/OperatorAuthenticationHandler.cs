using System.Globalization;
using System.Security.Claims;
using System.Text.Encodings.Web;
using Dendrite.Edge.Http;
using Dendrite.Protocol;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Dendrite.Edge.Access;

/// <summary>Knows operators by <see cref="OperatorAccess"/>, and answers the others with problem details.</summary>
internal sealed class OperatorAuthenticationHandler(
    IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory loggers, OperatorAccess access)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, loggers, UrlEncoder.Default)
{
    public new const string Scheme = "Dendrite.Operator";

    private TimeSpan? _retryAfter;

    protected override Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        var judgement = access.Judge(Context);
        _retryAfter = judgement.RetryAfter;
        return Task.FromResult(judgement.IsOperator
            ? AuthenticateResult.Success(new AuthenticationTicket(new ClaimsPrincipal(new ClaimsIdentity([new Claim(ClaimTypes.Name, "operator")], Scheme)), Scheme))
            : AuthenticateResult.NoResult());
    }

    protected override async Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        // The scheme may be challenged by a policy that has not asked it before.
        await HandleAuthenticateOnceSafeAsync();
        Response.Headers.XContentTypeOptions = "nosniff";
        await RefuseAsync();
    }

    protected override Task HandleForbiddenAsync(AuthenticationProperties properties) => HandleChallengeAsync(properties);

    private Task RefuseAsync()
    {
        if (_retryAfter is { } wait)
        {
            Response.Headers.RetryAfter = Math.Max(1, (long)Math.Ceiling(wait.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
            return ProblemWriter.WriteAsync(Context, StatusCodes.Status429TooManyRequests, DendriteErrorCode.Busy, "Too many wrong tokens have come from this address; none is looked at for a while.");
        }
        if (!access.HasToken)
            return ProblemWriter.WriteAsync(Context, 403, DendriteErrorCode.OperatorsOnly, "This is for operators: it is served on listeners for them (a server's only one, on a loopback address, Internal:Urls, or what UseDendriteAudience marks), or with the token that Admin:Token sets.");
        Response.Headers.WWWAuthenticate = "Bearer realm=\"dendrite\"";
        return ProblemWriter.WriteAsync(Context, 401, DendriteErrorCode.OperatorsOnly, "This is for operators: send the admin token as Authorization: Bearer.");
    }
}
