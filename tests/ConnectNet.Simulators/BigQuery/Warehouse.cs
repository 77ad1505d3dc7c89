using System.Text.Json.Nodes;

namespace ConnectNet.Simulators.BigQuery;

/// <summary>
/// Datasets and tables of the stand-in, in memory. Thread-safe: one lock, held for a whole request, makes every append and every
/// change of a table atomic.
/// </summary>
internal sealed class Warehouse(TimeProvider time)
{
    private readonly Dictionary<(string Project, string Dataset), JsonObject> datasets = [];
    private readonly Dictionary<TableName, StoredTable> tables = [];

    public Lock Gate { get; } = new();

    public void CreateDataset(string project, string dataset, JsonObject? resource = null)
    {
        lock (Gate)
        {
            if (!datasets.TryAdd((project, dataset), resource ?? []))
            {
                throw new RestFailure(409, "duplicate", $"Already Exists: Dataset {project}:{dataset}");
            }
        }
    }

    public JsonObject Dataset(string project, string dataset)
    {
        lock (Gate)
        {
            return datasets.TryGetValue((project, dataset), out var resource)
                ? resource
                : throw RestFailure.NotFound($"Not found: Dataset {project}:{dataset}");
        }
    }

    public IReadOnlyList<string> Datasets(string project)
    {
        lock (Gate)
        {
            return [.. datasets.Keys.Where(key => key.Project == project).Select(key => key.Dataset).Order(StringComparer.Ordinal)];
        }
    }

    public StoredTable CreateTable(TableName name, JsonObject resource)
    {
        lock (Gate)
        {
            Dataset(name.Project, name.Dataset);
            if (tables.ContainsKey(name))
            {
                throw new RestFailure(409, "duplicate", $"Already Exists: Table {name}");
            }
            return tables[name] = new StoredTable(name, resource, time.GetUtcNow());
        }
    }

    public StoredTable Table(TableName name)
    {
        lock (Gate)
        {
            Dataset(name.Project, name.Dataset);
            return Find(name) ?? throw RestFailure.NotFound($"Not found: Table {name}");
        }
    }

    public StoredTable? Find(TableName name)
    {
        lock (Gate)
        {
            return tables.GetValueOrDefault(name);
        }
    }

    public IReadOnlyList<StoredTable> Tables(string project, string dataset)
    {
        lock (Gate)
        {
            return [.. tables.Values.Where(table => table.Name.Project == project && table.Name.Dataset == dataset)
                .OrderBy(table => table.Name.Table, StringComparer.Ordinal)];
        }
    }

    public void DeleteTable(TableName name)
    {
        lock (Gate)
        {
            if (!tables.Remove(name))
            {
                throw RestFailure.NotFound($"Not found: Table {name}");
            }
        }
    }
}
