using System.Globalization;

namespace PeteRental.Scraper.Fetching;

/// <summary>The part of a robots.txt that is for us (RFC 9309). Pure.</summary>
/// <param name="Rules">All rules of the groups that name us, or else of those for everybody.</param>
/// <param name="CrawlDelay">What they ask for between requests. Not in the RFC, but many sites write it.</param>
/// <param name="Sitemaps">Addresses of <c>Sitemap</c> lines as they were written; they belong to no group.</param>
internal sealed record RobotsRules(IReadOnlyList<RobotsRule> Rules, TimeSpan? CrawlDelay, IReadOnlyList<string> Sitemaps)
{
    private const int MostSitemaps = 100;

    /// <summary>Nothing is said: everything may be read.</summary>
    public static RobotsRules None { get; } = new([], null, []);

    /// <summary>Nothing may be read.</summary>
    public static RobotsRules Nothing { get; } = new([new RobotsRule(IsAllow: false, RobotsPattern.Parse("/"))], null, []);

    /// <summary>Reads a file. What is not understood is passed over, as the RFC wants it.</summary>
    /// <param name="text">The file.</param>
    /// <param name="product">Our product token, which is compared without regard to case.</param>
    public static RobotsRules Parse(string text, string product)
    {
        var reader = new Reader(product);
        foreach (var line in text.AsSpan().TrimStart('\uFEFF').EnumerateLines())
        {
            reader.Read(line);
        }

        return reader.ToRules();
    }

    /// <summary>Whether a path with its query may be read: the longest pattern that matches decides, and Allow when two are as long.</summary>
    public bool Allows(string pathAndQuery)
    {
        var path = RobotsPattern.Canonical(pathAndQuery);
        if (path == "/robots.txt")
        {
            return true;
        }

        var best = (Length: -1, IsAllow: true);
        foreach (var rule in Rules)
        {
            var length = rule.Pattern.Length;
            if ((length > best.Length || (length == best.Length && rule.IsAllow)) && rule.Pattern.Matches(path))
            {
                best = (length, rule.IsAllow);
            }
        }

        return best.IsAllow;
    }

    /// <summary>Goes through the lines. Groups that name the same agent are one.</summary>
    private sealed class Reader(string product)
    {
        private readonly Group _ours = new();
        private readonly Group _everybodys = new();
        private readonly List<string> _sitemaps = [];
        private bool _isForUs;
        private bool _isForEverybody;
        private bool _isNamedByAny;
        private bool _hasRules = true;

        public void Read(ReadOnlySpan<char> line)
        {
            var hash = line.IndexOf('#');
            line = hash < 0 ? line : line[..hash];
            var colon = line.IndexOf(':');
            if (colon < 0)
            {
                return;
            }

            var key = line[..colon].Trim();
            var value = line[(colon + 1)..].Trim();
            if (key.Equals("user-agent", StringComparison.OrdinalIgnoreCase))
            {
                BeginGroup(value);
            }
            else if (key.Equals("allow", StringComparison.OrdinalIgnoreCase) || key.Equals("disallow", StringComparison.OrdinalIgnoreCase))
            {
                AddRule(key.Length == "allow".Length, value);
            }
            else if (key.Equals("crawl-delay", StringComparison.OrdinalIgnoreCase))
            {
                AddDelay(value);
            }
            else if (key.Equals("sitemap", StringComparison.OrdinalIgnoreCase) && _sitemaps.Count < MostSitemaps)
            {
                _sitemaps.Add(value.ToString());
            }
        }

        public RobotsRules ToRules()
        {
            var group = _isNamedByAny ? _ours : _everybodys;
            return new RobotsRules(group.Rules, group.Delay, _sitemaps);
        }

        // Lines of agents that follow each other begin one group for all of them.
        private void BeginGroup(ReadOnlySpan<char> value)
        {
            if (_hasRules)
            {
                (_isForUs, _isForEverybody, _hasRules) = (false, false, false);
            }

            var length = value.IndexOfAnyExcept(TokenCharacters);
            var token = length < 0 ? value : value[..length];
            if (value is "*" || value.StartsWith("* "))
            {
                _isForEverybody = true;
            }
            else if (token.Equals(product, StringComparison.OrdinalIgnoreCase))
            {
                _isForUs = _isNamedByAny = true;
            }
        }

        private void AddRule(bool isAllow, ReadOnlySpan<char> value)
        {
            _hasRules = true;
            if ((!_isForUs && !_isForEverybody) || value.IsEmpty)
            {
                return;
            }

            var rule = new RobotsRule(isAllow, RobotsPattern.Parse(value.ToString()));
            AddTo(group => group.Rules.Add(rule));
        }

        private void AddDelay(ReadOnlySpan<char> value)
        {
            if (double.TryParse(value, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var seconds) && seconds < TimeSpan.MaxValue.TotalSeconds)
            {
                AddTo(group => group.Delay = TimeSpan.FromSeconds(seconds));
            }
        }

        private void AddTo(Action<Group> change)
        {
            if (_isForUs)
            {
                change(_ours);
            }

            if (_isForEverybody)
            {
                change(_everybodys);
            }
        }
    }

    private static readonly System.Buffers.SearchValues<char> TokenCharacters = System.Buffers.SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_-");

    private sealed class Group
    {
        public List<RobotsRule> Rules { get; } = [];

        public TimeSpan? Delay { get; set; }
    }
}

/// <summary>One Allow or Disallow line.</summary>
internal sealed record RobotsRule(bool IsAllow, RobotsPattern Pattern);
