using System.CommandLine;
using PeteRental.Pete.Demo;
using PeteRental.Pete.Extract;
using PeteRental.Pete.Keys;
using PeteRental.Pete.Scrape;

var root = new RootCommand("PeteRental's command line for operators and developers.")
{
    DemoCommand.Create(), ExtractCommand.Create(), KeysCommand.Create(), ScrapeCommand.Create(),
};
return await root.Parse(args).InvokeAsync();
