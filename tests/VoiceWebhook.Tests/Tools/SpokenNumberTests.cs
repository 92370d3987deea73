using PeteRental.VoiceWebhook.Tools;

namespace PeteRental.VoiceWebhook.Tests.Tools;

public class SpokenNumberTests
{
    [Theory]
    [InlineData("1500", "1500")]
    [InlineData("$1,500.50", "1500.5")]
    [InlineData("1.5k", "1500")]
    [InlineData("under 2,000 dollars", "2000")]
    [InlineData("1000-1500", "1000 1500")]
    [InlineData("two", "2")]
    [InlineData("Studio", "0")]
    [InlineData("dos recámaras", "2")]
    [InlineData("2+", "2")]
    [InlineData("any", "")]
    [InlineData("99999999999999999999999999999999999999", "")]
    [InlineData("", "")]
    [InlineData(null, "")]
    public void Numbers_are_read_as_models_write_them(string? text, string numbers) =>
        Assert.Equal(numbers, string.Join(' ', SpokenNumber.ReadAll(text).Select(number => FormattableString.Invariant($"{number:0.##}"))));
}
