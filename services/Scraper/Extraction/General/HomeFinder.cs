namespace PeteRental.Scraper.Extraction.General;

/// <summary>
/// Finds the parts of a page that are about one home each. A home's part is the largest one whose facts do not contradict each other:
/// two streets, two rents or two numbers of bedrooms are two homes. Where homes are no parts of their own (a heading, two paragraphs,
/// a heading …) the row of siblings is cut where it begins anew.
/// </summary>
internal static class HomeFinder
{
    private const int MostHomes = 1_000;
    private const int MostShared = 30;

    /// <summary>The homes of the page, in order; the whole page is one when nothing contradicts.</summary>
    public static IReadOnlyList<Home> Find(Block root)
    {
        var homes = Read(root) ?? (root.Signals.IsHome ? [new Home([root], root.Signals)] : []);
        return homes.Count > MostHomes ? homes.GetRange(0, MostHomes) : homes;
    }

    // The homes within when there are several; null when the block is about one home at most, and its signals tell what about.
    private static List<Home>? Read(Block block)
    {
        if (block.Children.Count == 0)
        {
            block.Signals = block.Line?.Signals ?? Signals.None;
            return null;
        }
        var within = new List<Home>?[block.Children.Count];
        var hasSeveral = false;
        for (var i = 0; i < within.Length; i++)
        {
            within[i] = Read(block.Children[i]);
            hasSeveral |= within[i] is not null;
        }
        if (hasSeveral)
        {
            return OfParts(block.Children, within);
        }
        var groups = Siblings.Split(block.Children);
        if (groups is not null)
        {
            return OfGroups(block.Children, groups, new GroupContext());
        }
        if (Siblings.Only(block.Children) is { } only)
        {
            return OfGroups(block.Children, [only], new GroupContext());
        }
        block.Signals = Siblings.Sum(block.Children, 0, block.Children.Count);
        return null;
    }

    // Between parts of several homes there may be more homes, or what belongs to the homes below.
    private static List<Home> OfParts(IReadOnlyList<Block> children, List<Home>?[] within)
    {
        var homes = new List<Home>();
        var context = new GroupContext();
        var run = new List<Block>();
        for (var i = 0; i < children.Count; i++)
        {
            if (within[i] is not { } several)
            {
                run.Add(children[i]);
                continue;
            }
            OfRun(run, several, context, homes);
            run.Clear();
            foreach (var home in several)
            {
                context.Give(home);
            }
            homes.AddRange(several);
        }
        var last = homes.Count;
        OfRun(run, [], context, homes);
        if (homes.Count == last)
        {
            GiveShared(run, homes);
        }
        return homes;
    }

    private static void OfRun(List<Block> run, List<Home> below, GroupContext context, List<Home> homes)
    {
        if (run.Count == 0)
        {
            return;
        }
        var groups = Siblings.Split(run);
        if (groups is not null)
        {
            homes.AddRange(OfGroups(run, groups, context));
            return;
        }
        if (Siblings.Only(run) is { } only)
        {
            homes.AddRange(OfGroups(run, [only], context));
            return;
        }
        var sum = Siblings.Sum(run, 0, run.Count);
        // "Maple Court, 12 Oak St, 1 and 2 bedrooms" above units without a street is their building.
        var isBuilding = sum.Rent is null && below.Count > 0 && below.TrueForAll(home => home.Signals.Street is null);
        if (sum.IsHome && !isBuilding)
        {
            homes.Add(context.Give(new Home([.. run], sum)));
            return;
        }
        foreach (var block in run)
        {
            context.Add(block);
        }
    }

    private static List<Home> OfGroups(IReadOnlyList<Block> children, List<SiblingGroup> groups, GroupContext context)
    {
        var homes = new List<Home>(groups.Count);
        var at = 0;
        foreach (var group in groups)
        {
            for (; at < group.Start; at++)
            {
                context.Add(children[at]);
            }
            homes.Add(context.Give(new Home([.. children.Skip(group.Start).Take(group.End - group.Start)], group.Signals)
            {
                Foreign = groups.Count > 1 ? [] : [.. children.Where(child => group.Signals.Street is not null && child.Signals.Street is not null && child.Signals.Street != group.Signals.Street)],
            }));
            at = group.End;
        }
        for (var i = at; i < children.Count; i++)
        {
            context.Add(children[i]);
        }
        GiveShared(children.Skip(at), homes);
        return homes;
    }

    // What a building offers may stand below its units.
    private static void GiveShared(IEnumerable<Block> below, List<Home> homes)
    {
        if (homes.TrueForAll(home => home.Signals.Street is null))
        {
            var shared = below.SelectMany(block => block.Lines()).SkipWhile(line => line.Names is not (LabelKind.Amenities or LabelKind.Pets) && line.LabelKind != LabelKind.Amenities).Take(MostShared).ToList();
            foreach (var home in homes.Where(home => home.Context.Count < MostShared * 2))
            {
                home.Context.InsertRange(0, shared);
            }
        }
    }

    /// <summary>What was said above for the homes below.</summary>
    private sealed class GroupContext
    {
        private const int MostLines = 8;
        private const int LongestLine = 200;
        private const int MostGiven = 40;

        private readonly List<PageLine> _lines = [];
        private readonly List<int> _levels = [];
        private readonly List<Block> _pictures = [];
        private int _level;
        private bool _isGiven;

        public void Add(Block block)
        {
            if (block.IsImage)
            {
                // Behind homes it is the next building's.
                _pictures.RemoveAll(_ => _isGiven);
                _pictures.Add(block);
                _isGiven = false;
                return;
            }
            // What has a price of its own, such as a garage, says nothing about the homes below.
            if ((block.Signals.HasContact && !block.Signals.IsHome) || (block.Line is null && block.Lines().Any(line => line.Text.Contains('$'))))
            {
                return;
            }
            foreach (var line in block.Lines().Take(MostLines))
            {
                if (line.Text.Length > LongestLine || line.IsSpent)
                {
                    continue;
                }
                Keep(line);
            }
            if (_lines.Count > MostLines * 2)
            {
                _levels.RemoveRange(0, _levels.Count - (MostLines * 2));
                _lines.RemoveRange(0, _lines.Count - (MostLines * 2));
            }
        }

        // A heading ends what was said under its equals, but not under those above it.
        private void Keep(PageLine line)
        {
            for (var i = _lines.Count - 1; line.Heading > 0 && i >= 0; i--)
            {
                if (_levels[i] >= line.Heading)
                {
                    _lines.RemoveAt(i);
                    _levels.RemoveAt(i);
                }
            }
            _level = line.Heading > 0 ? line.Heading : _level;
            _lines.Add(line);
            _levels.Add(_level);
        }

        // Outer context comes later and stands before the inner one.
        public Home Give(Home home)
        {
            if (_lines.Count > 0 && home.Context.Count < MostGiven)
            {
                home.Context.InsertRange(0, _lines);
            }
            // A building's tile has its photo and its address above its units; a page's banner says nothing about one of them.
            if (home is { Signals: { Street: null, Unit: not null }, Pictures.Count: 0 } && _lines.Count <= MostLines && _lines.Exists(line => line.Signals.Street is not null))
            {
                home.Pictures.AddRange(_pictures.Take(MostLines));
            }
            _isGiven = true;
            return home;
        }
    }
}
