using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;

namespace PeteRental.Sandbox.DuckDuckGo;

/// <summary>
/// The page as DuckDuckGo builds it: each result in <c>div.result</c>, its link leading through <c>//duckduckgo.com/l/?uddg=</c>; where there
/// are results there is an advertisement before them, which is no result (<c>result--ad</c>, through <c>y.js</c>).
/// </summary>
internal static class ResultPage
{
    /// <summary>The page before anything was searched for.</summary>
    public static string Start() => Layout("DuckDuckGo", "", "");

    /// <summary>What was found for <paramref name="query"/>.</summary>
    public static string Of(string query, IReadOnlyList<SearchResult> results) =>
        Layout($"{query} at DuckDuckGo", query, results.Count == 0 ? Nothing(query) : Advertisement(query) + string.Concat(results.Select(Result)));

    private static string Result(SearchResult result)
    {
        var href = Encode(Redirect(result.Url));
        return $"""

                <div class="result results_links results_links_deep web-result ">
                  <div class="links_main links_deep result__body">
                    <h2 class="result__title">
                      <a rel="nofollow" class="result__a" href="{href}">{Encode(result.Title)}</a>
                    </h2>
                    <div class="result__extras">
                      <div class="result__extras__url">
                        <a class="result__url" href="{href}">
                          {Encode(result.Url.Split("://", 2)[1].TrimEnd('/'))}
                        </a>
                      </div>
                    </div>
                    <a class="result__snippet" href="{href}">{Encode(result.Snippet)}</a>
                    <div class="clear"></div>
                  </div>
                </div>
            """;
    }

    private static string Advertisement(string query)
    {
        var href = Encode($"https://duckduckgo.com/y.js?ad_domain=rooms.test&ad_provider=bingv7aa&u3={Uri.EscapeDataString("https://www.bing.com/aclick?u=" + Uri.EscapeDataString("https://rooms.test/?q=" + query))}");
        return $"""

                <div class="result results_links results_links_deep result--ad ">
                  <div class="links_main links_deep result__body">
                    <h2 class="result__title">
                      <a rel="nofollow" class="result__a" href="{href}">Rooms and apartments everywhere</a>
                    </h2>
                    <div class="result__extras"><div class="result__extras__url"><a class="result__url" href="{href}">rooms.test</a></div><span class="badge--ad">Ad</span></div>
                    <a class="result__snippet" href="{href}">Thousands of rooms at one address.</a>
                    <div class="clear"></div>
                  </div>
                </div>
            """;
    }

    private static string Nothing(string query) => $"""

            <div class="result results_links results_links_deep web-result result--no-result">
              <div class="links_main links_deep result__body">
                <div class="no-results__container result__title">
                  <span class="no-results"><div class="no-results__message"><h1>No results found for <strong>{Encode(query)}</strong></h1></div></span>
                </div>
                <div class="clear"></div>
              </div>
            </div>
        """;

    private static string Layout(string title, string query, string results) => $"""
        <!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Transitional//EN" "http://www.w3.org/TR/xhtml1/DTD/xhtml1-transitional.dtd">
        <html xmlns="http://www.w3.org/1999/xhtml">
        <head>
          <meta http-equiv="content-type" content="text/html; charset=UTF-8" />
          <meta name="referrer" content="origin" />
          <meta name="robots" content="noindex, nofollow" />
          <title>{Encode(title)}</title>
        </head>
        <body class="body--html">
          <div id="header">
            <form name="x" class="header__form" action="{SearchEndpoints.Prefix}/html/" method="post">
              <input name="q" autocomplete="off" class="search__input" id="search_form_input" type="text" value="{Encode(query)}" />
              <input name="b" id="search_button" class="search__button" value="Search" type="submit" />
            </form>
          </div>
          <div>
            <div class="serp__results">
              <div id="links" class="results">{results}
              </div>
            </div>
          </div>
        </body>
        </html>

        """;

    private static string Redirect(string url) =>
        $"//duckduckgo.com/l/?uddg={Uri.EscapeDataString(url)}&rut={Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(url)))}";

    private static string Encode(string text) => HtmlEncoder.Default.Encode(text);
}
