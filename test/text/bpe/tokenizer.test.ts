/** Encoding and decoding: exact, as the textbook and as Hugging Face do it; files, special tokens, bad input. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { Tokenizer } from 'kernel-lib/dist/text/bpe/tokenizer.js';
import { readTokenizerJson } from 'kernel-lib/dist/text/bpe/json.js';
import { textbookEncode } from 'kernel-lib/dist/text/bpe/textbook.js';
import { trainTokenizer, type TrainTokenizerOptions } from 'kernel-lib/dist/text/bpe/train.js';
import { needs } from '../../support/needs.js';
import { root } from '../../support/paths.js';
import { corpus, strangeTexts, world } from './samples.js';

const folder = mkdtempSync(join(tmpdir(), 'blossom-bpe-'));
/** Learnt from the world, and from strings that nobody would write, so that tokens of all planes are merged. */
const KINDS: Record<string, [texts: readonly string[], options: TrainTokenizerOptions]> = {
  characters: [world, { vocabularySize: 1500 }],
  bytes: [world, { vocabularySize: 512, base: 'bytes' }],
  'characters of all planes': [
    strangeTexts(4000, 2),
    { vocabularySize: 9000, alphabetSize: 6000, minimumFrequency: 1 },
  ],
};

describe('text/bpe: tokenizer', () => {
  const tokenizers = new Map<string, Tokenizer>();
  before(async () => {
    for (const [kind, [texts, options]] of Object.entries(KINDS))
      tokenizers.set(kind, await trainTokenizer(texts, options));
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  for (const kind of Object.keys(KINDS)) {
    describe(kind, () => {
      let tokenizer: Tokenizer;
      before(() => (tokenizer = tokenizers.get(kind)!));

      it('gives back every text, but U+FFFD for half a surrogate pair', () => {
        const whole = world.join('\r\n');
        const texts = [...world, whole, '', ' ', '\n', '\0', '\uFEFFx', ' 春 ', ...strangeTexts(10_000)];
        for (const text of texts) assert.equal(tokenizer.decode(tokenizer.encode(text)), wellFormed(text));
        assert.deepEqual(tokenizer.encode('a\ud800b\udc00'), tokenizer.encode('a\ufffdb\ufffd'));
      });

      it('merges as the textbook does', () => {
        const parts = readTokenizerJson(tokenizer.toJSON(), 'it');
        const long = world.slice(0, 40).join('').replace(/[^\p{L}]/gu, ''); // prettier-ignore
        for (const text of [...world.slice(0, 200), long, ...strangeTexts(500)])
          assert.deepEqual([...tokenizer.encode(text)], textbookEncode(text, parts));
      });

      it('encodes and decodes as Hugging Face does: the world, manuals, 10,000 strange strings', function () {
        const python = needs(this, 'python-test');
        const texts = [...world, world.join('\n'), ...corpus(), ...debian(), ...strangeTexts(10_000)].map(
          wellFormed,
        );
        const check = (texts: readonly string[], special: boolean) =>
          huggingFace(python, tokenizer, texts, special).forEach(([ids, decoded], i) => {
            const same = Buffer.from(tokenizer.encode(texts[i]!, { special }).buffer).equals(bytesOf(ids));
            if (!same) assert.deepEqual([...tokenizer.encode(texts[i]!, { special })], ids, texts[i]);
            assert.equal(tokenizer.decode(ids), decoded);
          });
        check(texts, false);
        check(texts.slice(-3000), true);
      });

      it('is the same after it was saved and loaded', async () => {
        const path = join(folder, kind, 'tokenizer.json');
        await tokenizer.save(path);
        const loaded = await Tokenizer.load(path);
        assert.deepEqual(loaded.toJSON(), tokenizer.toJSON());
        assert.deepEqual(loaded.merges, tokenizer.merges);
        for (const text of world) assert.deepEqual(loaded.encode(text), tokenizer.encode(text));
      });

      it('numbers special tokens from 0 and reads them in a text only when asked', () => {
        const names = ['<|pad|>', '<|end|>', '<|mask|>', '<|user|>', '<|assistant|>', '<|system|>'];
        assert.deepEqual(names.map((name) => tokenizer.idOf(name)), [0, 1, 2, 3, 4, 5]); // prettier-ignore
        const text = '<|user|>Hi<|end|> <|end';
        assert.ok(tokenizer.encode(text).every((id) => id > 5));
        const ids = tokenizer.encode(text, { special: true });
        assert.deepEqual([ids[0], ids.filter((id) => id < 6).length, ids.indexOf(1) > 1], [3, 2, true]);
        assert.equal(tokenizer.decode(ids), text);
        assert.equal(tokenizer.decode(ids, { special: false }), 'Hi <|end');
      });

      it('encodes a text of any length without an end of memory, also one run of letters', () => {
        for (const part of ['x', '汉', ' ', '\n', '.', '9', '😀', 'ab ']) {
          const text = part.repeat(1_500_000 / part.length);
          assert.ok(tokenizer.decode(tokenizer.encode(text)) === text, part);
        }
      });
    });
  }

  it('shows pieces; a byte that is no whole character by its number', () => {
    const shown = (base: string, text: string) => tokenizers.get(base)!.pieces(text).map(({ text }) => text); // prettier-ignore
    assert.equal(shown('characters', 'The cherry trees blossom.').join(''), 'The cherry trees blossom.');
    assert.deepEqual(shown('characters', '𝄞'), ['<0xF0>', '<0x9D>', '<0x84>', '<0x9E>']);
    assert.deepEqual(shown('bytes', '\uFEFFq'), ['<0xEF>', '<0xBB>', '<0xBF>', 'q']);
  });

  it('makes fewer tokens of the world the larger the vocabulary is', async () => {
    const lengths = [];
    for (const vocabularySize of [900, 1200, 1800]) {
      const tokenizer = await trainTokenizer(world, { vocabularySize });
      lengths.push(world.reduce((sum, text) => sum + tokenizer.encode(text).length, 0));
    }
    assert.ok(lengths[0]! > lengths[1]! && lengths[1]! > lengths[2]!, String(lengths));
  });

  it('says which id or token there is not', () => {
    const tokenizer = tokenizers.get('bytes')!;
    assert.throws(
      () => tokenizer.tokenOf(512),
      /^UserError: No token has the id 512; the ids are 0 to 511\.$/,
    );
    assert.throws(() => tokenizer.decode([7, -1]), /No token has the id -1/);
    assert.throws(() => tokenizer.decode([7.5]), /No token has the id 7\.5/);
    assert.throws(() => tokenizer.idOf('春'), /has no token "春"/);
    assert.throws(() => tokenizer.encode(5 as never), /encode\(\) takes a text, got number/);
  });

  const broken: [string, (json: Json) => unknown, RegExp][] = [
    ['null', () => null, /x\.json is no tokenizer of this course: it has no model/],
    [
      'a word model',
      (json) => ({ ...json, model: { ...json.model, type: 'WordPiece' } }),
      /its model is "WordPiece"/,
    ],
    ['another cut', (json) => ({ ...json, pre_tokenizer: null }), /cuts texts in another way/],
    [
      'a gap in the ids',
      (json) => {
        delete json.model.vocab['<|pad|>'];
        return json;
      },
      /has the id/,
    ],
    ['an id twice', (json) => ((json.model.vocab['<|pad|>'] = 1), json), /two tokens have the id 1/],
    [
      'another order',
      (json) => (([json.model.vocab['<|pad|>'], json.model.vocab['<|end|>']] = [1, 0]), json),
      /the id 0 must be <\|pad\|>, got "<\|end\|>"/,
    ],
    ['no merges', (json) => (delete json.model.merges, json), /model\.merges must be a list/],
    [
      'merges as texts',
      (json) => ((json.model.merges![3] = 'a b'), json),
      /merge 3 must be a list of two tokens, got "a b"/,
    ],
    ['a merge of nothing', (json) => ((json.model.merges![3] = ['春', 'q']), json), /merge 3, .* no token/],
  ];
  for (const [what, change, message] of broken) {
    it(`refuses a file with ${what}`, async () => {
      const path = join(folder, 'x.json');
      const json = JSON.parse(JSON.stringify(tokenizers.get('characters'))) as Json;
      writeFileSync(path, JSON.stringify(change(json)));
      await assert.rejects(Tokenizer.load(path), message);
    });
  }

  it('refuses a file that is missing or no JSON', async () => {
    await assert.rejects(Tokenizer.load(join(folder, 'none.json')), /^UserError: Cannot read .*none\.json/);
    writeFileSync(join(folder, 'cut.json'), '{"model":');
    await assert.rejects(Tokenizer.load(join(folder, 'cut.json')), /^UserError: .*cut\.json is no JSON/);
  });
});

/** A manual in both languages, 0.9 MB each, where the machine has it (Debian's `debian-reference`). */
function debian(): string[] {
  const paths = ['en', 'zh-cn'].map((name) => `/usr/share/debian-reference/debian-reference.${name}.txt.gz`);
  return paths.filter(existsSync).map((path) => gunzipSync(readFileSync(path)).toString());
}

const bytesOf = (ids: readonly number[]) => Buffer.from(Int32Array.from(ids).buffer);

/** As UTF-8 has it. */
const wellFormed = (text: string) => Buffer.from(text).toString();

/** What of a file the tests break. */
interface Json {
  model: { vocab: Record<string, number>; merges?: unknown[] };
}

/** For each text the ids and their text, by Hugging Face's tokenizers. */
function huggingFace(python: string, tokenizer: Tokenizer, texts: readonly string[], special: boolean) {
  const path = join(folder, 'for-python.json');
  writeFileSync(path, JSON.stringify(tokenizer));
  const script = join(root, 'test', 'text', 'bpe', 'python', 'encode.py');
  const input = texts.map((text) => `${JSON.stringify(text)}\n`).join('');
  const options = { input, encoding: 'utf8', maxBuffer: 1 << 28, timeout: 90_000 } as const;
  const lines = execFileSync(python, [script, path, ...(special ? ['special'] : [])], options)
    .trimEnd()
    .split('\n');
  return lines.map((line) => JSON.parse(line) as [ids: number[], text: string]);
}
