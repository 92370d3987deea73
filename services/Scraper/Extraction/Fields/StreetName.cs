using System.Collections.Frozen;
using System.Text.RegularExpressions;

namespace PeteRental.Scraper.Extraction.Fields;

/// <summary>Tells whether the words after a number name a street, and how far the name goes.</summary>
internal static partial class StreetName
{
    private const int MostWords = 6;

    private static readonly FrozenSet<string> Strong = Words(
        "st street ave av avenue rd road dr drive ln lane blvd boulevard ct court cir circle ter terr terrace pkwy parkway hwy highway trl trail aly alley plz plaza tpke turnpike cv cove xing crossing pl place way loop freeway expressway esplanade");

    private static readonly FrozenSet<string> Weak = Words(
        "sq square ctr center row run path pike point pt ridge rdg hill hl hills hollow holw bend bnd creek crk park walk mall commons cmns grove grv gardens gdns glen gln heights hts manor mnr meadow meadows mdws view vw vista valley vly village vlg landing lndg bluff blf bluffs spur estates ests green grn knoll knolls knl oval pass spring springs station crescent cres chase close gate trace trce broadway bayou branch bridge canyon cape cliff corner corners dale estate falls farm field fields forest forge fork garden harbor haven island isle junction key lake lakes mews mill mills mission mount orchard parade passage pines plain plains prairie ranch rapids rest river shore shores springs summit terrace track trail tunnel union viaduct ville wells wood woods");

    private static readonly FrozenSet<string> Directions = Words("n s e w ne nw se sw north south east west northeast northwest southeast southwest");

    // Words that follow a number where no street does. "3 car garage", "2 bedroom", "10 minutes", "5 Star".
    private static readonly FrozenSet<string> NoStreet = Words(
        "bed beds bd bds br brs bedroom bedrooms bdrm bath baths ba bathroom bathrooms sq sqft sf ft feet foot car cars minutes minute min mins mi mile miles month months day days week weeks year years yr yrs hour hours hr am pm unit units home homes house houses apartment apartments apt people person persons pets pet cats cat dogs dog percent story stories level levels block blocks full half and or to of the in on at with for per from is are a an month-to-month rooms room acres acre floor floors photos photo results result available listings listing rentals properties property reviews review stars star lbs lb pounds car-garage parking off deposit application rent off more new recámaras recamaras baños habitaciones");

    // Named without a street's kind, or with it in front.
    [GeneratedRegex("""^[ ](?:(?:N|S|E|W|NE|NW|SE|SW|North|South|East|West)\.?[ ])?(?:(?:County[ ](?:Road|Rd|Hwy|Highway|Trunk[ ]Highway)|Co\.?[ ](?:Rd|Road|Hwy)|CR|State[ ](?:Road|Route|Rd|Rte|Hwy|Highway)|SR|S\.R\.|Rural[ ]Route|Route|Rte\.?|Rt\.?|RR|FM|Farm[ ]to[ ]Market[ ](?:Road|Rd)|Ranch[ ]Road|US(?:[ -](?:Hwy|Highway|Route|Rt))?|U\.S\.(?:[ ](?:Hwy|Highway|Route))?|Interstate|Old[ ](?:Hwy|Highway|Route)|Hwy|Highway|Private[ ](?:Road|Rd)|Township[ ](?:Road|Rd)|Twp[ ](?:Road|Rd)|Forest[ ]Road|Road|Rd|Lane|Ave|Avenue|Street|[A-Z]{2}[ ](?:Hwy|Highway|Route|Rte))\.?[ -]\#?\d{1,5}[A-Z]?(?![\w])(?:[ ](?:Rd|Road)\b\.?)?|(?:County[ ](?:Road|Rd|Hwy|Highway)|Co[ ]Rd|Avenue|Ave|Hwy|Highway|Road)[ ][A-Z]{1,2}(?![\w])|Avenue[ ]of[ ]the[ ][A-Z][a-z]+|Broadway(?![ ](?:St|Ave|Rd|Blvd|Dr|Ln|Ct|Cir|Pl|Ter|Way|Street|Avenue|Road|Drive|Lane|Court|Circle|Place|Terrace|Boulevard)\b))(?:[ ](?:N|S|E|W|NE|NW|SE|SW|North|South|East|West)(?![\w]))?(?:[ ]1/2(?![\w]))?""", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Highway();

    [GeneratedRegex("""^[ ](?:(?:N|S|E|W|North|South|East|West)\.?[ ])?(?:Calle|Via|Camino|Avenida|Paseo|Rue|El[ ]Camino|Vista|Corte|La|Las|Los|Circle|The)[ ](?:(?:de|del|la|las|los|el)[ ]){0,2}(?:[A-Z][\w'’]*)(?:[ ](?:de|del|la|las|los|el|[A-Z][\w'’]*)){0,2}""", RegexOptions.CultureInvariant)]
    private static partial Regex Spanish();

    [GeneratedRegex("""\G[ ]["“]?(?<word>[A-Za-z0-9À-ÿ][A-Za-z0-9À-ÿ'’&-]*\.?)["”]?""", RegexOptions.CultureInvariant)]
    private static partial Regex Word();

    [GeneratedRegex("""^\d{1,3}(?:st|nd|rd|th)$""", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Ordinal();

    /// <summary>How many characters of a line, right after a house number, name the street; 0 when none do.</summary>
    /// <param name="line">From behind the number.</param>
    /// <param name="certain">Whether it is a street by itself; otherwise only a unit, a city or standing alone makes it one.</param>
    public static int Length(string line, out bool certain)
    {
        certain = true;
        var highway = Highway().Match(line);
        if (highway.Success)
        {
            return highway.Length;
        }
        var length = ByKind(line, out certain);
        if (length > 0)
        {
            return length;
        }
        certain = false;
        var spanish = Spanish().Match(line);
        return spanish.Success ? spanish.Length : 0;
    }

    private static int ByKind(string line, out bool certain)
    {
        certain = false;
        var end = 0;
        var plain = 0;
        var capitals = true;
        var names = 0;
        var count = 0;
        for (var match = Word().Match(line); match.Success && count < MostWords; match = match.NextMatch(), count++)
        {
            var word = match.Groups["word"].Value;
            var bare = word.TrimEnd('.');
            var isLast = word.Length > bare.Length && bare.Length > 2 && !Strong.Contains(bare);
            if (names > 0 && Strong.Contains(bare))
            {
                (end, certain) = (match.Index + match.Length, true);
            }
            else if (end > 0 && certain)
            {
                return Directions.Contains(bare) && IsDirectionEnd(line, match) ? match.Index + match.Length : end;
            }
            else if (!IsNameWord(bare, count == 0))
            {
                break;
            }
            else
            {
                end = names > 0 && Weak.Contains(bare) ? match.Index + match.Length : end;
                names += Directions.Contains(bare) && count == 0 ? 0 : 1;
                capitals &= char.IsUpper(bare[0]);
                plain = match.Index + match.Length;
            }
            if (isLast || match.Index + match.Length >= line.Length || line[match.Index + match.Length] != ' ')
            {
                break;
            }
        }
        if (end > 0)
        {
            return end;
        }
        // "1200 Monterey, Springfield, IL": no kind of street, but the state behind it may speak for it.
        return names is > 0 and <= 3 && capitals && plain > 0 && (plain == line.Length || line[plain] == ',') ? plain : 0;
    }

    private static bool IsDirectionEnd(string line, Match match)
    {
        var end = match.Index + match.Length;
        // "Main St North" ends there; in "Main St East Peoria, IL" the word belongs to the city.
        return match.Groups["word"].Length <= 3 || end == line.Length || line[end] is ',' or ' ' && (end + 1 >= line.Length || !char.IsUpper(line[end + 1]));
    }

    private static bool IsNameWord(string word, bool first)
    {
        // "22 A Street", and not "2 a month".
        if (NoStreet.Contains(word) && !(first && word is [>= 'A' and <= 'Z']))
        {
            return false;
        }
        return char.IsUpper(word[0]) || Ordinal().IsMatch(word) || (char.IsLower(word[0]) && !first) || (first && char.IsLower(word[0]) && word.Length > 2);
    }

    private static FrozenSet<string> Words(string words) => words.Split(' ').ToFrozenSet(StringComparer.OrdinalIgnoreCase);
}
