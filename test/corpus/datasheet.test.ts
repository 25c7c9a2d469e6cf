import assert from 'node:assert/strict';
import { readFile, mkdtemp, rm, mkdir, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Datasheet } from 'kernel-lib/dist/corpus/datasheet/datasheet.js';
import { percent } from 'kernel-lib/dist/corpus/datasheet/numbers.js';
import { bucketOf, quantilesOf } from 'kernel-lib/dist/corpus/pipeline/lengths.js';
import { build, textOf } from './pipeline/support.js';

describe('the datasheet of a corpus', function () {
  this.timeout(60_000);
  let folder: string;
  let sheet: Datasheet;
  let text: string;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'blossom-sheet-'));
    const input = join(folder, 'my | books');
    await mkdir(input);
    const mail = `Ask carla.stone@example.org or call +49 30 901820 today. ${textOf(500)}`;
    for (const [i, body] of [
      ...Array.from({ length: 20 }, (_, k) => textOf(k)),
      textOf(3),
      mail,
      'x',
    ].entries()) {
      await writeFile(join(input, `${String(i).padStart(2, '0')}.txt`), body);
    }
    await writeFile(join(input, 'broken.jsonl'), 'not json\n');
    await writeFile(join(input, 'picture.png'), 'no text');
    const out = join(folder, 'out');
    await build({ inputs: [input], out, options: { preset: 'small', vocabulary: 400 } });
    sheet = JSON.parse(await readFile(join(out, 'datasheet.json'), 'utf8')) as Datasheet;
    text = await readFile(join(out, 'datasheet.md'), 'utf8');
  });
  after(() => rm(folder, { recursive: true, force: true }));

  it('has the seven sections of datasheets for datasets', () => {
    const headings = [...text.matchAll(/^## (.*)$/gm)].map(([, heading]) => heading);
    assert.deepEqual(headings, [
      ...['Motivation', 'Composition', 'Collection process', 'Cleaning and labelling'],
      ...['Uses', 'Distribution', 'Maintenance'],
    ]);
  });

  it('tells what came, what left and why, and what could not be read', () => {
    assert.equal(sheet.collected, 23);
    assert.match(text, /\| exact \| exact-copy \| 1 \|/);
    assert.match(text, /\| near-empty \| near-empty \| 1 \|/);
    assert.match(text, /\| not-json \| 1 \|/);
    assert.match(text, /\| other-type \| 1 \|/);
    assert.match(text, /\| email \| 1 \|/);
    assert.match(text, /\| phone \| 1 \|/);
    assert.match(text, new RegExp(`fingerprint \`${sheet.tokenizer.fingerprint}\``));
    assert.match(text, /\| my \\\| books \| /, 'a name does not break the table');
  });

  it('names what is missing', () => {
    const gaps = sheet.gaps.join('\n');
    assert.match(gaps, /states no licence for 21 of 21/);
    assert.match(gaps, /56 % at 0.7, 92.4 % at 0.8/);
    assert.match(gaps, /Nobody has looked for test items/);
    assert.match(gaps, /1 places? of the input could not be read/);
  });

  it('percentages keep what counts near both ends', () => {
    assert.deepEqual([0, 0.004, 0.0567, 0.5645, 0.9235, 0.9996, 1].map(percent), [
      ...['0 %', '0.4 %', '5.7 %', '56 %', '92.3 %', '99.96 %', '100 %'],
    ]);
  });

  it('quantiles by buckets are within 4.5 % of the real ones', () => {
    const lengths = Array.from({ length: 1001 }, (_, i) => 20 + i * 7);
    const buckets: Record<string, number> = {};
    for (const length of lengths) buckets[bucketOf(length)] = (buckets[bucketOf(length)] ?? 0) + 1;
    const [tenth, median, ninetieth] = quantilesOf(buckets, [0.1, 0.5, 0.9]);
    for (const [found, real] of [
      [tenth, lengths[100]!],
      [median, lengths[500]!],
      [ninetieth, lengths[900]!],
    ] as const) {
      assert.ok(Math.abs(found! / real - 1) < 0.045, `${found} for ${real}`);
    }
    assert.deepEqual(quantilesOf({}, [0.5]), [undefined]);
    assert.deepEqual(quantilesOf({ [bucketOf(0)]: 3 }, [0.5]), [0]);
  });
});
