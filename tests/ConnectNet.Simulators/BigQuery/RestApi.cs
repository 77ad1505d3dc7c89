using System.Text.Json;
using System.Text.Json.Nodes;

namespace ConnectNet.Simulators.BigQuery;

/// <summary>
/// REST v2 of the stand-in: datasets, tables, insertAll, tabledata.list and queries, below the prefixes that Google's clients use.
/// Errors carry BigQuery's reason words.
/// </summary>
internal sealed class RestApi(Warehouse warehouse, TokenIssuer tokens, StandInFaults faults, StandInCounters counters, TimeProvider time)
{
    private readonly QueryRunner queries = new(warehouse);

    public void Map(IEndpointRouteBuilder root)
    {
        foreach (var prefix in new[] { "", "/bigquery/v2" })
        {
            var datasets = $"{prefix}/projects/{{project}}/datasets";
            var tables = $"{datasets}/{{dataset}}/tables";
            root.MapGet(datasets, (HttpContext c, string project) => Run(c, _ => ListDatasets(project)));
            root.MapPost(datasets, (HttpContext c, string project) => Run(c, body => InsertDataset(project, body!)));
            root.MapGet(datasets + "/{dataset}", (HttpContext c, string project, string dataset) => Run(c, _ => DatasetResource(project, dataset)));
            root.MapGet(tables, (HttpContext c, string project, string dataset) => Run(c, _ => ListTables(project, dataset)));
            root.MapPost(tables, (HttpContext c, string project, string dataset) => Run(c, body => InsertTable(project, dataset, body!)));
            root.MapGet(tables + "/{table}", (HttpContext c, string project, string dataset, string table) =>
                Run(c, _ => Resource(warehouse.Table(Name(project, dataset, table)))));
            root.MapMethods(tables + "/{table}", ["PATCH", "PUT", "POST"], (HttpContext c, string project, string dataset, string table) =>
                Run(c, body => PatchTable(c.Request, Name(project, dataset, table), body!)));
            root.MapDelete(tables + "/{table}", (HttpContext c, string project, string dataset, string table) =>
                Run(c, _ => { warehouse.DeleteTable(Name(project, dataset, table)); return null; }));
            root.MapPost(tables + "/{table}/insertAll", (HttpContext c, string project, string dataset, string table) =>
                Run(c, body => InsertAll.Run(warehouse, Name(project, dataset, table), table, body!)));
            root.MapGet(tables + "/{table}/data", (HttpContext c, string project, string dataset, string table) =>
                Run(c, _ => ListRows(c.Request.Query, Name(project, dataset, table))));
            root.MapPost(prefix + "/projects/{project}/queries", (HttpContext c, string project) => Run(c, body => queries.Run(project, body!)));
            root.MapGet(prefix + "/projects/{project}/queries/{id}", (HttpContext c, string project, string id) => Run(c, _ => queries.Result(project, id)));
        }
    }

    private async Task<IResult> Run(HttpContext context, Func<JsonNode?, JsonNode?> action)
    {
        counters.CountRest();
        try
        {
            if (!tokens.IsValid(context.Request.Headers.Authorization))
            {
                throw new RestFailure(401, "authError", "Request had invalid authentication credentials.");
            }
            if (faults.NextRestFault($"{context.Request.Method} {context.Request.Path}") is { } fault)
            {
                throw fault;
            }
            var body = context.Request.Method is "GET" or "DELETE" ? null
                : await JsonNode.ParseAsync(context.Request.Body, cancellationToken: context.RequestAborted);
            lock (warehouse.Gate)
            {
                return action(body) is { } answer ? Results.Text(answer.ToJsonString(), "application/json") : Results.NoContent();
            }
        }
        catch (RestFailure failure)
        {
            return Error(failure);
        }
        catch (JsonException failure)
        {
            return Error(new RestFailure(400, "parseError", failure.Message));
        }
    }

    private static IResult Error(RestFailure failure) => Results.Json(new
    {
        error = new
        {
            code = failure.Status,
            message = failure.Message,
            errors = new[] { new { message = failure.Message, domain = "global", reason = failure.Reason } },
            status = failure.Status == 404 ? "NOT_FOUND" : failure.Status == 409 ? "ALREADY_EXISTS" : "INVALID_ARGUMENT",
        },
    }, statusCode: failure.Status);

    private static TableName Name(string project, string dataset, string table)
    {
        var id = TableName.SplitDecorator(table).Table;
        TableRules.CheckTableId(id);
        return new TableName(project, dataset, id);
    }

    private JsonObject ListDatasets(string project) => new JsonObject
    {
        ["kind"] = "bigquery#datasetList",
        ["datasets"] = new JsonArray([.. warehouse.Datasets(project).Select(dataset => DatasetResource(project, dataset))]),
    };

    private JsonObject InsertDataset(string project, JsonNode body)
    {
        var dataset = (string?)body["datasetReference"]?["datasetId"] ?? throw RestFailure.Invalid("Dataset id is missing");
        warehouse.CreateDataset(project, dataset, body.AsObject());
        return DatasetResource(project, dataset);
    }

    private JsonObject DatasetResource(string project, string dataset)
    {
        var resource = (JsonObject)warehouse.Dataset(project, dataset).DeepClone();
        resource["kind"] = "bigquery#dataset";
        resource["id"] = $"{project}:{dataset}";
        resource["datasetReference"] = new JsonObject { ["projectId"] = project, ["datasetId"] = dataset };
        resource["location"] ??= "EU";
        return resource;
    }

    private JsonObject ListTables(string project, string dataset)
    {
        warehouse.Dataset(project, dataset);
        var tables = warehouse.Tables(project, dataset);
        return new JsonObject
        {
            ["kind"] = "bigquery#tableList",
            ["tables"] = new JsonArray([.. tables.Select(table => (JsonNode)new JsonObject
            {
                ["kind"] = "bigquery#table", ["id"] = table.Name.ToString(), ["tableReference"] = Reference(table.Name), ["type"] = "TABLE",
            })]),
            ["totalItems"] = tables.Count,
        };
    }

    private JsonObject InsertTable(string project, string dataset, JsonNode body)
    {
        var table = (string?)body["tableReference"]?["tableId"] ?? throw RestFailure.Invalid("Table id is missing");
        TableRules.CheckTableId(table);
        return Resource(warehouse.CreateTable(new TableName(project, dataset, table), (JsonObject)body.DeepClone()));
    }

    private JsonObject PatchTable(HttpRequest request, TableName name, JsonNode body)
    {
        var asked = request.Method == "POST" ? request.Headers["X-HTTP-Method-Override"].ToString() : request.Method;
        if (asked is not ("PATCH" or "PUT"))
        {
            throw new RestFailure(404, "notFound", "Not Found");
        }
        var table = warehouse.Table(name);
        var match = request.Headers.IfMatch.ToString();
        if (match.Length > 0 && match != "*" && match.Trim('"') != table.Etag)
        {
            throw new RestFailure(412, "conditionNotMet", "Precondition Failed");
        }
        var merged = (JsonObject)table.Resource.DeepClone();
        foreach (var (property, value) in body.AsObject())
        {
            merged[property] = value?.DeepClone();
        }
        table.Patch(merged, time.GetUtcNow());
        return Resource(table);
    }

    private static JsonObject Resource(StoredTable table)
    {
        var resource = (JsonObject)table.Resource.DeepClone();
        resource["kind"] = "bigquery#table";
        resource["id"] = table.Name.ToString();
        resource["etag"] = table.Etag;
        resource["type"] = "TABLE";
        resource["location"] = "EU";
        resource["tableReference"] = Reference(table.Name);
        resource["schema"] = ColumnDefinition.ToSchema(table.Columns);
        resource["numRows"] = table.Rows.Count.ToString();
        resource["creationTime"] = table.Created.ToUnixTimeMilliseconds().ToString();
        return resource;
    }

    private static JsonObject Reference(TableName name) =>
        new JsonObject { ["projectId"] = name.Project, ["datasetId"] = name.Dataset, ["tableId"] = name.Table };

    private JsonObject ListRows(IQueryCollection query, TableName name)
    {
        var table = warehouse.Table(name);
        var start = int.TryParse(query["startIndex"], out var index) ? index : int.TryParse(query["pageToken"], out var token) ? token : 0;
        var size = int.TryParse(query["maxResults"], out var limit) ? limit : 10_000;
        var rows = table.Rows;
        var page = new JsonObject
        {
            ["kind"] = "bigquery#tableDataList",
            ["totalRows"] = rows.Count.ToString(),
            ["rows"] = new JsonArray([.. rows.Skip(start).Take(size)
                .Select(row => (JsonNode)JsonRows.Write(row.Values, table.Columns, query["formatOptions.useInt64Timestamp"] == "true"))]),
        };
        if (start + size < rows.Count)
        {
            page["pageToken"] = (start + size).ToString();
        }
        return page;
    }
}
