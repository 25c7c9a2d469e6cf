/** Union–find, buckets, the S-curve, files of signatures and the stage. */
import assert from 'node:assert/strict';
import { appendFileSync, mkdtempSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Document, Dropped } from 'kernel-lib/dist/corpus/document.js';
import { compose } from 'kernel-lib/dist/corpus/stream.js';
import { nearIndex } from 'kernel-lib/dist/corpus/near/index.js';
import { minHasher } from 'kernel-lib/dist/corpus/near/minHasher.js';
import { nearSettings, sCurve } from 'kernel-lib/dist/corpus/near/options.js';
import { indexOfSignatures, writeSignatures } from 'kernel-lib/dist/corpus/near/signatures.js';
import { nearStage } from 'kernel-lib/dist/corpus/near/stage.js';
import type { NearStageOptions } from 'kernel-lib/dist/corpus/near/stage.js';
import { unionFind } from 'kernel-lib/dist/corpus/near/unionFind.js';
import { realJaccard } from 'kernel-lib/dist/corpus/near/verify.js';
import { randomInt, seededRandom } from 'kernel-lib/dist/random.js';
import { pairOf } from './pairs.js';

const hasher = minHasher();

describe('union–find', () => {
  it('gives the clusters that colouring gives, each named by its smallest member', () => {
    const random = seededRandom(1);
    for (let round = 0; round < 200; round++) {
      const size = 1 + randomInt(random, 60);
      const joined = unionFind(size);
      let colours = Array.from({ length: size }, (_, i) => i);
      for (let i = randomInt(random, 80); i > 0; i--) {
        const [a, b] = [randomInt(random, size), randomInt(random, size)];
        const [from, to] = [colours[a]!, colours[b]!];
        assert.equal(joined.union(a, b), from !== to);
        colours = colours.map((colour) => (colour === from ? to : colour));
      }
      const expected = colours.map((colour) => colours.indexOf(colour));
      assert.deepEqual(
        colours.map((_, i) => joined.find(i)),
        expected,
      );
    }
  });

  it('takes a chain of 300,000 without recursion', () => {
    const joined = unionFind(300_000);
    for (let i = 299_999; i > 0; i--) joined.union(i, i - 1);
    assert.equal(joined.find(299_999), 0);
  });
});

describe('the S-curve', () => {
  it('has the known values', () => {
    const known = { 0.7: 0.5645, 0.75: 0.7716, 0.8: 0.9235, 0.85: 0.9884 };
    for (const [s, value] of Object.entries(known)) {
      assert.ok(Math.abs(sCurve(Number(s)) - value) < 5e-5, `${s}: ${sCurve(Number(s))}`);
    }
    assert.equal(sCurve(1), 1);
    assert.equal(sCurve(0), 0);
  });

  it('is what the index finds', () => {
    const random = seededRandom(11);
    const pairs = 250;
    for (const [shared, own] of [
      [50, 25],
      [60, 20],
      [70, 15],
      [80, 10],
      [90, 5],
    ] as const) {
      const index = nearIndex();
      for (let i = 0; i < pairs; i++) {
        for (const text of pairOf(random, shared, own)) index.add(hasher.signature(text, 'en'), 1);
      }
      const { clusterOf } = index.clusters();
      const found = clusterOf.reduce((sum, first, i) => sum + Number(first !== i), 0) / pairs;
      const expected = sCurve(shared / 100);
      // Four and a half standard errors: one of 100,000 runs would fail by chance.
      const error = Math.sqrt((expected * (1 - expected)) / pairs);
      assert.ok(Math.abs(found - expected) < 4.5 * error + 1e-9, `${shared} %: ${found} for ${expected}`);
    }
  });
});

describe('the index', () => {
  it('keeps the longest copy, and of equally long ones the earliest', () => {
    const index = nearIndex();
    const [a, b] = [
      hasher.signature('one two three four five six', 'en'),
      hasher.signature('elsewhere', 'en'),
    ];
    for (const [signature, length] of [
      [a, 5],
      [b, 9],
      [a, 7],
      [a, 7],
      [b, 9],
    ] as const) {
      index.add(signature, length);
    }
    const { clusterOf, keptOf } = index.clusters();
    assert.deepEqual([...clusterOf], [0, 1, 0, 0, 1]);
    assert.deepEqual([...keptOf], [2, 1, 2, 2, 1]);
  });

  it('leaves texts without units alone', () => {
    const index = nearIndex();
    for (const text of ['', '😀', '']) index.add(hasher.signature(text, 'en'), text.length);
    assert.deepEqual([...index.clusters().clusterOf], [0, 1, 2]);
    assert.deepEqual([...nearIndex().clusters().clusterOf], []);
  });

  it('finds the pairs that comparing all bands finds, over several blocks', () => {
    const random = seededRandom(12);
    const options = { bands: 6, rows: 2 };
    const { hashes } = nearSettings(options);
    const signatures = Array.from({ length: 800 }, () =>
      Uint32Array.from({ length: hashes }, () => randomInt(random, 40)),
    );
    const index = nearIndex(options);
    const joined = unionFind(signatures.length);
    for (const [i, a] of signatures.entries()) {
      index.add(a, 1);
      for (const [j, b] of signatures.slice(0, i).entries()) {
        for (let row = 0; row < hashes; row += 2) {
          if (a[row] === b[row] && a[row + 1] === b[row + 1]) joined.union(i, j);
        }
      }
    }
    assert.deepEqual(
      [...index.clusters().clusterOf],
      signatures.map((_, i) => joined.find(i)),
    );
  });

  it('joins only what verification says yes to', () => {
    const random = seededRandom(13);
    const texts = [0.6, 0.65, 0.7, 0.75, 0.8, 0.9].flatMap((s) =>
      Array.from({ length: 60 }, () => pairOf(random, Math.round(s * 100), Math.round((1 - s) * 50))).flat(),
    );
    const index = nearIndex();
    for (const text of texts) index.add(hasher.signature(text, 'en'), text.length);
    const verify = realJaccard(hasher, (i) => ({ text: texts[i]!, language: 'en' }), 0.7);
    const { clusterOf } = index.clusters(verify);
    const found = texts.map((_, i) => clusterOf[i] !== i);
    assert.equal(found.slice(0, 240).filter(Boolean).length, 0); // .6 and .65
    const rest = found.slice(240).filter(Boolean).length / 240;
    const expected = (sCurve(0.7) + sCurve(0.75) + sCurve(0.8) + sCurve(0.9)) / 4;
    assert.ok(Math.abs(rest - expected) < 0.1, `${rest} for ${expected}`);
    // Without it, some of the others are joined, too.
    assert.ok(
      index
        .clusters()
        .clusterOf.slice(0, 240)
        .some((first, i) => first !== i),
    );
  });

  it('does not remove the end of a chain whose ends are not alike', () => {
    const index = nearIndex();
    const same = hasher.signature('all candidates', 'en');
    for (const length of [10, 30, 20, 30, 5]) index.add(same, length);
    // 0 – 1 – 2 – 3 – 4: only neighbours are alike.
    const { clusterOf, keptOf } = index.clusters((a, b) => Math.abs(a - b) === 1);
    assert.deepEqual([...clusterOf], [0, 0, 0, 0, 0]);
    assert.deepEqual([...keptOf], [1, 1, 1, 3, 3]);
    assert.deepEqual([...index.clusters(() => true).keptOf], [1, 1, 1, 1, 1]);
    assert.deepEqual([...index.clusters(() => false).keptOf], [0, 1, 2, 3, 4]);
  });

  it('compares a bucket of 20,000 unlike documents in linear time', () => {
    const index = nearIndex();
    const same = hasher.signature('a page of boilerplate', 'en');
    for (let i = 0; i < 20_000; i++) index.add(same, 1);
    let comparisons = 0;
    index.clusters(() => {
      comparisons++;
      return false;
    });
    assert.ok(comparisons <= 14 * 32 * 20_000);
    comparisons = 0;
    const { keptOf } = index.clusters(() => {
      comparisons++;
      return true;
    });
    assert.ok(comparisons < 2 * 20_000);
    assert.ok(keptOf.every((kept) => kept === 0));
  });

  it('refuses signatures of another size and wrong settings', () => {
    assert.throws(() => nearIndex().add(new Uint32Array(3), 1), /3 numbers/);
    assert.throws(() => nearSettings({ bands: 0 }), /bands/);
    assert.throws(() => nearSettings({ bands: 1000, rows: 1000 }), /1000000 hashes/);
    assert.throws(() => nearSettings({ band: 3 } as object), /band/);
  });
});

describe('a file of signatures', () => {
  let folder: string;
  let file: string;
  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'signatures-'));
    file = path.join(folder, 'near.signatures');
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const texts = Array.from(
    { length: 2500 },
    (_, i) => `text number ${i % 1200} of many that are here ${i % 1200}`,
  );
  const append = (from: number, to: number, keep?: number) => {
    const writer = writeSignatures(file, {}, keep);
    for (let i = from; i < to; i++) writer.append(hasher.signature(texts[i]!, 'en'), texts[i]!.length + i);
    writer.close();
    return writer.count;
  };
  const clusters = () => indexOfSignatures(file).clusters();

  it('gives the index that memory gives', () => {
    const index = nearIndex();
    for (const [i, text] of texts.entries()) index.add(hasher.signature(text, 'en'), text.length + i);
    assert.equal(append(0, 2500), 2500);
    assert.deepEqual(clusters(), index.clusters());
  });

  it('goes on after half a record, and from any record', () => {
    append(0, 2500);
    const whole = clusters();
    truncateSync(file, statSync(file).size - 777);
    assert.equal(append(2498, 2500, 2498), 2500);
    assert.deepEqual(clusters(), whole);
    appendFileSync(file, 'rest');
    assert.equal(append(2500, 2500), 2500);
    assert.deepEqual(clusters(), whole);
    assert.equal(append(1000, 2500, 1000), 2500);
    assert.deepEqual(clusters(), whole);
  });

  it('refuses other settings, other files, and fewer records than were promised', () => {
    append(0, 10);
    assert.throws(() => writeSignatures(file, { seed: 2 }), /seed 1/);
    assert.throws(() => append(10, 20, 11), /has 10 signatures where 11/);
    writeFileSync(file, 'something else that is longer than a header');
    assert.throws(() => writeSignatures(file), /not a file of signatures/);
    assert.throws(() => indexOfSignatures(file), /not a file of signatures/);
  });
});

describe('the stage near', () => {
  const documentOf = (id: string, text: string, language = 'en'): Document => ({
    ...{ id, text, language },
    origin: { file: 'test', offset: 0 },
  });
  async function* stream(documents: Document[]) {
    yield* documents;
  }
  async function run(documents: Document[], options?: NearStageOptions) {
    const dropped: Dropped[] = [];
    const { documents: staying, counts } = compose(stream(documents), [nearStage(options)], (gone) => {
      dropped.push(gone);
    });
    const kept: string[] = [];
    for await (const { id } of staying) kept.push(id);
    return { kept, dropped, counts };
  }
  const long = 'Every spring the cherry trees along the lake are in flower for two weeks';

  it('keeps the longest copy and says what the others are copies of', async () => {
    const { kept, dropped, counts } = await run([
      documentOf('a', `${long}.`),
      documentOf('b', 'Nothing of that kind is written in this other text'),
      documentOf('c', `${long.toUpperCase()} !!!`),
      documentOf('d', '春天来了，湖边的樱花开了两个星期。', 'zh'),
      documentOf('e', '春天来了湖边的樱花开了两个星期', 'zh'),
      documentOf('f', ''),
      documentOf('g', ''),
    ]);
    assert.deepEqual(kept, ['b', 'c', 'd', 'f', 'g']);
    assert.deepEqual(
      dropped.map(({ document, stage, reason }) => [document.id, stage, reason.rule, reason.detail]),
      [
        ['a', 'near', 'near-copy', 'copy of c'],
        ['e', 'near', 'near-copy', 'copy of d'],
      ],
    );
    assert.deepEqual(counts, [{ stage: 'near', cameIn: 7, wentOut: 5, reasons: { 'near-copy': 2 } }]);
  });

  it('with a threshold removes nothing that is less alike: precision is 1', async () => {
    const random = seededRandom(14);
    const pairs = [0.5, 0.6, 0.68, 0.72, 0.8, 0.9].flatMap((s) =>
      Array.from({ length: 40 }, (_, i) => ({ s, i, texts: pairOf(random, s * 100, (1 - s) * 50) })),
    );
    const documents = pairs.flatMap(({ s, i, texts }) =>
      texts.map((text, copy) => documentOf(`${s}/${i}/${copy}`, text)),
    );
    const { dropped } = await run(documents, { threshold: 0.7 });
    assert.ok(dropped.length > 80);
    for (const { document, reason } of dropped) {
      const [s, i] = document.id.split('/');
      assert.ok(Number(s) >= 0.7);
      assert.match(reason.detail!, new RegExp(`^copy of ${s}/${i}/`));
    }
  });

  it('takes no documents, and refuses a wrong threshold', async () => {
    assert.deepEqual((await run([])).kept, []);
    await assert.rejects(run([], { threshold: 2 }), /threshold/);
  });
});
