namespace PeteRental.Scraper.Extraction.General;

/// <summary>Siblings that are about one home: from one up to but without another.</summary>
internal readonly record struct SiblingGroup(int Start, int End, Signals Signals);

/// <summary>Tells whether siblings are about several homes, and where each begins.</summary>
internal static class Siblings
{
    /// <summary>The homes among siblings; null when they are about one at most.</summary>
    public static List<SiblingGroup>? Split(IReadOnlyList<Block> siblings)
    {
        var led = ByLeader(siblings);
        var cards = Cards(siblings);
        if (led is not null && (cards is null || led.Count >= cards.Count))
        {
            return led;
        }
        var consecutive = Consecutive(siblings);
        // Facts, a heading with the street, more facts: parts of one home may look like a card. All of them together have a street each.
        var isTold = cards is not null && consecutive?.Count == cards.Count && !cards.TrueForAll(HasStreet) && consecutive.TrueForAll(HasStreet);
        return isTold ? consecutive : cards is null ? consecutive : WithPictures(siblings, cards);
    }

    /// <summary>The only home among siblings that contradict each other: the others are an office, a school, a fee. Null when nothing contradicts.</summary>
    public static SiblingGroup? Only(IReadOnlyList<Block> siblings)
    {
        var groups = Runs(siblings);
        return groups.Count > 1 && groups.FindAll(group => group.Signals.IsHome) is [var only] && groups.Exists(group => group != only && group.Signals.Street is not null && group.Signals.Street != only.Signals.Street)
            ? only
            : null;
    }

    /// <summary>What some siblings say together.</summary>
    public static Signals Sum(IReadOnlyList<Block> siblings, int start, int end)
    {
        var sum = Signals.None;
        for (var i = start; i < end; i++)
        {
            // A block with an address and a telephone number and nothing else is an office: it says nothing about the home beside it.
            sum = IsOffice(siblings[i].Signals) ? sum : sum.With(siblings[i].Signals);
        }
        return sum;
    }

    private static bool HasStreet(SiblingGroup group) => group.Signals.Street is not null;

    private static bool IsOffice(Signals signals) => signals is { HasContact: true, Street: not null } && (signals.Mask & ~3u) == 0;

    // Text and picture by turns: each card has the picture in front of it, or each has the one behind it.
    private static List<SiblingGroup> WithPictures(IReadOnlyList<Block> siblings, List<SiblingGroup> cards)
    {
        if (cards.TrueForAll(card => card.Start > 0 && IsPicture(siblings[card.Start - 1])))
        {
            return cards.ConvertAll(card => card with { Start = card.Start - 1 });
        }
        return cards.TrueForAll(card => card.End < siblings.Count && IsPicture(siblings[card.End])) ? cards.ConvertAll(card => card with { End = card.End + 1 }) : cards;
    }

    private static bool IsPicture(Block block) => block.IsImage || (block.Line is null && block.Children.Count > 0 && block.Children.All(IsPicture));

    // Each of them is a home by itself, and they contradict each other.
    private static List<SiblingGroup>? Cards(IReadOnlyList<Block> siblings)
    {
        var groups = new List<SiblingGroup>();
        var conflicts = 0;
        for (var i = 0; i < siblings.Count; i++)
        {
            if (siblings[i].Signals is { IsHome: true } signals)
            {
                conflicts += groups.Count > 0 && groups[^1].Signals.Conflicts(signals) ? 1 : 0;
                groups.Add(new SiblingGroup(i, i + 1, signals));
            }
        }
        return conflicts == 0 ? null : conflicts == groups.Count - 1 ? groups : WithoutRepetitions(siblings, groups);
    }

    // Among cards a row of alike ones is alike cards; a part unlike all others belongs to the one before.
    private static List<SiblingGroup> WithoutRepetitions(IReadOnlyList<Block> siblings, List<SiblingGroup> groups)
    {
        var kept = new List<SiblingGroup> { groups[0] };
        foreach (var group in groups.Skip(1))
        {
            var last = kept[^1];
            if (last.Signals.Conflicts(group.Signals) || siblings[group.Start].Tag == siblings[last.Start].Tag)
            {
                kept.Add(group);
            }
            else
            {
                kept[^1] = new SiblingGroup(last.Start, group.End, last.Signals.With(group.Signals));
            }
        }
        return kept;
    }

    // A row that begins anew with the same kind of sibling: a heading, a line, an address, an image.
    private static List<SiblingGroup>? ByLeader(IReadOnlyList<Block> siblings)
    {
        List<SiblingGroup>? best = null;
        foreach (var leader in Leaders(siblings))
        {
            var groups = LedBy(siblings, leader);
            if (groups is not null && (best is null || groups.Count > best.Count || (groups.Count == best.Count && groups[0].Start < best[0].Start)))
            {
                best = groups;
            }
        }
        return best;
    }

    private static IEnumerable<Func<Block, bool>> Leaders(IReadOnlyList<Block> siblings)
    {
        if (siblings.Count < 3)
        {
            yield break;
        }
        foreach (var tag in siblings.Select(sibling => sibling.Tag).Where(tag => tag is "h1" or "h2" or "h3" or "h4" or "h5" or "h6" or "hr" or "dt" or "img" or "b" or "strong").Distinct().ToList())
        {
            yield return sibling => sibling.Tag == tag;
        }
        yield return sibling => sibling.Line is not null && sibling.Signals is { Street: not null, IsProse: false, HasContact: false };
        yield return sibling => sibling.Line is not null && sibling.Signals is { Unit: not null, IsProse: false };
        if (siblings.FirstOrDefault(sibling => sibling.Signals.Mask != 0) is { } first)
        {
            yield return sibling => sibling.Tag == first.Tag && sibling.Signals.Mask == first.Signals.Mask && !sibling.Signals.IsHome;
        }
    }

    private static List<SiblingGroup>? LedBy(IReadOnlyList<Block> siblings, Func<Block, bool> leads)
    {
        var starts = new List<int>();
        for (var i = 0; i < siblings.Count; i++)
        {
            if (leads(siblings[i]))
            {
                starts.Add(i);
            }
        }
        if (starts.Count < 2)
        {
            return null;
        }
        var shift = ImageBefore(siblings, starts);
        var longest = starts.Skip(1).Zip(starts, (next, start) => next - start).Max();
        var groups = new List<SiblingGroup>(starts.Count);
        for (var i = 0; i < starts.Count; i++)
        {
            var start = starts[i] - shift;
            var end = i + 1 < starts.Count ? starts[i + 1] - shift : EndOfLast(siblings, start, Math.Min(siblings.Count, start + longest));
            end = EndOfUnit(siblings, starts[i], end);
            if (!IsConsistent(siblings, start, end, out var sum))
            {
                return null;
            }
            if (sum.IsHome)
            {
                groups.Add(new SiblingGroup(start, end, sum));
            }
        }
        return groups.Count >= 2 && AnyConflict(groups) ? groups : null;
    }

    // Behind the last home there may be the office.
    private static int EndOfLast(IReadOnlyList<Block> siblings, int start, int end)
    {
        var sum = Signals.None;
        for (var i = start; i < end; i++)
        {
            if (sum.Conflicts(siblings[i].Signals))
            {
                return i;
            }
            sum = sum.With(siblings[i].Signals);
        }
        return end;
    }

    // Behind a building's last unit the next building begins, with its name and its address.
    private static int EndOfUnit(IReadOnlyList<Block> siblings, int start, int end)
    {
        if (siblings[start] is not { Line.Heading: 0, Signals: { Unit: not null, Street: null } })
        {
            return end;
        }
        for (var i = start + 1; i < end; i++)
        {
            if (siblings[i].Signals.Street is not null || siblings[i].Line?.Heading > 0)
            {
                return i;
            }
        }
        return end;
    }

    // An image above each heading belongs to what follows.
    private static int ImageBefore(IReadOnlyList<Block> siblings, List<int> starts) =>
        starts[0] > 0 && starts.TrueForAll(start => siblings[start - 1].IsImage) && !siblings[starts[0]].IsImage ? 1 : 0;

    private static bool IsConsistent(IReadOnlyList<Block> siblings, int start, int end, out Signals sum)
    {
        sum = Signals.None;
        var homes = 0;
        for (var i = start; i < end; i++)
        {
            var signals = siblings[i].Signals;
            if (IsOffice(signals))
            {
                continue;
            }
            homes += signals.IsHome && siblings[i].Line is null ? 1 : 0;
            if (sum.Conflicts(signals) || homes > 1)
            {
                return false;
            }
            sum = sum.With(signals);
        }
        return true;
    }

    private static bool AnyConflict(List<SiblingGroup> groups)
    {
        for (var i = 1; i < groups.Count; i++)
        {
            if (groups[i - 1].Signals.Conflicts(groups[i].Signals))
            {
                return true;
            }
        }
        return false;
    }

    // No leader and no cards: a home goes on until something contradicts it.
    private static List<SiblingGroup>? Consecutive(IReadOnlyList<Block> siblings)
    {
        var groups = Runs(siblings);
        groups.RemoveAll(group => !group.Signals.IsHome);
        return groups.Count >= 2 ? groups : null;
    }

    private static List<SiblingGroup> Runs(IReadOnlyList<Block> siblings)
    {
        var groups = new List<SiblingGroup>();
        var start = 0;
        var sum = Signals.None;
        for (var i = 0; i < siblings.Count; i++)
        {
            var signals = siblings[i].Signals;
            if (IsOffice(signals))
            {
                continue;
            }
            if (sum.Conflicts(signals))
            {
                groups.Add(new SiblingGroup(start, i, sum));
                (start, sum) = (i, signals);
            }
            else
            {
                sum = sum.With(signals);
            }
        }
        groups.Add(new SiblingGroup(start, siblings.Count, sum));
        return groups;
    }
}
