/**
 * The licence that a page states of itself: the first link or anchor with `rel="license"`
 * (https://microformats.org/wiki/rel-license), as it is written there.
 */

/** Tags are short, and `<` ends the search for one: the time is linear however broken the page is. */
const TAG = /<(?:a|link)\b[^<>]{0,2000}>/gi;
const REL = /\brel\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))/i;
const HREF = /\bhref\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))/i;

const valueOf = (found: RegExpExecArray | null) => (found?.[1] ?? found?.[2] ?? found?.[3] ?? '').trim();

/** Its address, or undefined where the page states none. */
export function licenceOf(html: string): string | undefined {
  if (!/license/i.test(html)) return undefined;
  for (const [tag] of html.matchAll(TAG)) {
    if (!/(^|\s)license(\s|$)/i.test(valueOf(REL.exec(tag)))) continue;
    const address = valueOf(HREF.exec(tag));
    if (address !== '') return address;
  }
  return undefined;
}
