/**
 * A polite crawl of one site: what robots.txt allows, one request at a time, with a pause between two; breadth first,
 * links in the order in which they stand, so that the same site gives the same documents.
 */
import { setTimeout as pause } from 'node:timers/promises';
import type { RawDocument } from '../../document.js';
import { UserError } from '../../../errors.js';
import { readOptions, rule } from '../../../options.js';
import { decode } from '../../extract/charset.js';
import { limitsOf } from '../limits.js';
import { ask, type Answer, type Asking, type Failure } from './answer.js';
import { asked, linksOf } from './links.js';
import { robotsOf, type Robots } from './robots.js';
import { sitemapLinks } from './sitemap.js';
import { linkTo, pageKey, siteKey } from './url.js';

export interface CrawlOptions {
  /** Pages that are fetched at most, whatever comes of them. Default 1,000. */
  maximumPages?: number;
  /** How many links away from the start. Default 20. */
  maximumDepth?: number;
  /** Seconds between two requests, if the site does not ask for more. Default 1. */
  delay?: number;
  /** Who asks; robots.txt may have rules for it. */
  userAgent?: string;
  /** Also begin with what the site's sitemaps name. Default false. */
  sitemap?: boolean;
  /** Stops the crawl: it throws the signal's reason. */
  signal?: AbortSignal;
  onEvent?: (event: CrawlEvent) => void;
}

/** What came of one address, and how far the crawl is. */
export interface CrawlEvent {
  url: string;
  /** `page`, or why it is none: `disallowed`, `status-404`, `media-type`, `redirect-loop`, `same-page`, `no-index`, … */
  kind: string;
  message?: string;
  /** Requests for pages so far, and addresses that wait. */
  fetched: number;
  waiting: number;
}

/** What a page can be. */
const READABLE = new Set(['text/html', 'application/xhtml+xml', 'text/plain', 'text/markdown']);
/** Addresses that wait, at most: memory does not grow with a site that makes up links. */
const LONGEST_QUEUE = 100_000;
/** So many failures of the server in a row end the crawl. */
const FAILURES = 10;
/** Seconds that a server may ask to wait before it is asked again. */
const LONGEST_PAUSE = 60;
const SECONDS = 30;

const defaults = {
  maximumPages: 1000,
  maximumDepth: 20,
  delay: 1,
  userAgent: 'blossom-course/1.0',
  sitemap: false,
};
const rules = {
  maximumPages: rule.countFromOne,
  maximumDepth: rule.count,
  delay: rule.notNegative,
  userAgent: rule.text,
  sitemap: rule.boolean,
  signal: rule.object,
  onEvent: rule.function,
};

/**
 * The pages of a site as raw documents, from `start` on; each document's id is its address.
 * Throws a UserError where `start` is no address of the web or its site cannot be reached at all.
 */
export function crawl(start: string, options: CrawlOptions = {}): AsyncGenerator<RawDocument> {
  const given = readOptions('crawl', defaults, rules, options);
  const url = URL.canParse(start) ? linkTo(start, start) : undefined;
  if (url === undefined) throw new UserError(`crawl: "${start}" is no address of the web (https://…).`);
  return new Crawl(url, given).pages();
}

interface Waiting {
  url: URL;
  depth: number;
}

class Crawl {
  private readonly queue: Waiting[] = [];
  private next = 0;
  private readonly seen = new Set<string>();
  private readonly robots = new Map<string, Robots>();
  private readonly asking: Asking;
  private fetched = 0;
  private failures = 0;
  private lastEnd = -Infinity;

  constructor(
    private readonly start: URL,
    private readonly options: typeof defaults & CrawlOptions,
  ) {
    const { userAgent, signal } = options;
    this.asking = {
      ...{ userAgent, signal, seconds: SECONDS, documentBytes: limitsOf().documentBytes, accepts: READABLE },
      // A redirect is one more request, so it waits as long as any other.
      beforeRedirect: async (url) => {
        if (!(await this.allowed(url))) return false;
        this.lastEnd = performance.now();
        await this.rest(url);
        return true;
      },
    };
  }

  async *pages(): AsyncGenerator<RawDocument> {
    this.add(this.start, 0);
    if (this.options.sitemap) await this.addSitemaps();
    while (this.next < this.queue.length && this.fetched < this.options.maximumPages) {
      const { url, depth } = this.queue[this.next++]!;
      if (this.next > 1000) this.queue.splice(0, this.next - (this.next = 0));
      const document = await this.visit(url, depth);
      if (document !== undefined) yield document;
      if (this.failures >= FAILURES) return this.tell(url, 'given-up', `${FAILURES} failures in a row.`);
    }
  }

  private add(url: URL, depth: number): void {
    if (siteKey(url) !== siteKey(this.start) || depth > this.options.maximumDepth) return;
    const key = pageKey(url);
    if (this.seen.has(key) || this.queue.length - this.next >= LONGEST_QUEUE) return;
    this.seen.add(key);
    this.queue.push({ url, depth });
  }

  private async addSitemaps(): Promise<void> {
    const { sitemaps } = await this.robotsOf(this.start);
    const first = sitemaps.length > 0 ? sitemaps : [new URL('/sitemap.xml', this.start).href];
    for (const url of await sitemapLinks(first, this.start, this.asking, () => this.rest(this.start)))
      this.add(url, 1);
  }

  private async visit(url: URL, depth: number): Promise<RawDocument | undefined> {
    if (!(await this.allowed(url))) {
      if (this.fetched === 0 && url === this.start) await this.checkReachable();
      this.tell(url, 'disallowed');
      return undefined;
    }
    const answer = await this.answered(url);
    this.fetched++;
    if (!('body' in answer)) {
      const serverFails =
        ['unreachable', 'timeout'].includes(answer.kind) || answer.kind.startsWith('status-5');
      this.failures = serverFails ? this.failures + 1 : 0;
      if (answer.kind === 'unreachable' && this.fetched === 1) throw unreachable(url, answer);
      this.tell(url, answer.kind, answer.message);
      return undefined;
    }
    this.failures = 0;
    return this.documentOf(url, answer, depth);
  }

  /** Waits, asks, and once more where the server says when. */
  private async answered(url: URL): Promise<Answer | Failure> {
    for (let attempt = 0; ; attempt++) {
      await this.rest(url);
      const answer = await ask(url, this.asking);
      this.lastEnd = performance.now();
      const again = 'retryAfter' in answer ? answer.retryAfter : undefined;
      if (again === undefined || attempt === 2 || again > LONGEST_PAUSE) return answer;
      await this.sleep(again * 1000);
    }
  }

  private documentOf(asked: URL, answer: Answer, depth: number): RawDocument | undefined {
    const { url, mediaType, charset, body, headers } = answer;
    if (pageKey(url) !== pageKey(asked)) {
      if (this.seen.has(pageKey(url))) {
        this.tell(asked, 'same-page', url.href);
        return undefined;
      }
      this.seen.add(pageKey(url));
    }
    const wishes = this.follow(answer, depth);
    if (wishes.noIndex) {
      this.tell(url, 'no-index');
      return undefined;
    }
    this.tell(url, 'page');
    const modified = Date.parse(headers.get('last-modified') ?? '');
    const date = Number.isNaN(modified) ? {} : { date: new Date(modified).toISOString() };
    const origin = { file: this.start.origin, offset: 0, url: url.href, ...date, collection: 'web' };
    return { id: url.href, origin, mediaType, ...(charset ? { charset } : {}), body };
  }

  /** Adds the page's links to those that wait, if it lets them be followed. */
  private follow({ url, mediaType, charset, body, headers }: Answer, depth: number) {
    const header = asked(headers.get('x-robots-tag') ?? '');
    const isPage = mediaType === 'text/html' || mediaType === 'application/xhtml+xml';
    const text = isPage ? decode(body, charset)?.text : undefined;
    if (text === undefined) return header;
    const { links, noIndex, noFollow } = linksOf(text, url.href);
    if (!noFollow && !header.noFollow) for (const link of links) this.add(link, depth + 1);
    return { noIndex: noIndex || header.noIndex, noFollow };
  }

  private async allowed(url: URL): Promise<boolean> {
    return (await this.robotsOf(url)).allows(url);
  }

  private async robotsOf({ origin }: URL): Promise<Robots> {
    let robots = this.robots.get(origin);
    if (robots === undefined) {
      robots = await robotsOf(origin, this.asking);
      this.lastEnd = performance.now();
      this.robots.set(origin, robots);
    }
    return robots;
  }

  /** robots.txt could not be read: the site's fault, or is there no site? */
  private async checkReachable(): Promise<void> {
    const answer = await ask(this.start, { ...this.asking, accepts: new Set() });
    if (!('body' in answer) && answer.kind === 'unreachable') throw unreachable(this.start, answer);
  }

  /** Until the pause since the last answer is over. */
  private async rest(url: URL): Promise<void> {
    const seconds = Math.max(this.options.delay, (await this.robotsOf(url)).delay);
    await this.sleep(this.lastEnd + seconds * 1000 - performance.now());
  }

  private async sleep(milliseconds: number): Promise<void> {
    const { signal } = this.options;
    signal?.throwIfAborted();
    if (milliseconds <= 0) return;
    await pause(milliseconds, undefined, signal === undefined ? {} : { signal }).catch((thrown) => {
      signal?.throwIfAborted();
      throw thrown;
    });
  }

  private tell(url: URL, kind: string, message?: string): void {
    const { fetched } = this;
    const waiting = this.queue.length - this.next;
    this.options.onEvent?.({
      url: url.href,
      kind,
      ...(message === undefined ? {} : { message }),
      fetched,
      waiting,
    });
  }
}

const unreachable = (url: URL, { message }: Failure) =>
  new UserError(
    `crawl: ${url.origin} cannot be reached (${message}) Check the address and that the site runs.`,
  );
