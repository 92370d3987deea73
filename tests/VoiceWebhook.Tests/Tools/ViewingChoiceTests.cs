using PeteRental.Contracts.Calendar;
using PeteRental.VoiceWebhook.Tools;

namespace PeteRental.VoiceWebhook.Tests.Tools;

public class ViewingChoiceTests
{
    private static readonly SpokenAppointment Birchwood = At("118 Birchwood Ave, Apt 4", "2026-11-24T10:00:00-06:00");
    private static readonly SpokenAppointment Larkspur = At("902 Larkspur Ct", "2026-11-27T09:00:00-06:00");
    private static readonly SpokenAppointment Larkspur904 = At("904 Larkspur Ct", "2026-12-04T20:00:00-06:00");

    private static SpokenAppointment At(string address, string start) => new(
        Guid.CreateVersion7(), "confirmed", DateTimeOffset.Parse(start, null), DateTimeOffset.Parse(start, null).AddMinutes(30), "America/Chicago", address,
        "Ana Lee", null, null);

    [Theory]
    [InlineData("the one on Birchwood", 0)]
    [InlineData("118 Birchwood Ave, Apt 4", 0)]
    [InlineData("902 Larkspur", 1)]
    [InlineData("Tuesday", 0)]
    [InlineData("Friday the 27th", 1)]
    [InlineData("2026-12-04", 2)]
    [InlineData("el martes", 0)]
    [InlineData("the second one", 1)]
    [InlineData("la tercera", 2)]
    [InlineData("December 4th", 2)]
    public void What_a_caller_says_about_it_is_enough(string said, int index)
    {
        SpokenAppointment[] viewings = [Birchwood, Larkspur, Larkspur904];

        Assert.Equal(viewings[index], ViewingChoice.Find(viewings, said));
    }

    [Theory]
    [InlineData("Larkspur Ct")]
    [InlineData("Friday")]
    [InlineData("my viewing")]
    [InlineData("the fourth one")]
    [InlineData("")]
    public void What_fits_two_or_none_is_asked_again(string said) =>
        Assert.Null(ViewingChoice.Find([Birchwood, Larkspur, Larkspur904], said));
}
