using FsCheck;
using FsCheck.Fluent;
using PeteRental.ServiceDefaults.Paging;

namespace PeteRental.ServiceDefaults.Tests;

public sealed class CursorTests
{
    [Fact]
    public void Every_place_survives_the_query_string() => Prop.ForAll(
            ArbMap.Default.ArbFor<long>().Filter(ticks => ticks >= 0 && ticks < DateTimeOffset.MaxValue.UtcTicks),
            ArbMap.Default.ArbFor<Guid>(),
            (ticks, id) =>
            {
                var cursor = new Cursor(new DateTimeOffset(ticks, TimeSpan.Zero), id);
                return Cursor.Decode(cursor.Encode()) == cursor;
            })
        .QuickCheckThrowOnFailure();

    [Fact]
    public void Any_other_text_is_refused_and_never_throws() => Prop.ForAll(
            ArbMap.Default.ArbFor<string>().Filter(text => text is not null),
            text => Cursor.Decode(text) is null || Cursor.Decode(text)!.Encode() == text)
        .QuickCheckThrowOnFailure();

    [Fact]
    public void A_page_says_where_to_go_on_only_when_there_is_more()
    {
        var at = new DateTimeOffset(2026, 11, 20, 15, 0, 0, TimeSpan.Zero);
        Guid[] rows = [Guid.CreateVersion7(), Guid.CreateVersion7(), Guid.CreateVersion7()];

        var first = Page.Of(rows, 2, id => new Cursor(at, id));
        var last = Page.Of(rows, 3, id => new Cursor(at, id));

        Assert.Equal([rows[0], rows[1]], first.Items);
        Assert.Equal(new Cursor(at, rows[1]), Cursor.Decode(first.NextCursor!));
        Assert.Null(last.NextCursor);
    }

    [Theory]
    [InlineData(null, 50)]
    [InlineData(0, 1)]
    [InlineData(-5, 1)]
    [InlineData(17, 17)]
    [InlineData(100000, 200)]
    public void The_limit_keeps_within_its_bounds(int? asked, int given) => Assert.Equal(given, new PageQuery { Limit = asked }.Size);
}
