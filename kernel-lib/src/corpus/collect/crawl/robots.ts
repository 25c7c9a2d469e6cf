/** robots.txt (RFC 9309), by robots-parser: one for each origin, asked for once. */
import robotsParser from 'robots-parser';
import { ask, type Asking } from './answer.js';

export interface Robots {
  allows(url: URL): boolean;
  /** Seconds between two requests, as the site asks. */
  delay: number;
  sitemaps: readonly string[];
}

/** RFC 9309, section 2.5: what lies behind this may be ignored. */
const LONGEST = 500 * 1024;
const EVERYTHING: Robots = { allows: () => true, delay: 0, sitemaps: [] };
const NOTHING: Robots = { allows: () => false, delay: 0, sitemaps: [] };

/**
 * What the site allows. Without the file (any status of 400 to 499) it allows everything; where the server fails or
 * cannot be reached, nothing (RFC 9309, section 2.3.1).
 */
export async function robotsOf(origin: string, asking: Asking): Promise<Robots> {
  const url = new URL('/robots.txt', origin);
  const accepts = new Set(['text/plain', 'text/html', 'application/octet-stream', 'text/robots']);
  const answer = await ask(url, {
    ...asking,
    documentBytes: LONGEST,
    accepts,
    beforeRedirect: () => Promise.resolve(true),
  });
  if ('body' in answer) {
    const robots = robotsParser(url.href, answer.body.toString('utf8'));
    return {
      allows: ({ href }) => robots.isAllowed(href, asking.userAgent) !== false,
      delay: robots.getCrawlDelay(asking.userAgent) ?? 0,
      sitemaps: robots.getSitemaps(),
    };
  }
  const absent =
    /^status-4(?!29)/.test(answer.kind) || ['media-type', 'redirects', 'redirect-loop'].includes(answer.kind);
  return absent ? EVERYTHING : NOTHING;
}
