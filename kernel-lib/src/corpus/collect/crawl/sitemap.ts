/** Sitemaps (sitemaps.org): addresses that a site names itself, also through an index of sitemaps. */
import { gunzipSync } from 'node:zlib';
import { ask, type Asking } from './answer.js';
import { linkTo, siteKey } from './url.js';

const XML = new Set(['application/xml', 'text/xml', 'text/plain', 'application/gzip', 'application/x-gzip']);
const MOST_FILES = 50;
const MOST_LINKS = 50_000;

/**
 * The pages that the sitemaps name, on this site only. A sitemap that cannot be read is left out: it is only a hint.
 * @param rest - waits until the next request may be made.
 */
export async function sitemapLinks(
  first: readonly string[],
  site: URL,
  asking: Asking,
  rest: () => Promise<void>,
): Promise<URL[]> {
  const files = first.slice(0, MOST_FILES);
  const pages: URL[] = [];
  for (let i = 0; i < files.length && pages.length < MOST_LINKS; i++) {
    const url = linkTo(files[i]!, site.href);
    if (url === undefined || siteKey(url) !== siteKey(site)) continue;
    await rest();
    const answer = await ask(url, { ...asking, accepts: XML });
    if (!('body' in answer)) continue;
    const xml = textOf(answer.body, asking.documentBytes);
    const found = locations(xml);
    if (xml.includes('<sitemapindex')) files.push(...found.slice(0, MOST_FILES - files.length));
    else pages.push(...found.map((href) => linkTo(href, url.href)).filter((link) => link !== undefined));
  }
  return pages.slice(0, MOST_LINKS);
}

function textOf(body: Buffer, most: number): string {
  if (body[0] !== 0x1f || body[1] !== 0x8b) return body.toString('utf8');
  try {
    return gunzipSync(body, { maxOutputLength: most }).toString('utf8');
  } catch {
    return ''; // damaged or a bomb: no hint then
  }
}

function locations(xml: string): string[] {
  const found: string[] = [];
  for (let at = xml.indexOf('<loc>'); at !== -1 && found.length < MOST_LINKS; at = xml.indexOf('<loc>', at)) {
    const end = xml.indexOf('</loc>', at);
    if (end === -1) break;
    found.push(
      xml
        .slice(at + '<loc>'.length, end)
        .trim()
        .replaceAll('&amp;', '&'),
    );
    at = end;
  }
  return found;
}
