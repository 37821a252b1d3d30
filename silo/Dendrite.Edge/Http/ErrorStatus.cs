using Dendrite.Protocol;

namespace Dendrite.Edge.Http;

/// <summary>The one place that says which HTTP status an error has.</summary>
internal static class ErrorStatus
{
    public static int Of(DendriteException error) =>
        error is UpstreamException { Code: DendriteErrorCode.UpstreamStatus, StatusCode: 404 or 410 } missing ? missing.StatusCode.Value : Of(error.Code);

    public static int Of(DendriteErrorCode code) => code switch
    {
        DendriteErrorCode.UnknownBackend or DendriteErrorCode.UnknownGuard or DendriteErrorCode.NotFound or DendriteErrorCode.NotRecorded or DendriteErrorCode.Gone => 404,
        DendriteErrorCode.MethodNotAllowed => 405,
        DendriteErrorCode.QueryTooLong => 414,
        DendriteErrorCode.LoginRequired or DendriteErrorCode.SignatureRefused => 401,
        DendriteErrorCode.BodyTooLarge => 413,
        DendriteErrorCode.OperatorsOnly or DendriteErrorCode.PathNotAllowed => 403,
        DendriteErrorCode.UpstreamTimeout => 504,
        DendriteErrorCode.Busy or DendriteErrorCode.CircuitOpen or DendriteErrorCode.ClusterUnavailable or DendriteErrorCode.StorageUnavailable or DendriteErrorCode.Paused or DendriteErrorCode.ShuttingDown or DendriteErrorCode.Disconnected => 503,
        >= (DendriteErrorCode)1000 and < (DendriteErrorCode)2000 => 400,
        >= (DendriteErrorCode)2000 and < (DendriteErrorCode)3000 => 502,
        _ => 500,
    };
}
