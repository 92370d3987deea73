using System.Text;
using PeteRental.Scraper.Fetching;

namespace PeteRental.Scraper.Tests.Fetching;

public sealed class PageTextTests
{
    [Theory]
    [InlineData("iso-8859-1", "caf\u00e9 \u2013 $1,200", 1252)]
    [InlineData("windows-1252", "caf\u00e9 \u2013 $1,200", 1252)]
    [InlineData("\"UTF-8\"", "caf\u00e9", 65001)]
    [InlineData("Shift_JIS", "\u30c4", 932)]
    [InlineData("utf-16le", "caf\u00e9", 1200)]
    public void The_sender_says_how_it_is_written(string charset, string text, int codePage) =>
        Assert.Equal(text, PageText.Decode(Bytes(text, codePage), charset));

    [Fact]
    public void A_mark_is_believed_before_the_sender() =>
        Assert.Equal("caf\u00e9", PageText.Decode([0xEF, 0xBB, 0xBF, .. Encoding.UTF8.GetBytes("caf\u00e9")], "iso-8859-1"));

    [Theory]
    [InlineData("<html><head><meta charset=\"windows-1252\"></head>caf\u00e9", 1252)]
    [InlineData("<meta http-equiv=Content-Type content='text/html; charset=windows-1251'>\u0434\u043e\u043c", 1251)]
    [InlineData("<?xml version='1.0' encoding='iso-8859-1'?><a>caf\u00e9</a>", 1252)]
    [InlineData("<meta charset=utf-16>caf\u00e9", 65001)]
    [InlineData("<meta charset=nonsense>caf\u00e9", 65001)]
    public void A_page_says_it_itself(string text, int codePage) => Assert.Equal(text, PageText.Decode(Bytes(text, codePage), charset: null));

    [Fact]
    public void Without_a_word_it_is_utf8_where_it_can_be()
    {
        Assert.Equal("caf\u00e9", PageText.Decode(Encoding.UTF8.GetBytes("caf\u00e9"), null));
        Assert.Equal("caf\u00e9", PageText.Decode(Bytes("caf\u00e9", 1252), null));
        Assert.Equal("caf\u00e9", PageText.Decode(Bytes("caf\u00e9", 1252), "no-such-charset"));
    }

    [Theory]
    [InlineData("  <!doctype html><p>", "text/html")]
    [InlineData("<?xml version='1.0'?><urlset/>", "application/xml")]
    [InlineData(" [{\"rent\":1}]", "application/json")]
    [InlineData("%PDF-1.7", null)]
    public void A_document_without_a_type_shows_it(string text, string? type) => Assert.Equal(type, PageText.Sniff(Encoding.UTF8.GetBytes(text)));

    [Fact]
    public void What_has_zeros_is_no_text()
    {
        Assert.True(PageText.IsBinary([0x50, 0x4B, 3, 4, 0, 0]));
        Assert.False(PageText.IsBinary([0xFF, 0xFE, 0x61, 0]));
        Assert.False(PageText.IsBinary("<p>"u8));
    }

    private static byte[] Bytes(string text, int codePage) =>
        (codePage is 65001 ? new UTF8Encoding(false) : codePage is 1200 ? Encoding.Unicode : CodePagesEncodingProvider.Instance.GetEncoding(codePage)!).GetBytes(text);
}
