using ConnectNet.Runtime.Cluster;
using ConnectNet.Runtime.Configuration;
using ConnectNet.Runtime.Storage;
using Microsoft.AspNetCore.Http;

namespace ConnectNet.Runtime.Rest;

/// <summary>Statuses of connectors and tasks, restarts, and pausing, resuming, stopping.</summary>
internal sealed class StateEndpoints(Herder herder, LeaderForwarding forwarding)
{
    public void Map(RestRoutes routes)
    {
        routes.Map("GET", "/connectors/{connector}/status", StatusAsync,
            EndpointDocs.Gives(ApiSchema.ConnectorState, "States of a connector and its tasks"));
        routes.Map("GET", "/connectors/{connector}/tasks/{task}/status", TaskStatusAsync,
            EndpointDocs.Gives(ApiSchema.TaskState, "State of a task"));
        routes.Map("POST", "/connectors/{connector}/restart", RestartAsync,
            new("Restarts a connector, or with either flag also tasks")
            {
                Query = [("includeTasks?", "Tasks too"), ("onlyFailed?", "Only what has failed")],
                Answers = [(204, null), (202, ApiSchema.ConnectorState)],
            });
        routes.Map("POST", "/connectors/{connector}/tasks/{task}/restart", RestartTaskAsync, EndpointDocs.Does(204, "Restarts a task"));
        routes.Map("PUT", "/connectors/{connector}/pause", PauseAsync, EndpointDocs.Does(202, "Pauses a connector; its tasks stay"));
        routes.Map("PUT", "/connectors/{connector}/resume", ResumeAsync,
            EndpointDocs.Does(202, "Lets a paused or stopped connector go on"));
        routes.Map("PUT", "/connectors/{connector}/stop", StopAsync, EndpointDocs.Does(204, "Stops a connector; its tasks go"));
    }

    private Task StatusAsync(RestCall call) =>
        call.RespondAsync(StatusCodes.Status200OK, herder.ConnectorStatus(call.Connector), RestJson.WriteState);

    private Task TaskStatusAsync(RestCall call)
    {
        var status = herder.TaskStatus(new ConnectorTaskId(call.Connector, call.Task));
        return call.RespondAsync(StatusCodes.Status200OK, status, RestJson.WriteTaskState);
    }

    private async Task RestartAsync(RestCall call)
    {
        var name = call.Connector;
        var request = new RestartRequest(name, call.Query.Flag("onlyFailed"), call.Query.Flag("includeTasks"));
        var forwarded = new ForwardedRequest(HttpMethod.Post, ["connectors", name, "restart"]);
        if (request.ForceRestartConnectorOnly)
        {
            await forwarding.RunAsync(call, deadline => herder.RestartConnectorAsync(name, deadline), forwarded).ConfigureAwait(false);
            call.Respond(StatusCodes.Status204NoContent);
            return;
        }

        var query = $"&includeTasks={(request.IncludeTasks ? "true" : "false")}&onlyFailed={(request.OnlyFailed ? "true" : "false")}";
        var outcome = await forwarding.RunAsync(
            call,
            deadline => herder.RestartConnectorAndTasksAsync(request, deadline),
            forwarded with { Query = query }).ConfigureAwait(false);
        await (outcome.Remote is { } remote
            ? call.RespondAsync(StatusCodes.Status202Accepted, remote.Body ?? [])
            : call.RespondAsync(StatusCodes.Status202Accepted, outcome.Local!, RestJson.WriteState)).ConfigureAwait(false);
    }

    private async Task RestartTaskAsync(RestCall call)
    {
        var task = new ConnectorTaskId(call.Connector, call.Task);
        var forwarded = new ForwardedRequest(HttpMethod.Post, ["connectors", task.Connector, "tasks", $"{task.Task}", "restart"]);
        await forwarding.RunAsync(call, deadline => herder.RestartTaskAsync(task, deadline), forwarded).ConfigureAwait(false);
        call.Respond(StatusCodes.Status204NoContent);
    }

    private Task PauseAsync(RestCall call)
    {
        herder.PauseConnector(call.Connector);
        call.Respond(StatusCodes.Status202Accepted);
        return Task.CompletedTask;
    }

    private Task ResumeAsync(RestCall call)
    {
        herder.ResumeConnector(call.Connector);
        call.Respond(StatusCodes.Status202Accepted);
        return Task.CompletedTask;
    }

    private async Task StopAsync(RestCall call)
    {
        var name = call.Connector;
        await forwarding.RunAsync(
            call,
            deadline => herder.StopConnectorAsync(name, deadline),
            new ForwardedRequest(HttpMethod.Put, ["connectors", name, "stop"])).ConfigureAwait(false);
        call.Respond(StatusCodes.Status204NoContent);
    }
}
