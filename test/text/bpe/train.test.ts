/** Training: the fast learner against the textbook, its rules, its limits, and what it refuses. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { pick, randomInt, seededRandom } from 'kernel-lib/dist/random.js';
import { firstTokens, type Base } from 'kernel-lib/dist/text/bpe/alphabet.js';
import { ONIGURUMA_PATTERN } from 'kernel-lib/dist/text/bpe/classes.js';
import { MergeLearner } from 'kernel-lib/dist/text/bpe/learner.js';
import { textbookMerges } from 'kernel-lib/dist/text/bpe/textbook.js';
import type { Tokenizer } from 'kernel-lib/dist/text/bpe/tokenizer.js';
import { trainTokenizer, type LearntMerge } from 'kernel-lib/dist/text/bpe/train.js';
import type { ProgressRecord } from 'kernel-lib/dist/progress.js';
import { needs } from '../../support/needs.js';
import { root } from '../../support/paths.js';
import { world } from './samples.js';

const FIRST = 262;
const charactersOf = (texts: readonly string[]) =>
  [...new Set(texts.join(''))].sort((a, b) => a.codePointAt(0)! - b.codePointAt(0)!);

/** What the textbook learns, as texts. */
function textbook(texts: readonly string[], base: Base, vocabularySize: number, minimumFrequency: number) {
  const tokens = [...firstTokens(base), ...(base === 'characters' ? charactersOf(texts) : [])];
  const merges = textbookMerges(texts, { base, tokens, vocabularySize, minimumFrequency });
  return { tokens, merges: merges.map(({ left, right }) => [tokens[left], tokens[right]]) };
}

describe('text/bpe: training', () => {
  for (const base of ['characters', 'bytes'] as const) {
    it(`learns what the textbook learns from the world (${base})`, async () => {
      const texts = world.slice(0, 150);
      const size = base === 'bytes' ? 330 : FIRST + charactersOf(texts).length + 80;
      const options = { base, vocabularySize: size, alphabetSize: size - FIRST - 1 };
      const tokenizer = await trainTokenizer(texts, options);
      const expected = textbook(texts, base, size, 2);
      assert.deepEqual(tokenizer.merges, expected.merges);
      assert.equal(tokenizer.vocabularySize, size);
      assert.deepEqual(
        expected.tokens.map((token) => tokenizer.idOf(token)),
        expected.tokens.map((_, id) => id),
      );
    });
  }

  for (const base of ['characters', 'bytes'] as const) {
    it(`learns what Hugging Face's trainer learns from the world (${base})`, async function () {
      const python = needs(this, 'python-test');
      const vocabularySize = base === 'bytes' ? 700 : 1500;
      const options = { base, vocabularySize, alphabetSize: 1200, minimumFrequency: 1 };
      const tokenizer = await trainTokenizer(world, options);
      const [first, pattern] = [firstTokens(base).slice(0, base === 'bytes' ? 6 : FIRST), ONIGURUMA_PATTERN];
      const input = JSON.stringify({ texts: world, base, vocabularySize, first, pattern });
      const script = join(root, 'test', 'text', 'bpe', 'python', 'train.py');
      const answer = execFileSync(python, [script], { input, encoding: 'utf8', timeout: 90_000 });
      const theirs = JSON.parse(answer) as { merges: string[][]; vocabulary: Record<string, number> };
      assert.deepEqual(tokenizer.merges, theirs.merges);
      for (const [token, id] of Object.entries(theirs.vocabulary)) assert.equal(tokenizer.idOf(token), id);
      assert.ok(theirs.merges.length > 400);
    });
  }

  it('learns what the textbook learns where all is ties and repetitions', async () => {
    const random = seededRandom(3);
    for (let round = 0; round < 200; round++) {
      const letters = pick(random, ['a', 'ab', 'abc', 'ab春季']);
      const word = () =>
        Array.from({ length: 1 + randomInt(random, 9) }, () => pick(random, [...letters])).join('');
      const texts = Array.from({ length: 1 + randomInt(random, 8) }, word);
      const minimumFrequency = 1 + randomInt(random, 3);
      const size = FIRST + 4 + randomInt(random, 12);
      const tokenizer = await trainTokenizer(texts, {
        vocabularySize: size,
        alphabetSize: 4,
        minimumFrequency,
      });
      const expected = textbook(texts, 'characters', size, minimumFrequency);
      // A pair that a later merge makes anew is merged as it was, and not learnt twice.
      const once = expected.merges.filter(
        (pair, rank) => expected.merges.findIndex((other) => String(other) === String(pair)) === rank,
      );
      assert.deepEqual(tokenizer.merges, once, JSON.stringify({ texts, minimumFrequency, size }));
    }
  });

  it('merges the most frequent pair first; of equals, that with the smaller ids', async () => {
    const learnt: LearntMerge[] = [];
    const options = {
      vocabularySize: FIRST + 8,
      minimumFrequency: 1,
      onMerge: (merge: LearntMerge) => void learnt.push(merge),
    };
    await trainTokenizer(['cd cd ab', 'ab'], { ...options, alphabetSize: 5 });
    assert.deepEqual(
      learnt.map(({ pair, count, rank, id, token }) => [pair.join('+'), count, rank, id, token]),
      [
        ['a+b', 2, 0, FIRST + 5, 'ab'],
        ['c+d', 2, 1, FIRST + 6, 'cd'],
        [' +ab', 1, 2, FIRST + 7, ' ab'],
      ],
    );
  });

  it('shows merges of bytes as text, where they are whole characters', async () => {
    const texts: string[] = [];
    const options = {
      base: 'bytes',
      vocabularySize: FIRST + 4,
      onMerge: ({ text }: LearntMerge) => void texts.push(text),
    } as const;
    const tokenizer = await trainTokenizer([' 春 春 春 no no'], options);
    assert.deepEqual(texts, ['<0xE6><0x98>', '春', 'no', ' no']);
    assert.equal(tokenizer.tokenOf(FIRST + 3), 'Ġno');
  });

  it('does not depend on the order of texts, nor on how they come', async () => {
    async function* stream() {
      for (const text of [...world].reverse()) yield await Promise.resolve(text);
    }
    const one = await trainTokenizer(world, { vocabularySize: 1200 });
    const other = await trainTokenizer(stream(), { vocabularySize: 1200 });
    assert.deepEqual(other.toJSON(), one.toJSON());
  });

  it('gives a character without a token no merge, and spells it in bytes', async () => {
    const tokenizer = await trainTokenizer(['aab aab aab xy xy'], {
      vocabularySize: FIRST + 6,
      alphabetSize: 3,
    });
    assert.deepEqual(tokenizer.merges.map((pair) => pair.join('+')), ['a+a', 'aa+b', ' +aab']); // prettier-ignore
    assert.deepEqual(tokenizer.pieces('xaab').map(({ id }) => tokenizer.tokenOf(id)), ['<0x78>', 'aab']); // prettier-ignore
  });

  it('gives a token to the characters that save more than merges would, and says merges once', async () => {
    const ranks: number[] = [];
    const options = { vocabularySize: 600, onMerge: ({ rank }: LearntMerge) => void ranks.push(rank) };
    const tokenizer = await trainTokenizer(world, options);
    assert.deepEqual(ranks, [...tokenizer.merges.keys()]);
    const count = (each: Tokenizer) => world.reduce((sum, text) => sum + each.encode(text).length, 0);
    for (const alphabetSize of [100, 169]) {
      const other = await trainTokenizer(world, { vocabularySize: 600, alphabetSize });
      assert.ok(count(tokenizer) < 0.99 * count(other), `${count(tokenizer)}, not ${count(other)}`);
    }
  });

  it('makes no token longer than it may', async () => {
    const tokenizer = await trainTokenizer(world, { vocabularySize: 2048, maximumTokenLength: 3 });
    const lengths = tokenizer.merges.map((pair) => [...pair.join('')].length);
    assert.equal(Math.max(...lengths), 3);
  });

  it('makes no token that is written like a special one or a byte', async () => {
    const texts = ['<0x41>', '<|end|>'].flatMap((text) => Array<string>(50).fill(text));
    const tokenizer = await trainTokenizer(texts, { base: 'bytes', vocabularySize: 400 });
    const characters = await trainTokenizer(texts, { vocabularySize: 400 });
    for (const each of [tokenizer, characters]) {
      for (const text of texts) assert.equal(each.decode(each.encode(text)), text);
      assert.ok(each.encode('<|end|>').length > 1);
      assert.ok(each.encode('<0x41>').length > 1);
    }
  });

  it('forgets the rarest words where there are too many, and learns from the others', async () => {
    const random = seededRandom(1);
    const rare = Array.from(
      { length: 5000 },
      () =>
        ` ${randomInt(random, 2 ** 31)
          .toString(36)
          .replace(/\d/g, 'q')}`,
    );
    const texts = rare.map((word) => ` spring spring blossom${word}`);
    const tokenizer = await trainTokenizer(texts, { vocabularySize: FIRST + 40, maximumWords: 100 });
    assert.ok(tokenizer.has(' spring') && tokenizer.has(' blossom'));
  });

  it('counts beyond 31 bits', () => {
    // The words "a b" and "a c"; the first stands there 2 ** 33 times.
    const learner = new MergeLearner({ ids: Int32Array.of(2, -1, 0, 1, 2, 5, 0, 2), large: [2 ** 33] }, 3, 4);
    const first = learner.next(1)!;
    assert.deepEqual([first.left, first.right, first.count], [0, 1, 2 ** 33]);
    learner.merge(first, 3);
    const second = learner.next(1)!;
    assert.deepEqual([second.left, second.right, second.count, learner.next(1)], [0, 2, 5, undefined]);
  });

  it('tells how far it is', async () => {
    const records: ProgressRecord[] = [];
    await trainTokenizer(world, { vocabularySize: 900, onProgress: (record) => void records.push(record) });
    const counted = records.findLast(({ label }) => label === 'count words')!;
    assert.equal(counted.done, world.join('').length);
    const last = records.at(-1)!;
    assert.deepEqual([last.label, last.unit, last.done === last.total], ['learn merges', 'merges', true]);
  });

  it('ends when its signal says so', async () => {
    const controller = new AbortController();
    function* endless() {
      for (let i = 0; ; i++) {
        if (i === 1000) controller.abort();
        yield 'spring ';
      }
    }
    const training = trainTokenizer(endless(), { signal: controller.signal });
    await assert.rejects(training, { name: 'AbortError' });
  });

  const refused: [string, unknown, object, RegExp][] = [
    ['no text', [], {}, /^UserError: trainTokenizer: the texts are empty/],
    ['empty texts', ['', ''], {}, /the texts are empty/],
    ['a text alone', 'spring', {}, /put a single text into \[ \]/],
    ['no texts', [1], {}, /takes texts, got 1 among them/],
    ['no room', ['a'], { vocabularySize: 262 }, /a vocabulary of 262 has no room/],
    ['an alphabet too large', ['a'], { vocabularySize: 300, alphabetSize: 39 }, /alphabetSize 39 and 262/],
    ['an unknown base', ['a'], { base: 'words' }, /base must be one of characters, bytes, got "words"/],
    ['an unknown option', ['a'], { size: 3 }, /no option "size"/],
  ];
  for (const [what, texts, options, message] of refused) {
    it(`refuses ${what}`, async () => {
      await assert.rejects(trainTokenizer(texts as string[], options), message);
    });
  }
});
