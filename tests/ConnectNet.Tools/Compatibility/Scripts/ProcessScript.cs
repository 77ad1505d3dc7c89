using ConnectNet.TestKit.Workers;

namespace ConnectNet.Tools.Compatibility.Scripts;

/// <summary>What a supervisor sees of a worker: who answers, and the exit code.</summary>
internal static class ProcessScript
{
    public static async Task StopAsync(WorkerPair pair)
    {
        pair.Add("Server header", await ServerAsync(pair.Java[0]), await ServerAsync(pair.Ours[0]));
        pair.Add("SIGTERM", $"exit code {await pair.Java[0].StopAsync()}", $"exit code {await pair.Ours[0].StopAsync()}");
    }

    private static async Task<string> ServerAsync(ConnectWorker worker)
    {
        using var http = new HttpClient();
        using var answer = await http.GetAsync(new Uri(worker.Url, "/"));
        return $"server: {answer.Headers.Server}";
    }
}
