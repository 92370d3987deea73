using System.CommandLine;
using PeteRental.Pete.Demo;

var root = new RootCommand("PeteRental's command line for operators and developers.") { DemoCommand.Create() };
return await root.Parse(args).InvokeAsync();
