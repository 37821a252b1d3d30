using System.CommandLine;
using System.Net.Sockets;
using Dendrite.Cli.Resources;
using Dendrite.Client;
using Dendrite.Contracts.Resources;
using Dendrite.Edge;
using Dendrite.Hosting.Configuration;
using Dendrite.Protocol;
using Dendrite.Resources;
using Dendrite.Silo;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Spectre.Console;

namespace Dendrite.Cli.Demo;

/// <summary><c>dendrite demo</c>: a sample backend, a silo and a client in one process, to be looked at.</summary>
internal static class DemoCommand
{
    private static readonly ResourceAddress Address = new("transfer", "task_list");

    public static Command Create()
    {
        var seconds = new Option<double?>("--seconds") { Description = "End after this long, with one line of JSON of the totals.", HelpName = "N" };
        seconds.Validators.Add(result =>
        {
            if (result.Tokens is [{ Value: var text }] && (!double.TryParse(text, out var number) || number is not (> 0 and < 1e6))) result.AddError($"--seconds '{text}' is not a number above 0.");
        });
        var urls = new Option<string>("--urls") { Description = "Where the silo listens; default a free port of loopback.", HelpName = "URL", DefaultValueFactory = _ => "http://127.0.0.1:0" };
        var command = new Command("demo", "Starts a sample backend and a silo, and shows its updates as they arrive.") { seconds, urls };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var limit = parsed.GetValue(seconds) is { } number ? TimeSpan.FromSeconds(number) : Timeout.InfiniteTimeSpan;
            return await RunAsync(parsed.GetRequiredValue(urls), limit, OutputForm.IsForPeople(parsed), cancellationToken);
        });
        return command;
    }

    private static async Task<int> RunAsync(string url, TimeSpan limit, bool forPeople, CancellationToken cancellationToken)
    {
        try
        {
            await using var backend = await TransferService.StartAsync(new Random(), cancellationToken);
            await using var silo = DendriteServer.Build(SettingsFor(backend), new EdgeOptions(), url);
            await silo.StartAsync(cancellationToken);
            using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            ending.CancelAfter(limit);
            DemoTotals totals;
            try
            {
                totals = await ListenAsync(silo, forPeople, ending.Token);
            }
            finally
            {
                // In order also where nobody reads any more.
                await silo.StopAsync(CancellationToken.None);
            }
            Console.WriteLine(totals.ToJson());
            return ExitCode.Done;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return ExitCode.Done;
        }
        catch (Exception e) when (e is IOException or SocketException)
        {
            await Console.Error.WriteLineAsync($"dendrite: --urls {url}: {PlainText.Line(e.Message)}");
            return ExitCode.Negative;
        }
        catch (DendriteException e)
        {
            return await Failures.ReportAsync(e);
        }
        catch (Exception e) when (e is FormatException or InvalidOperationException)
        {
            await Console.Error.WriteLineAsync($"dendrite: --urls {url}: {e.Message.ReplaceLineEndings(" ")}");
            return ExitCode.WrongUse;
        }
    }

    private static ServerSettings SettingsFor(TransferService backend) => new()
    {
        Backends =
        [
            new BackendDefinition
            {
                Name = Address.Backend,
                BaseAddress = backend.BaseAddress,
                MinInterval = TimeSpan.FromMilliseconds(250),
                MaxInterval = TimeSpan.FromSeconds(1),
                Public = true,
            },
        ],
    };

    private static async Task<DemoTotals> ListenAsync(WebApplication silo, bool forPeople, CancellationToken cancellationToken)
    {
        var clock = TimeProvider.System;
        var started = clock.GetTimestamp();
        using var client = new DendriteClient(new Uri(silo.Urls.First()));
        var resource = silo.Services.GetRequiredService<IGrainFactory>().GetResource(ResourceKey.OfPublic(Address));
        var document = new LiveDocument(client, Address);
        var console = $"{silo.Urls.First()}/";
        var curl = $"curl -N -H 'Accept: text/event-stream' {client.Resources}{Address}";
        long updates = 0, polling = 0;

        async Task<DemoTotals> TotalsAsync()
        {
            var status = await resource.GetStatusAsync(CancellationToken.None);
            return new DemoTotals(Math.Round(clock.GetElapsedTime(started).TotalSeconds, 1), status.Polls, status.NotModified, updates, client.BytesReceived, polling);
        }

        async Task EachAsync(Func<ResourceUpdate, Task> show)
        {
            try
            {
                await foreach (var update in document.ReadAllAsync(cancellationToken))
                {
                    if (update.Event is ResourceEvent.Disconnected or ResourceEvent.Connected) continue;
                    polling += document.Document?.Length ?? 0;
                    if (update.Event != ResourceEvent.Snapshot) updates++;
                    await show(update);
                }
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                // The time is over, or Ctrl-C.
            }
        }

        if (!forPeople)
        {
            await Console.Error.WriteLineAsync($"The console is at {console}");
            await Console.Error.WriteLineAsync($"Watch it from another terminal:{Environment.NewLine}  {curl}");
            await using var output = StandardOutput.Open();
            var lines = new UpdateLines(output);
            await EachAsync(update => lines.WriteAsync(update, cancellationToken));
        }
        else
        {
            await AnsiConsole.Live(new Text("Connecting …")).Overflow(VerticalOverflow.Crop).StartAsync(screen => EachAsync(async _ =>
                screen.UpdateTarget(DemoScreen.Render(document.Document!, await TotalsAsync(), curl, console, Console.WindowHeight))));
        }
        return await TotalsAsync();
    }
}
