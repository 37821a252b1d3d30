using System.IO.Compression;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.OpenApi;
using Scalar.AspNetCore;

namespace Dendrite.Edge.Admin;

/// <summary>
/// The admin API's description, and the page that shows it. Both are made when they are asked for. The page's script is the one
/// in Scalar's assembly: its own endpoints bring an inline script, which the policy of ours does not allow.
/// </summary>
internal static class AdminDocument
{
    /// <summary>The name of the description and of the group of endpoints that it describes; a host's own has neither.</summary>
    public const string Name = "dendrite-admin";

    private const string Script = "ScalarStaticAssets.scalar.js";

    // Its styles are put in by the script. Fonts, proxies and suggestions of other servers are neither asked for nor let through.
    private const string Policy =
        "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    private const string Page =
        """
        <!doctype html>
        <html lang="en">
        <head>
          <meta charset="utf-8">
          <meta name="viewport" content="width=device-width, initial-scale=1">
          <title>Dendrite, for operators</title>
          <link rel="icon" href="../../console/icon.svg">
        </head>
        <body>
          <script id="api-reference" data-url="openapi.json" data-configuration='{"withDefaultFonts":false,"telemetry":false,"agent":{"disabled":true},"mcp":{"disabled":true}}'></script>
          <script src="docs/scalar.js"></script>
        </body>
        </html>

        """;

    public static void AddAdminDocument(this IServiceCollection services) => services.AddOpenApi(Name, options =>
    {
        options.ShouldInclude = endpoint => endpoint.GroupName == Name;
        options.AddDocumentTransformer((document, _, _) =>
        {
            document.Info = new OpenApiInfo { Title = "Dendrite, for operators", Version = "v1" };
            // Relative to wherever the description was found.
            document.Servers = [];
            return Task.CompletedTask;
        });
    });

    /// <summary>The body of a command, which the endpoint reads by itself.</summary>
    public static async Task DescribeCommandAsync<T>(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellationToken) =>
        operation.RequestBody = new OpenApiRequestBody
        {
            Required = true,
            Content = new Dictionary<string, OpenApiMediaType>
            {
                ["application/json"] = new() { Schema = await context.GetOrCreateSchemaAsync(typeof(T), null, cancellationToken) },
            },
        };

    public static void MapDocument(this IEndpointRouteBuilder admin)
    {
        admin.MapGet("/openapi.json", WriteDocumentAsync);
        admin.MapGet("/docs", WritePageAsync);
        admin.MapGet("/docs/scalar.js", WriteScriptAsync);
    }

    private static async Task WriteDocumentAsync(HttpContext http)
    {
        var document = await http.RequestServices.GetRequiredKeyedService<IOpenApiDocumentProvider>(Name).GetOpenApiDocumentAsync(http.RequestAborted);
        http.Response.ContentType = "application/json";
        await http.Response.WriteAsync(await document.SerializeAsJsonAsync(OpenApiSpecVersion.OpenApi3_1, http.RequestAborted), http.RequestAborted);
    }

    private static Task WritePageAsync(HttpContext http)
    {
        http.Response.ContentType = "text/html; charset=utf-8";
        http.Response.Headers.ContentSecurityPolicy = Policy;
        http.Response.Headers["Referrer-Policy"] = "no-referrer";
        return http.Response.WriteAsync(Page, http.RequestAborted);
    }

    /// <summary>The script is kept compressed, as every browser takes it.</summary>
    private static async Task WriteScriptAsync(HttpContext http)
    {
        await using var file = typeof(ScalarOptions).Assembly.GetManifestResourceStream(Script) ?? throw new InvalidOperationException($"There is no {Script} in Scalar's assembly.");
        http.Response.ContentType = "text/javascript; charset=utf-8";
        http.Response.Headers.Vary = "Accept-Encoding";
        if (http.Request.Headers.AcceptEncoding.ToString().Contains("gzip", StringComparison.OrdinalIgnoreCase))
        {
            http.Response.Headers.ContentEncoding = "gzip";
            await file.CopyToAsync(http.Response.Body, http.RequestAborted);
            return;
        }
        await using var plain = new GZipStream(file, CompressionMode.Decompress);
        await plain.CopyToAsync(http.Response.Body, http.RequestAborted);
    }
}
