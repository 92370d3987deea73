using FsCheck;
using FsCheck.Fluent;
using PeteRental.ServiceDefaults.Requests;

namespace PeteRental.ServiceDefaults.Tests;

public class PhoneNumberTests
{
    [Theory]
    [InlineData("+15550100187")]
    [InlineData("15550100187")]
    [InlineData("5550100187")]
    [InlineData("(555) 010-0187")]
    [InlineData(" 555.010.0187 ")]
    [InlineData("1-555-010-0187")]
    [InlineData("+1 (555) 010 0187 ext. 12")]
    [InlineData("555-010-0187x12")]
    [InlineData("tel:+1-555-010-0187;ext=12")]
    [InlineData("011 1 555 010 0187")]
    [InlineData("001 555 010 0187")]
    public void One_number_has_one_form_however_it_is_written(string written) =>
        Assert.Equal("+15550100187", PhoneNumber.Parse(written)?.Value);

    [Theory]
    [InlineData("+44 20 7946 0018", "+442079460018")]
    [InlineData("011 44 20 7946 0018", "+442079460018")]
    [InlineData("+52 55 5010 0187", "+525550100187")]
    public void Numbers_of_other_countries_keep_their_code(string written, string number) =>
        Assert.Equal(number, PhoneNumber.Parse(written)?.Value);

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("anonymous")]
    [InlineData("my number")]
    [InlineData("555010018")]
    [InlineData("55501001870")]
    [InlineData("+1555010018")]
    [InlineData("+10550100187")]
    [InlineData("+1234567890123456")]
    [InlineData("0123456789")]
    [InlineData("+")]
    [InlineData("+1555010+0187")]
    [InlineData("5550100187 or 5550100188")]
    [InlineData("٥٥٥٠١٠٠١٨٧")]
    public void What_is_no_number_is_none(string? written) => Assert.Null(PhoneNumber.Parse(written));

    [Theory]
    [InlineData("+266696687")]
    [InlineData("+7378742833")]
    [InlineData("+2562533")]
    [InlineData("+8656696")]
    [InlineData("+86282452253")]
    public void Callers_who_hide_their_number_have_none_in_common(string placeholder) => Assert.Null(PhoneNumber.Parse(placeholder));

    [Fact]
    public void Only_the_last_two_digits_are_ever_printed() => Assert.Equal("…87", PhoneNumber.Parse("5550100187").ToString());

    [Fact]
    public void Reading_never_throws_and_its_result_reads_as_itself() =>
        Prop.ForAll<string?>(text => PhoneNumber.Parse(text) is not { } number || PhoneNumber.Parse(number.Value) == number)
            .Check(Config.QuickThrowOnFailure.WithMaxTest(1_000));
}
