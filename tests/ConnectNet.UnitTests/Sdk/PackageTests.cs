using System.Reflection;
using System.Xml.Linq;
using ConnectNet.Sdk.Connectors;

namespace ConnectNet.UnitTests.Sdk;

public sealed class PackageTests
{
    [Fact]
    public void A_plugin_leaves_out_the_Sdk_and_every_package_that_the_Sdk_refers_to()
    {
        var targets = XDocument.Load(Path.Combine(Repository.Root, "runtime", "ConnectNet.Sdk", "buildTransitive", "ConnectNet.Sdk.targets"));
        var listed = targets.Descendants("ConnectWorkerPackage").Select(item => (string?)item.Attribute("Include"));

        Assert.Equal(Packages(), listed.Order(StringComparer.Ordinal));
    }

    // What comes from the platform itself is named System or netstandard.
    private static SortedSet<string> Packages()
    {
        var found = new SortedSet<string>(StringComparer.Ordinal);
        var open = new Queue<Assembly>([typeof(Connector).Assembly]);
        while (open.TryDequeue(out var assembly))
        {
            var name = assembly.GetName().Name!;
            if (!name.StartsWith("System", StringComparison.Ordinal) && name is not "netstandard" && found.Add(name))
            {
                Array.ForEach(assembly.GetReferencedAssemblies(), reference => open.Enqueue(Assembly.Load(reference)));
            }
        }

        return found;
    }
}
