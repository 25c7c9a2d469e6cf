/** Where a text is cut before merging: the walk and the regular expression agree, and so do windows. */
import assert from 'node:assert/strict';
import { classOfCodePoint, DIGIT, HAN, LETTER, OTHER } from 'kernel-lib/dist/text/bpe/classes.js';
import { endOfPiece, Units, windowEnd } from 'kernel-lib/dist/text/bpe/split.js';
import { textbookSplit } from 'kernel-lib/dist/text/bpe/textbook.js';
import { strangeTexts, world } from './samples.js';

function split(text: string): string[] {
  const units = new Units();
  units.read(text, 0, text.length);
  const pieces: string[] = [];
  for (let at = 0; at < text.length;) {
    const end = endOfPiece(units.array, at, text.length);
    pieces.push(text.slice(at, end));
    at = end;
  }
  return pieces;
}

describe('text/bpe: pieces', () => {
  it('are words with their space, runs of Chinese, digits by three, runs of marks, white space', () => {
    const text = "In 2026, don't  miss 樱花 (late\r\n\r\n March)!";
    assert.deepEqual(split(text), [
      ...['In', ' ', '202', '6', ',', " don't", ' ', ' miss', ' ', '樱花', ' (', 'late'],
      ...['\r\n\r\n', ' March', ')!'],
    ]);
    assert.deepEqual(split("'tis rock’n’roll' "), ["'", 'tis', ' rock’n’roll', "'", ' ']);
  });

  it('agree with the regular expression, on the world and on 20,000 strange strings', () => {
    for (const text of [...world, world.join('\n'), ...strangeTexts(20_000)]) {
      assert.deepEqual(split(text), textbookSplit(text));
    }
  });

  it('are the same window by window, whatever the text', () => {
    const texts = [
      ...[world.join(' ').repeat(40), '汉'.repeat(600_000), 'x'.repeat(600_000), ' \n'.repeat(300_000)],
      ...[`${'\n '.repeat(200_000)}x`, `${'😀'.repeat(200_000)} 汉a`.repeat(2), "a'".repeat(300_000)],
      strangeTexts(30_000).join(''),
    ];
    for (const text of texts) {
      const pieces: string[] = [];
      for (let at = 0; at < text.length;) {
        const end = windowEnd(text, at);
        for (const piece of split(text.slice(at, end))) pieces.push(piece);
        at = end;
      }
      assert.ok(windowEnd(texts[0]!, 0) < texts[0]!.length, 'the world is cut into windows');
      assert.equal(pieces.join('|'), split(text).join('|'));
    }
  });

  it('class every character as Unicode does, where this Node knows it', () => {
    // Plane 1 holds a few reading marks and numerals of Chinese script; they count as letters.
    const isHan = /(?![\u{16FE0}-\u{16FFF}])\p{Script=Han}/u;
    for (let codePoint = 0; codePoint < 0x110000; codePoint++) {
      const character = String.fromCodePoint(codePoint);
      if (/[\p{Cn}\p{Co}\p{Cs}]/u.test(character)) continue;
      const found = classOfCodePoint(codePoint);
      const where = `U+${codePoint.toString(16)}`;
      if (/[0-9０-９]/u.test(character)) assert.equal(found, DIGIT, where);
      else if (isHan.test(character) && /[\p{Lo}\p{Nl}々〻]/u.test(character))
        assert.equal(found, HAN, where);
      else if (/[\uFE00-\uFE0F\u{E0100}-\u{E01EF}]/u.test(character)) assert.equal(found, OTHER, where);
      else assert.equal(found === LETTER, /[\p{L}\p{M}\p{N}]/u.test(character), where);
    }
  });
});
