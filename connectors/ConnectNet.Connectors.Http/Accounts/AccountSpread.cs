using System.Security.Cryptography;
using System.Text;

namespace ConnectNet.Connectors.Http.Accounts;

/// <summary>
/// Deals accounts out to tasks: evenly, and so that an account stays where it was when others come or go (rendezvous hashing with a
/// bound on the load). A pure function.
/// </summary>
internal static class AccountSpread
{
    public static IReadOnlyList<IReadOnlyList<string>> Over(IReadOnlyList<string> accounts, int maxTasks)
    {
        var count = Math.Min(accounts.Count, Math.Max(1, maxTasks));
        if (count == 0)
        {
            return [];
        }

        var most = (accounts.Count + count - 1) / count;
        var tasks = Enumerable.Range(0, count).Select(_ => new List<string>()).ToList();
        foreach (var account in accounts.Order(StringComparer.Ordinal))
        {
            // An empty task must not stay empty: accounts that are left must suffice for the tasks that are empty.
            var left = accounts.Count - tasks.Sum(task => task.Count);
            var empty = tasks.Count(task => task.Count == 0);
            var best = Enumerable.Range(0, count)
                .Where(task => tasks[task].Count < most && (empty < left || tasks[task].Count == 0))
                .MaxBy(task => Score(account, task));
            tasks[best].Add(account);
        }

        return tasks;
    }

    private static ulong Score(string account, int task) =>
        BitConverter.ToUInt64(SHA256.HashData(Encoding.ASCII.GetBytes($"{account}/{task}")));
}
