using ConnectNet.Sdk.Transforms;

namespace ConnectNet.Runtime.Plugins;

/// <summary>A transformation of a task, configured, with the predicate that it depends on.</summary>
/// <param name="Alias">Its alias in the connector's config.</param>
/// <param name="Plugin">What it was made from.</param>
/// <param name="Transformation">The transformation.</param>
/// <param name="PredicateAlias">Alias of the predicate, or null.</param>
/// <param name="PredicatePlugin">What the predicate was made from, or null.</param>
/// <param name="Predicate">The predicate, or null to apply always.</param>
/// <param name="Negate">Whether the transformation applies where the predicate does not.</param>
internal sealed record TransformStage(
    string Alias, Plugin Plugin, ITransformation Transformation, string? PredicateAlias, Plugin? PredicatePlugin, IPredicate? Predicate, bool Negate) : IDisposable
{
    public void Dispose()
    {
        Transformation.Dispose();
        Predicate?.Dispose();
    }
}
