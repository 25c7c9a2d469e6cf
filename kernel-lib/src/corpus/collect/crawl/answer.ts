/** One polite request: redirects, time and size are limited, and nothing is read that could not be text. */
import { mediaTypeOf } from '../warc/headers.js';
import { messageOf } from '../../../errors.js';
import { linkTo, siteKey } from './url.js';

export interface Answer {
  /** Where the redirects ended. */
  url: URL;
  status: number;
  mediaType: string;
  charset?: string;
  headers: Headers;
  body: Buffer;
}

/** Why there is no answer: one word a kind, as in `Problem`. */
export interface Failure {
  kind: string;
  message: string;
  /** Seconds after which the server asks to try again. */
  retryAfter?: number;
}

export interface Asking {
  userAgent: string;
  /** Bytes of a body, after decompression. */
  documentBytes: number;
  /** For one request, all in all. */
  seconds: number;
  signal: AbortSignal | undefined;
  /** Media types whose bodies are read. */
  accepts: ReadonlySet<string>;
  /** Called before each redirect is followed; may wait. False: it must not be followed. */
  beforeRedirect(url: URL): Promise<boolean>;
}

const REDIRECTS = 5;

export async function ask(start: URL, asking: Asking): Promise<Answer | Failure> {
  const seen = new Set<string>();
  for (let url = start; ;) {
    if (seen.has(url.href))
      return { kind: 'redirect-loop', message: `The redirects come back to ${url.href}.` };
    if (seen.size > REDIRECTS) return { kind: 'redirects', message: `More than ${REDIRECTS} redirects.` };
    seen.add(url.href);
    const outcome = await request(url, asking);
    if (!(outcome instanceof URL)) return outcome;
    if (siteKey(outcome) !== siteKey(start))
      return { kind: 'other-host', message: `It redirects to another site, ${outcome.host}.` };
    if (!seen.has(outcome.href) && !(await asking.beforeRedirect(outcome)))
      return {
        kind: 'disallowed',
        message: `It redirects to ${outcome.href}, which robots.txt does not allow.`,
      };
    url = outcome;
  }
}

/** The answer, why there is none, or where the page has moved. */
async function request(url: URL, asking: Asking): Promise<Answer | Failure | URL> {
  const timeout = AbortSignal.timeout(asking.seconds * 1000);
  const signal = asking.signal === undefined ? timeout : AbortSignal.any([timeout, asking.signal]);
  try {
    const headers = { 'User-Agent': asking.userAgent, Accept: [...asking.accepts].join(', ') };
    const response = await fetch(url, { headers, redirect: 'manual', signal });
    const outcome = await answerOf(url, response, asking);
    if (!response.bodyUsed) await response.body?.cancel();
    return outcome;
  } catch (thrown) {
    asking.signal?.throwIfAborted();
    if (timeout.aborted) return { kind: 'timeout', message: `No answer within ${asking.seconds} seconds.` };
    const cause = thrown instanceof Error && thrown.cause !== undefined ? `: ${messageOf(thrown.cause)}` : '';
    return { kind: 'unreachable', message: `${messageOf(thrown)}${cause}.` };
  }
}

async function answerOf(url: URL, response: Response, asking: Asking): Promise<Answer | Failure | URL> {
  const { status, headers } = response;
  const location = headers.get('location');
  if (status >= 300 && status < 400 && location !== null) {
    return (
      linkTo(location, url.href) ?? {
        kind: 'bad-redirect',
        message: `It redirects to "${location.slice(0, 100)}".`,
      }
    );
  }
  if (status < 200 || status > 299) {
    const seconds = Number(headers.get('retry-after') ?? NaN);
    const again = (status === 429 || status === 503) && seconds >= 0 ? { retryAfter: seconds } : {};
    return { kind: `status-${status}`, message: `The server answered ${status}.`, ...again };
  }
  const { mediaType, charset } = mediaTypeOf(headers.get('content-type') ?? 'text/html');
  if (!asking.accepts.has(mediaType)) return { kind: 'media-type', message: `It is ${mediaType}.` };
  const body = await limited(response, asking.documentBytes);
  if (body === undefined)
    return {
      kind: 'too-long',
      message: `It has more than ${asking.documentBytes} bytes, which is the limit.`,
    };
  return { url, status, mediaType, ...(charset ? { charset } : {}), headers, body };
}

/** Undefined where there are more bytes; then the rest is not fetched. */
async function limited(response: Response, most: number): Promise<Buffer | undefined> {
  if (Number(response.headers.get('content-length') ?? 0) > most) return undefined;
  const parts: Uint8Array[] = [];
  let length = 0;
  for await (const part of response.body ?? []) {
    length += part.length;
    if (length > most) return undefined; // leaving the loop cancels the body
    parts.push(part);
  }
  return Buffer.concat(parts, length);
}
