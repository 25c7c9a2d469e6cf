/** Main text by Mozilla's Readability over linkedom's document: the well-kept library that many readers use. */
import type { Readability as Reader } from '@mozilla/readability';
import { allLines, type MainText } from './lines.js';
import { SELF_CLOSED, VOID } from './tags.js';

/** Above this depth the library's recursion could overflow the stack. */
const DEEPEST = 500;
/** Above this many UTF-16 units it would take seconds. */
const LONGEST = 4 * 1024 * 1024;

/** Below so many characters the library thinks that it missed something and takes in menus; its own 500 are a news story. */
const SHORTEST = 100;

/** The page's main text; undefined where the library finds none, or where the page is too deep or too long for it. */
export function readableText(html: string): MainText | undefined {
  if (html.length > LONGEST || depthOf(html) > DEEPEST) return undefined;
  const { Readability, parseHTML } = libraries();
  const { document } = parseHTML(withBody(html));
  const options = { disableJSONLD: true, charThreshold: SHORTEST };
  const article = new Readability(document as never, options).parse();
  if (!article?.content) return undefined;
  return { title: article.title?.trim() ?? '', lines: allLines(article.content) };
}

interface Libraries {
  Readability: typeof Reader;
  /** Without the types of a browser, which nothing here has. */
  parseHTML(html: string): { document: object };
}

let loaded: Libraries | undefined;

/** Loaded when first asked for: most notebooks and all workers of a corpus do without these 130 files. */
function libraries(): Libraries {
  /* eslint-disable @typescript-eslint/no-require-imports */
  loaded ??= {
    Readability: (require('@mozilla/readability') as Libraries).Readability,
    parseHTML: (require('linkedom') as Libraries).parseHTML,
  };
  /* eslint-enable @typescript-eslint/no-require-imports */
  return loaded;
}

/** HTML lets `<body>` away; linkedom then has nowhere to look. */
const withBody = (html: string) =>
  BODY.test(html) ? html : `<!doctype html><html><head></head><body>${html}</body></html>`;
const BODY = /<body[\s>]/i;

/**
 * About how deep the elements of a page are nested, without a parser: too high where a script has tags in strings,
 * never far too low. Linear in the length.
 */
export function depthOf(html: string): number {
  let depth = 0;
  let deepest = 0;
  for (let at = html.indexOf('<'); at !== -1; at = html.indexOf('<', at + 1)) {
    const closing = html.charCodeAt(at + 1) === 0x2f;
    const name = nameAt(html, closing ? at + 2 : at + 1);
    if (name === '' || VOID.has(name) || SELF_CLOSED.has(name)) continue;
    depth = Math.max(0, depth + (closing ? -1 : 1));
    deepest = Math.max(deepest, depth);
  }
  return deepest;
}

function nameAt(html: string, start: number): string {
  let end = start;
  while (end < start + 12 && isLetterOrDigit(html.charCodeAt(end))) end++;
  return html.slice(start, end).toLowerCase();
}

const isLetterOrDigit = (code: number) =>
  (code >= 0x61 && code <= 0x7a) || (code >= 0x41 && code <= 0x5a) || (code >= 0x30 && code <= 0x39);
