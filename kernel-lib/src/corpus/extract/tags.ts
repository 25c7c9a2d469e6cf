/** What the line rule knows of HTML's elements. */

const set = (names: string) => new Set(names.split(' '));

/** Elements without content: nothing closes them. */
export const VOID = set(
  'area base br col embed hr img input link meta param source track wbr frame keygen basefont bgsound',
);

/** Elements that begin and end a line. */
export const BLOCK = set(
  'address article aside blockquote body caption center dd details dialog dir div dl dt fieldset figcaption figure ' +
    'footer form h1 h2 h3 h4 h5 h6 head header hgroup hr html legend li main menu nav ol option p pre search ' +
    'section summary table tbody tfoot thead title tr ul',
);

export const HEADING = set('h1 h2 h3 h4 h5 h6');

/** Nothing inside is text for a reader; `rt` and `rp` are the small print of ruby. */
export const SILENT = set(
  'script style noscript template svg math iframe object applet select button textarea datalist canvas audio video ' +
    'rt rp noframes noembed',
);

/** Around the text, as a rule: menus, heads, feet, forms. */
export const CHROME = set('nav header footer aside form menu dialog search');

export const MAIN = set('main article');

export const CHROME_ROLES = set(
  'navigation banner contentinfo search dialog alertdialog complementary menu menubar toolbar tablist',
);

/**
 * Words of class names and ids that mark what is around the text: those that Readability calls unlikely, and those of
 * common page builders. Compared with whole words, never with parts.
 */
export const CHROME_WORDS = set(
  'nav navbar navigation menu menubar sidebar sidenav breadcrumb breadcrumbs footer topbar toolbar masthead ' +
    'cookie cookies consent gdpr popup modal overlay share sharing social related recommended recommendations ' +
    'advert advertisement advertisements ad ads adsense sponsor sponsored promo promotion newsletter subscribe ' +
    'pagination pager comment comments commentlist replies respond remark remarks disqus widget suggested byline ' +
    'dateline banner rss shoutbox skyscraper supplemental agegate credits tagcloud catlinks skip sphinxsidebar navheader navfooter toc sphinxsidebarwrapper headerlink',
);

/** Elements that HTML closes by itself, so that many open ones are no depth. */
export const SELF_CLOSED = set('p li dt dd td th tr tbody thead tfoot option optgroup colgroup rt rp');
