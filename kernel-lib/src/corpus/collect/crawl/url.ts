/** When two addresses are the same page, and the same site. */

/** Parameters that tell where a reader came from, not what the page is. */
const TRACKING = new Set(
  (
    'fbclid gclid dclid gbraid wbraid msclkid yclid twclid igshid mc_cid mc_eid _ga _gl _hsenc _hsmi mkt_tok spm scm ' +
    'vero_id oly_anon_id oly_enc_id wickedid ref_src cmpid phpsessid jsessionid aspsessionid sessionid'
  ).split(' '),
);
const INDEX = /\/(?:index|default)\.(?:html?|php|aspx?)$/i;
const LONGEST = 2000;
/** A path that repeats one part more often is a trap of relative links: `/a/a/a/a/`. */
const REPEATS = 3;

/** The address that `href` on a page means, without fragment and tracking; undefined where it is none of the web. */
export function linkTo(href: string, base: string): URL | undefined {
  if (href.length > LONGEST) return undefined;
  let url: URL;
  try {
    url = new URL(href.trim(), base);
  } catch {
    return undefined;
  }
  if (url.protocol !== 'http:' && url.protocol !== 'https:') return undefined;
  url.hash = '';
  url.username = '';
  url.password = '';
  for (const name of [...url.searchParams.keys()]) if (isTracking(name)) url.searchParams.delete(name);
  url.pathname = url.pathname.replace(/;jsessionid=[^/]*$/i, '');
  return url.href.length > LONGEST || repeats(url.pathname) ? undefined : url;
}

function isTracking(name: string): boolean {
  const lower = name.toLowerCase();
  return lower.startsWith('utm_') || TRACKING.has(lower);
}

function repeats(path: string): boolean {
  const counts = new Map<string, number>();
  for (const part of path.split('/').filter((part) => part !== '')) {
    const count = (counts.get(part) ?? 0) + 1;
    if (count > REPEATS) return true;
    counts.set(part, count);
  }
  return false;
}

/** Equal for addresses of the same page: scheme, `www.`, index files, the last slash and the parameters' order. */
export function pageKey(url: URL): string {
  const parameters = new URLSearchParams(url.searchParams);
  parameters.sort();
  const path = url.pathname.replace(INDEX, '/').replace(/\/$/, '');
  const query = parameters.toString();
  return `${siteKey(url)}${path}${query === '' ? '' : `?${query}`}`;
}

/** Equal for addresses of the same site: the host without `www.`, and the port if it is an unusual one. */
export function siteKey(url: URL): string {
  return `${url.hostname.replace(/^www\./, '')}${url.port === '' ? '' : `:${url.port}`}`;
}
