/** Shared by the tests of display/: a host that records, a clock that stands still, a strict look at XML. */
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { setHost, type DisplayOptions, type MimeBundle } from 'kernel-lib/dist/display/host.js';

export interface Shown {
  bundle: MimeBundle;
  options: DisplayOptions | undefined;
}

/** Runs `work` with a host that keeps what is shown. */
export function recorded(work: () => void): Shown[] {
  const shown: Shown[] = [];
  setHost({
    display: (bundle, options) => void shown.push({ bundle, options }),
    clear: () => undefined,
    request: () => Promise.reject(new Error('not asked in this test')),
  });
  try {
    work();
  } finally {
    setHost(undefined);
  }
  return shown;
}

/** What is written to standard output while `work` runs without a host. */
export function printed(work: () => void): string {
  const write = process.stdout.write;
  let text = '';
  process.stdout.write = ((chunk: string) => {
    text += chunk;
    return true;
  }) as typeof process.stdout.write;
  try {
    work();
  } finally {
    process.stdout.write = write;
  }
  return text;
}

/** The little of linkedom that tests use; its types are of an ES module, which this CommonJS file cannot import. */
export interface Page {
  documentElement: Node;
  querySelectorAll(selector: string): Iterable<Node>;
}
interface Node {
  localName: string;
  textContent: string;
  getAttribute(name: string): string | null;
}
const linkedom = createRequire(__filename)('linkedom') as {
  DOMParser: new () => { parseFromString(text: string, type: string): Page };
};

export function parse(text: string, type: 'text/html' | 'image/svg+xml'): Page {
  return new linkedom.DOMParser().parseFromString(text, type);
}

export class FakeClock {
  time = 0;
  now(): number {
    return this.time;
  }
}

/** Text that breaks out of every careless position. */
export const HOSTILE = `</script><script>alert(1)</script><img src=x onerror="alert('2')">]]>&amp;\u0000\u001b"'\``;

const TAG = /<(\/?)([A-Za-z][\w:.-]*)((?:\s+[\w:.-]+="[^"<]*")*)\s*(\/?)>/y;

/** Throws unless the text is one well-formed XML element: each tag closed, attributes quoted, no bare `&` or `<`. */
export function assertWellFormed(xml: string): void {
  const open: string[] = [];
  let place = 0;
  while (place < xml.length) {
    if (xml[place] === '<') {
      TAG.lastIndex = place;
      const tag = TAG.exec(xml);
      assert.ok(tag, `not well-formed at: ${xml.slice(place, place + 80)}`);
      const [whole, closing, name = '', attributes = '', empty] = tag;
      assert.doesNotMatch(attributes, /&(?!(?:amp|lt|gt|quot|apos|#\d+|#x[\da-f]+);)/i, `bare & in ${whole}`);
      if (closing === '/') assert.equal(open.pop(), name, `closed ${name}`);
      else if (empty !== '/') open.push(name);
      place = TAG.lastIndex;
    } else {
      const end = xml.indexOf('<', place);
      const text = xml.slice(place, end < 0 ? undefined : end);
      assert.ok(open.length > 0, `text outside the root: ${text}`);
      assert.doesNotMatch(text, /&(?!(?:amp|lt|gt|quot|apos|#\d+|#x[\da-f]+);)/i);
      assert.doesNotMatch(text, /[\u0000-\u0008\u000b\u000c\u000e-\u001f]/);
      place += text.length;
    }
  }
  assert.deepEqual(open, [], 'all elements are closed');
}
