using PeteRental.VoiceWebhook.Tools;

namespace PeteRental.VoiceWebhook.Tests.Tools;

public class PersonNameTests
{
    [Theory]
    [InlineData("renee oconnor", "Renée O'Connor")]
    [InlineData("Renée O’Connor", "Renée O'Connor")]
    [InlineData("Ana Lee", "Ana María Lee")]
    [InlineData("ANA", "Ana")]
    [InlineData("Müller-Smith, Zoë", "müller smith zoe")]
    public void The_same_person_is_recognised(string given, string booked) => Assert.True(PersonName.Matches(given, booked));

    [Theory]
    [InlineData("Ana", "Ana Lee")]
    [InlineData("Lee", "Ana Lee")]
    [InlineData("Ana Leeson", "Ana Lee")]
    [InlineData("A", "Ana")]
    [InlineData("", "Ana")]
    [InlineData("🙂", "🙂")]
    public void Somebody_else_is_not(string given, string booked) => Assert.False(PersonName.Matches(given, booked));
}
