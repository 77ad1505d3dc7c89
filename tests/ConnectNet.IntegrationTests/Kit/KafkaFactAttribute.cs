using ConnectNet.TestKit.Brokers;

namespace ConnectNet.IntegrationTests.Kit;

/// <summary>A test that talks to a broker. It is skipped, with the reason, where the broker at hand lacks what it needs.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class KafkaFactAttribute : FactAttribute
{
    public Needs Needs { get; set; }

    public override string? Skip
    {
        get => base.Skip ?? BrokerChoice.WhyNot(Needs);
        set => base.Skip = value;
    }
}

/// <summary>As <see cref="KafkaFactAttribute"/>, for tests with data.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class KafkaTheoryAttribute : TheoryAttribute
{
    public Needs Needs { get; set; }

    public override string? Skip
    {
        get => base.Skip ?? BrokerChoice.WhyNot(Needs);
        set => base.Skip = value;
    }
}
