using ConnectNet.Runtime.Logging;
using Microsoft.Extensions.Time.Testing;

namespace ConnectNet.UnitTests.Runtime.Logging;

public sealed class LoggerLevelsTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly LoggerLevels _levels;

    public LoggerLevelsTests() => _levels = new LoggerLevels(_time);

    [Fact]
    public void A_package_has_no_logger_of_its_own()
    {
        _levels.StateOf("org.x.A");

        Assert.Null(_levels.Level("org.x"));
        Assert.Equal(JavaLevel.Info, _levels.Level("org.x.A")!.Level);
        Assert.Equal(JavaLevel.Info, _levels.Level("ROOT")!.Level);
    }

    [Fact]
    public void Setting_a_level_creates_the_logger_and_returns_it()
    {
        Assert.Equal(["a.b"], _levels.SetLevel("a.b", JavaLevel.Debug));
        Assert.Empty(_levels.SetLevel("a.b", JavaLevel.Debug));
        Assert.Equal(new LoggerLevel(JavaLevel.Debug, _time.GetUtcNow().ToUnixTimeMilliseconds()), _levels.Level("a.b"));
    }

    [Fact]
    public void A_change_reaches_every_logger_whose_name_starts_with_the_text()
    {
        foreach (var name in new[] { "a.b", "a.bc.d", "a.c" })
        {
            _levels.StateOf(name);
        }

        Assert.Equal(["a.b", "a.bc.d"], _levels.SetLevel("a.b", JavaLevel.Warn));
        Assert.Equal(JavaLevel.Info, _levels.Level("a.c")!.Level);
    }

    [Fact]
    public void Root_reaches_all()
    {
        _levels.StateOf("a");

        Assert.Equal(["a", "root"], _levels.SetLevel("Root", JavaLevel.Error));
        Assert.Equal(JavaLevel.Error, _levels.StateOf("new").Level);
    }

    [Fact]
    public void New_loggers_inherit_from_the_nearest_configured_parent()
    {
        _levels.SetLevel("a", JavaLevel.Trace);
        _levels.StateOf("a.b");

        Assert.Equal(JavaLevel.Trace, _levels.StateOf("a.b.c").Level);
        Assert.Null(_levels.Level("a.b.c")!.LastModified);
    }

    [Fact]
    public void Loggers_that_are_off_are_not_listed()
    {
        _levels.SetLevel("a", JavaLevel.Off);
        _levels.SetLevel("z", JavaLevel.All);

        Assert.Equal(["root", "z"], _levels.AllLevels().Select(l => l.Key));
    }

    [Theory]
    [InlineData(" error ", JavaLevel.Error)]
    [InlineData("ALL", JavaLevel.All)]
    [InlineData("fatal", JavaLevel.Fatal)]
    [InlineData("nope", null)]
    [InlineData("5", null)]
    [InlineData("", null)]
    public void Level_names_are_read_in_any_case(string text, object? expected) =>
        Assert.Equal((JavaLevel?)expected, JavaLevels.Parse(text));
}
