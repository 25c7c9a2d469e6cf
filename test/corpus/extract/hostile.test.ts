/** Pages that were made to be slow or to overflow the stack. Times are compared with each other, never with a clock. */
import assert from 'node:assert/strict';
import { linksOf } from 'kernel-lib/dist/corpus/collect/crawl/links.js';
import { blocksOf } from 'kernel-lib/dist/corpus/extract/blocks.js';
import { extract } from 'kernel-lib/dist/corpus/extract/extract.js';
import { mainLines } from 'kernel-lib/dist/corpus/extract/lines.js';
import { depthOf } from 'kernel-lib/dist/corpus/extract/readability.js';
import { decode } from 'kernel-lib/dist/corpus/extract/charset.js';
import { normaliseText } from 'kernel-lib/dist/corpus/normalise/normalise.js';
import { guessLanguage } from 'kernel-lib/dist/corpus/normalise/language.js';

const pieces = [
  ...[' ', '<', '&', '<!--', '<a', '<a ', '<a>', '<div>', '<b>', '</x>', '<nav>', '<svg>', '<svg></svg>'],
  ...[
    '<p class="',
    '<p class="menu ',
    '<td>x',
    '<tr><td>',
    '<br>',
    '&amp;',
    '&#',
    '&#x',
    '<pre>',
    '\n',
    '-\n',
  ],
  ...[
    'ab-\n',
    'a',
    'a-',
    'a-b ',
    '\t',
    '\u3000',
    '\u200D',
    'ｶﾞ',
    '<script>',
    '<title>',
    '<![CDATA[',
    '=',
    '"',
    'é',
    '字',
  ],
  ...[
    '<meta ',
    '<meta charset=',
    ' \n',
    '. ',
    '\uD800',
    'e\u0301',
    '😀\u200D',
    '<h1>',
    '<li><a href=x>y</a>',
  ],
];

/** Processor time in milliseconds, so that what else the machine does counts little. */
function timeOf(work: () => void): number {
  const start = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(start);
  return (user + system) / 1000;
}

/** Eight times as much takes eight times as long if time is linear, 64 times if it is quadratic: 20 is the limit. */
function growsLinearly(work: (text: string) => void, piece: string): void {
  const tried: string[] = [];
  const least = [Infinity, Infinity];
  for (let attempt = 0; attempt < 12; attempt++) {
    for (const [i, length] of [LENGTH, 8 * LENGTH].entries()) {
      const text = piece.repeat(Math.ceil(length / piece.length));
      least[i] = Math.min(
        least[i]!,
        timeOf(() => work(text)),
      );
    }
    if (least[1]! < 20 * Math.max(least[0]!, 0.3)) return;
    tried.push(`${least[0]} and ${least[1]} ms`);
  }
  assert.fail(`${JSON.stringify(piece)}: ${tried.join('; ')}`);
}

/** At this length the simplest quadratic scan takes seconds for eight times as much. */
const LENGTH = 50_000;

describe('hostile pages', () => {
  const works: Record<string, (text: string) => void> = {
    'the line rule': mainLines,
    'the line rule in <pre>': (text) => mainLines(`<pre>${text}`),
    'the links': (text) => linksOf(text, 'https://a.example/'),
    'the depth': depthOf,
    'the charset': (text) => decode(Buffer.from(text, 'latin1')),
    normalising: (text) => normaliseText(`${text} ab-\ncd`),
    'the language': guessLanguage,
  };
  for (const [name, work] of Object.entries(works)) {
    it(`take linear time: ${name}`, () => {
      for (const piece of pieces) growsLinearly(work, piece);
    });
  }

  it('may be nested 100,000 deep, closed or not, with any method', () => {
    const depth = 100_000;
    const words = 'Words that somebody wrote far inside of all this, enough of them to be a line of text.';
    for (const [open, close] of [
      ['<div>', '</div>'],
      ['<div>', ''],
      ['<b>', '</i>'],
      ['<nav>', '</nav>'],
      ['<table><tr><td>', '</table>'],
      ['<ul><li>', '</li></ul>'],
      ['<svg>', '</svg>'],
    ] as [string, string][]) {
      const html = open.repeat(depth) + words + close.repeat(depth);
      for (const method of ['lines', 'readability', 'auto'] as const) {
        const raw = {
          id: 'a',
          origin: { file: 'a', offset: 0 },
          mediaType: 'text/html',
          body: Buffer.from(html),
        };
        const extracted = extract(raw, { method });
        const hidden = open === '<svg>' && close !== '';
        assert.equal('keep' in extracted && extracted.keep.text, hidden ? false : words, `${open} ${method}`);
      }
    }
    assert.equal(depthOf('<div>'.repeat(depth)), depth);
  });

  it('may have a line of 20 MB', () => {
    const line = `${'many words '.repeat(2_000_000)}.`;
    assert.equal(blocksOf(`<p>${line}`).blocks[0]!.text.length, line.length);
    assert.equal(normaliseText(line).length, line.length);
  });
});
