using System.CommandLine;
using BenchmarkDotNet.Running;
using PeteRental.Bench;
using PeteRental.Bench.Crawl;
using PeteRental.Bench.Diaries;
using PeteRental.Bench.Extraction;
using PeteRental.Bench.Floors;
using PeteRental.Bench.Scale;

// bench/run.sh runs `load`, the whole system beside its floors. `scale` reads from a full one, `diaries` asks and books
// where calendars are kept at a provider, `extraction` judges and times the reading of pages, `crawl` reads a thousand websites at once. `micro` runs the pure parts under BenchmarkDotNet.
// The floor commands are the processes of the floors.
var seconds = new Option<int>("--seconds") { Description = "Seconds to measure at each step.", DefaultValueFactory = _ => 5 };
var json = new Option<FileInfo?>("--json") { Description = "Writes the figures to this file too." };
var only = new Option<string?>("--only") { Description = "Measures one tool only: get_availability or set_appointment." };
var inFlight = new Option<int[]>("--in-flight")
{
    Description = "How many requests at a time; several numbers are several steps.",
    AllowMultipleArgumentsPerToken = true,
    DefaultValueFactory = _ => [1, 8, 32],
};
var load = new Command("load", "Measures the running system and its floors.") { seconds, json, only, inFlight };
load.SetAction((arguments, cancellationToken) => LoadCommand.RunAsync(
    new LoadPlan(TimeSpan.FromSeconds(arguments.GetValue(seconds)), arguments.GetValue(inFlight)!, arguments.GetValue(only)),
    arguments.GetValue(json),
    cancellationToken));

var micro = new Command("micro", "Measures the pure parts; options of BenchmarkDotNet may follow.") { TreatUnmatchedTokensAsErrors = false };
micro.SetAction(arguments => { BenchmarkSwitcher.FromAssembly(typeof(LoadCommand).Assembly).Run([.. arguments.UnmatchedTokens]); });

var replyBytes = new Argument<int>("bytes");
var floorTarget = new Command(BareHop.TargetCommand) { replyBytes };
floorTarget.Hidden = true;
floorTarget.SetAction((arguments, _) => BareHop.RunTargetAsync(arguments.GetValue(replyBytes)));

var floorWriter = new Command(BareWay.WriterCommand) { replyBytes };
floorWriter.Hidden = true;
floorWriter.SetAction((arguments, _) => BareWay.RunWriterAsync(arguments.GetValue(replyBytes)));

var address = new Argument<string>("address");
var floorProxy = new Command(BareHop.ProxyCommand) { address };
floorProxy.Hidden = true;
floorProxy.SetAction((arguments, _) => BareHop.RunProxyAsync(arguments.GetValue(address)!));

var floorRelay = new Command(BareWay.RelayCommand) { address };
floorRelay.Hidden = true;
floorRelay.SetAction((arguments, _) => BareWay.RunRelayAsync(arguments.GetValue(address)!));

return await new RootCommand("Benchmarks of PeteRental.") { load, ScaleCommand.Describe(), DiariesCommand.Describe(), ExtractionCommand.Describe(), CrawlCommand.Describe(), micro, floorTarget, floorWriter, floorProxy, floorRelay }.Parse(args).InvokeAsync();
