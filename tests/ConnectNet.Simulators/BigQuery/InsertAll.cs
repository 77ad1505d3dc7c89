using System.Text.Json;
using System.Text.Json.Nodes;

namespace ConnectNet.Simulators.BigQuery;

/// <summary>
/// tabledata.insertAll: one invalid row stops the others unless skipInvalidRows. The caller holds the warehouse's lock.
/// </summary>
internal static class InsertAll
{
    public static JsonNode Run(Warehouse warehouse, TableName name, string tableId, JsonNode body)
    {
        var table = warehouse.Table(name);
        var partition = TableName.SplitDecorator(tableId).Partition;
        var ignoreUnknown = (bool?)body["ignoreUnknownValues"] ?? false;
        var accepted = new List<(int Index, StoredRow Row)>();
        var errors = new JsonArray();
        var rows = body["rows"]?.AsArray() ?? [];
        for (var i = 0; i < rows.Count; i++)
        {
            try
            {
                var json = JsonSerializer.SerializeToElement(rows[i]!["json"]);
                accepted.Add((i, new StoredRow(JsonRows.Read(json, table.Columns, ignoreUnknown), partition)));
            }
            catch (Exception failure) when (failure is RowFailure or FormatException)
            {
                errors.Add(Refused(i, "invalid", failure.Message));
            }
        }
        var storesGoodRows = errors.Count == 0 || ((bool?)body["skipInvalidRows"] ?? false);
        foreach (var (index, row) in accepted)
        {
            if (storesGoodRows)
            {
                table.Insert(row);
            }
            else
            {
                errors.Add(Refused(index, "stopped", ""));
            }
        }
        var answer = new JsonObject { ["kind"] = "bigquery#tableDataInsertAllResponse" };
        if (errors.Count > 0)
        {
            answer["insertErrors"] = errors;
        }
        return answer;
    }

    private static JsonObject Refused(int index, string reason, string message) => new()
    {
        ["index"] = index,
        ["errors"] = new JsonArray(new JsonObject { ["reason"] = reason, ["location"] = "", ["debugInfo"] = "", ["message"] = message }),
    };
}
