using System.CommandLine;
using ConnectNet.Runtime;

// START HERE: the verbs of the worker's executable. ConnectHost puts a worker together.
var file = new Argument<string>("worker.properties") { Description = "The worker's properties file." };
var connectors = new Argument<string[]>("connector")
{
    Description = "Connectors to run: JSON or properties files.",
    Arity = ArgumentArity.ZeroOrMore,
};

var distributed = new Command("distributed", "Runs a worker that shares its work with the others of its group.") { file };
distributed.SetAction((result, _) => WorkerRun.DistributedAsync(result.GetRequiredValue(file)));

var standalone = new Command("standalone", "Runs a worker alone, with its offsets in a file.") { file, connectors };
standalone.SetAction((result, _) => WorkerRun.StandaloneAsync(result.GetRequiredValue(file), result.GetValue(connectors) ?? []));

var root = new RootCommand("The ConnectNet worker.") { distributed, standalone };

// Signals stop the worker in its own time, not in that of the command line's library.
var code = await root.Parse(args).InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = null }).ConfigureAwait(false);

// As for Kafka's scripts, usage is not success.
return args.Length == 0 || (args[0] is "distributed" or "standalone" && args.Contains("--help")) ? 1 : code;
