/**
 * A website on this machine, for a crawler to be polite to: robots.txt with a delay, a sitemap, redirects (one leads
 * nowhere), pages that are missing or slow, a calendar without end. Its log tells who asked for what, and when.
 */
import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import { UserError } from '../../errors.js';
import { readOptions, rule } from '../../options.js';
import type { WebPage } from './page.js';
import { routes, type Answer } from './siteRoutes.js';

export interface SiteOptions {
  /** Seconds that robots.txt asks to wait between two requests. Default: 1. */
  crawlDelay?: number;
  /** How long the slow page takes, in milliseconds. Default: 2000. */
  slow?: number;
  /** Pages on one list. Default: 20. */
  listed?: number;
}

/** One request. */
export interface Visit {
  /** Milliseconds since 1970, when it came in. */
  time: number;
  method: string;
  /** Path and query. */
  path: string;
  status: number;
  userAgent: string;
  /** Bytes of the body as sent. */
  bytes: number;
}

export interface ServedSite {
  /** `http://127.0.0.1:port`, without a slash at the end. */
  url: string;
  /** Grows with each request, in order of arrival. */
  log: readonly Visit[];
  close(): Promise<void>;
}

/** Serves the web pages among `pages` on loopback, at a free port. They are held in memory: at most 50,000. */
export async function serveSite(pages: Iterable<WebPage>, given: SiteOptions = {}): Promise<ServedSite> {
  const rules = { crawlDelay: rule.notNegative, slow: rule.notNegative, listed: rule.countFromOne };
  const options = readOptions('serveSite', { crawlDelay: 1, slow: 2000, listed: 20 }, rules, given);
  const served = [...pages].filter(({ kind }) => kind === 'page');
  if (served.length === 0)
    throw new UserError('serveSite: there is no page to serve; give some of kind "page".');
  if (served.length > 50_000) {
    throw new UserError(
      `serveSite: ${served.length} pages are too many for one sitemap; give at most 50,000.`,
    );
  }
  const log: Visit[] = [];
  const timers = new Set<NodeJS.Timeout>();
  const server = createServer((request, response) => {
    const visit: Visit = {
      ...{ time: Date.now(), method: request.method ?? '', path: request.url ?? '/' },
      ...{ status: 0, userAgent: request.headers['user-agent'] ?? '', bytes: 0 },
    };
    log.push(visit);
    const reply = answerTo(visit.path);
    if (reply.delay === undefined) return send(request, response, reply, visit);
    const timer = setTimeout(() => {
      timers.delete(timer);
      send(request, response, reply, visit);
    }, reply.delay);
    timers.add(timer);
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const answerTo = routes(served, url, options);
  return {
    ...{ url, log },
    close: () =>
      new Promise((resolve, reject) => {
        for (const timer of timers) clearTimeout(timer);
        server.close((error) => (error ? reject(error) : resolve()));
        server.closeAllConnections();
      }),
  };
}

function send(request: IncomingMessage, response: ServerResponse, answer: Answer, visit: Visit): void {
  const headers: Record<string, string> = { ...answer.headers };
  let { status, body = new Uint8Array() } = answer;
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    [status, body] = [405, new Uint8Array()];
    headers['Allow'] = 'GET, HEAD';
  }
  if (status === 200) {
    // Weak: the same page in gzip and plain has the same tag (RFC 9110, 8.8.3).
    headers['ETag'] = `W/"${createHash('sha1').update(body).digest('hex').slice(0, 16)}"`;
    const known = (request.headers['if-none-match'] ?? '').split(/\s*,\s*/);
    const opaque = headers['ETag'].slice(2);
    if (known.some((tag) => tag === '*' || tag.replace(/^W\//, '') === opaque)) {
      [status, body] = [304, new Uint8Array()];
    }
  }
  if (body.length > 500 && /\bgzip\b/.test(String(request.headers['accept-encoding'] ?? ''))) {
    body = gzipSync(body);
    headers['Content-Encoding'] = 'gzip';
  }
  headers['Vary'] = 'Accept-Encoding';
  if (status !== 304) headers['Content-Length'] = String(body.length);
  visit.status = status;
  visit.bytes = request.method === 'HEAD' ? 0 : body.length;
  response.writeHead(status, headers);
  response.end(request.method === 'HEAD' ? undefined : body);
}
