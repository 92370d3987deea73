using Microsoft.Playwright;

namespace PeteRental.Scraper.Browser;

/// <summary>What is asked of a page, in its own language. A page may answer what it likes: nothing but text is taken from it.</summary>
internal static class PageScripts
{
    /// <summary>Changes when the document does; begins with the number of its elements.</summary>
    public const string State =
        "() => document.getElementsByTagName('*').length + ' ' + (document.body?.textContent.length ?? 0) + ' ' + document.readyState";

    /// <summary>One step to more: a click on a button that says so, or a scroll to the end. False when there is no such button and nothing to scroll.</summary>
    public const string Unfold = """
        () => {
            const what = '(results?|listings?|homes?|houses?|rentals?|properties|units?|apartments?|floor ?plans?|vacanc(y|ies)|availab\\w*)';
            const words = new RegExp(`^((load|show|view|see) (\\d+ )?(more|all)( \\d+)?( available)?( ${what})?|more ${what}|next \\d+( ${what})?)( ?\\(\\d+\\))?[ .…›»+↓▼]*$`, 'i');
            for (const element of document.querySelectorAll('button, [role=button], input[type=button], a')) {
                const text = (element.innerText || element.value || element.getAttribute('aria-label') || '').replace(/\s+/g, ' ').trim();
                const link = element.tagName === 'A' ? element.getAttribute('href') : null;
                const isElsewhere = link && !link.startsWith('#') && !link.startsWith('javascript:');
                const isSubmit = element.tagName === 'BUTTON' && element.type === 'submit' && element.form;
                if (text.length < 50 && words.test(text) && !isElsewhere && !isSubmit && !element.disabled && element.getClientRects().length > 0) {
                    element.scrollIntoView();
                    element.click();
                    return true;
                }
            }
            const end = document.documentElement.scrollHeight;
            const isBelow = end > window.scrollY + window.innerHeight + 1;
            window.scrollTo(0, end);
            return isBelow;
        }
        """;

    /// <summary>The document as it stands, with what hangs in open shadow trees; or a word when it is too large or Chromium's own error page.</summary>
    public const string Serialise = """
        (limit) => {
            if (location.protocol === 'chrome-error:') {
                return 'error-page';
            }
            const unshade = root => {
                for (const element of root.querySelectorAll('*')) {
                    if (element.shadowRoot) {
                        unshade(element.shadowRoot);
                        element.append(...[...element.shadowRoot.childNodes].map(node => node.cloneNode(true)));
                    }
                }
            };
            unshade(document);
            const html = document.documentElement?.outerHTML ?? '';
            return html.length > limit ? 'too-large' : '<!DOCTYPE html>' + html;
        }
        """;

    /// <summary>
    /// Whether a question failed for the page alone: it went on to another one meanwhile, or has broken what the question needs. The browser is well. By the type's name, which is all of it that the package shows: a page chooses its
    /// messages, but not that.
    /// </summary>
    public static bool IsPagesOwn(Exception exception) =>
        exception is PlaywrightException && exception.GetType().Name != "TargetClosedException" && !exception.Message.Contains("crashed", StringComparison.Ordinal);
}
