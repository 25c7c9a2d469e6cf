/** 500 mangled notebooks from one seed: each gives a Submission or a reason, and nothing is ever thrown. */
import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import { seededRandom, type Random } from 'kernel-lib/dist/random.js';
import { makeCourse } from './course.js';
import { LESSON, notebook, readAll, write, zip, type Json } from './hand-ins.js';

const COUNT = 500;
const SEED = 20261125;

const below = (random: Random, limit: number) => Math.floor(random() * limit);

/** Bytes that damage structure more often than any other. */
const MARKS = Buffer.from('"{}[]:,\\\0\n<0e-\xff', 'latin1');

type Change = (bytes: Buffer, random: Random) => Buffer;
const changes: Record<string, Change> = {
  flip: (bytes, random) => {
    const copy = Buffer.from(bytes);
    for (let i = 0; i <= below(random, 20); i++) copy[below(random, copy.length)]! ^= 1 << below(random, 8);
    return copy;
  },
  mark: (bytes, random) => {
    const copy = Buffer.from(bytes);
    for (let i = 0; i <= below(random, 5); i++)
      copy[below(random, copy.length)] = MARKS[below(random, MARKS.length)]!;
    return copy;
  },
  cut: (bytes, random) => bytes.subarray(0, below(random, bytes.length)),
  drop: (bytes, random) => {
    const at = below(random, bytes.length);
    return Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + 1 + below(random, 50))]);
  },
  repeat: (bytes, random) => {
    const at = below(random, bytes.length);
    return Buffer.concat([bytes.subarray(0, at), bytes.subarray(below(random, bytes.length))]);
  },
  noise: (_, random) => Buffer.from(Array.from({ length: below(random, 2000) }, () => below(random, 256))),
  wide: (bytes) => Buffer.from(`\uFEFF${bytes.toString()}`, 'utf16le'),
};

/** Values of every kind, to stand where another kind is due. */
const VALUES: unknown[] = [
  null,
  true,
  -1,
  1e308,
  '',
  'task',
  [],
  {},
  [[]],
  [null],
  { task: 'mean' },
  '// task: mean\n',
  '__proto__',
];

/** Replaces, removes, copies or nests a part of the notebook somewhere. */
function reshape(json: Json, random: Random): void {
  let at = json;
  for (let depth = below(random, 5); depth > 0; depth--) {
    const keys = Object.keys(at);
    const next = at[keys[below(random, keys.length)]!];
    if (typeof next !== 'object' || next === null || Object.keys(next).length === 0) break;
    at = next;
  }
  const keys = Object.keys(at);
  const [key, other] = [keys[below(random, keys.length)]!, keys[below(random, keys.length)]!];
  const way = below(random, 5);
  if (way === 0) at[key] = VALUES[below(random, VALUES.length)];
  else if (way === 1) delete at[key];
  else if (way === 2) [at[key], at[other]] = [at[other], at[key]];
  else if (way === 3) at[key] = structuredClone({ [key]: at[key], again: at });
  else at[other] = structuredClone(at[key]);
}

describe('mangled notebooks', function () {
  this.timeout(120_000);

  it(`${COUNT} of them, from seed ${SEED}: a Submission or a sentence for each`, async () => {
    const root = makeCourse();
    const random = seededRandom(SEED);
    const ways = Object.values(changes);
    const files: Record<string, Uint8Array> = {};
    for (let i = 0; i < COUNT; i++) {
      const json = await notebook(root);
      for (let n = below(random, 4); n > 0; n--) reshape(json, random);
      let bytes: Buffer = Buffer.from(JSON.stringify(json));
      for (let n = below(random, 3); n > 0 && bytes.length > 2; n--)
        bytes = ways[below(random, ways.length)]!(bytes, random);
      files[`s${String(i).padStart(3, '0')}/${LESSON}.ipynb`] = bytes;
    }
    const folder = write(files);
    const all = await readAll(root, folder);
    assert.deepEqual(
      all.map(({ student }) => student),
      Object.keys(files).map((path) => path.slice(0, 4)),
    );
    for (const one of all) {
      assert.equal(one.lesson, LESSON);
      assert.deepEqual(
        one.answers.map(({ task }) => task),
        one.unreadable === undefined ? ['double-all', 'mean', 'broken'] : [],
      );
      if (one.unreadable !== undefined) assert.match(one.unreadable, /^[A-Z"].*\.$/s);
      for (const { source, candidates } of one.answers) {
        assert.ok(source === undefined || (typeof source === 'string' && candidates === undefined));
      }
    }
    const unreadable = all.filter((one) => one.unreadable !== undefined).length;
    assert.ok(unreadable > 50 && unreadable < 450, `${unreadable} of ${COUNT} could not be read`);
    // The same again: what is read is a function of the bytes.
    assert.deepEqual(await readAll(root, folder), all);
    rmSync(folder, { recursive: true });
    rmSync(root, { recursive: true });
  });

  it('200 mangled archives: nothing is thrown, and the neighbour is always read', async () => {
    const root = makeCourse();
    const random = seededRandom(SEED);
    const ways = Object.values(changes);
    const good = await zip({ [`${LESSON}.ipynb`]: await notebook(root), 'notes.txt': 'x' });
    const files: Record<string, Uint8Array> = { 'zz.zip': good };
    for (let i = 0; i < 200; i++) files[`a${i}.zip`] = ways[below(random, ways.length)]!(good, random);
    const folder = write(files);
    const all = await readAll(root, folder);
    for (let i = 0; i < 200; i++)
      assert.ok(
        all.some(({ student }) => student === `a${i}`),
        `a${i}`,
      );
    assert.equal(all.at(-1)!.student, 'zz');
    assert.equal(all.at(-1)!.unreadable, undefined);
    rmSync(folder, { recursive: true });
    rmSync(root, { recursive: true });
  });
});
