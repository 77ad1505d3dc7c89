using System.Text.Json;
using ConnectNet.Connectors.FacebookAds.Rows;
using ConnectNet.Connectors.Http.Sync;
using ConnectNet.Sdk.Records;

namespace ConnectNet.Connectors.FacebookAds.Graph;

/// <summary>One report of insights of one account.</summary>
internal sealed class InsightsStream : IStreamReader
{
    private readonly FacebookAdsConfig _config;
    private readonly GraphClient _graph;
    private readonly RowReader _rows;

    public InsightsStream(SyncContext context, FacebookAdsConfig config, GraphClient graph, ReportSpec spec)
    {
        (Context, _config, _graph, Spec) = (context, config, graph, spec);
        _rows = new RowReader(config, spec, (account, field) => context.Malformed(account, spec.Stream, field));
        PrefersAsync = config.AsyncMode == AsyncMode.Always;
    }

    public SyncContext Context { get; }

    public ReportSpec Spec { get; }

    public Report Report => Spec;

    public int LookbackDays => Context.Settings.LookbackDays;

    public bool HasPageSize => true;

    public AsyncMode Mode => _config.AsyncMode;

    public bool IncludesDeleted => _config.IncludeDeleted;

    /// <summary>Whether a slice of the account was too large to be read otherwise; the next ones will be as well.</summary>
    public bool PrefersAsync { get; set; }

    public ISliceReader Open(Slice slice) => new SliceRun(this, _graph, slice);

    public ReadRow Read(JsonElement row, AccountInfo account, Slice slice) => _rows.Read(row, account, slice, Context.Now);

    public SourceRecord Tombstone(AccountInfo account, DateOnly date, IReadOnlyList<string> keyParts, DateTimeOffset time) =>
        _rows.Tombstone(account, date, keyParts, time);
}
