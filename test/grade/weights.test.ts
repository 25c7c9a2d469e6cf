/** Handed-in weights: our own checkpoints are recognised however disguised, those of strangers never. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fingerprintOf, type Fingerprint } from 'kernel-lib/dist/grade/weights/fingerprint.js';
import { recognise, similarities } from 'kernel-lib/dist/grade/weights/recognise.js';
import { balance, balancedSpectrum, symmetricEigenvalues } from 'kernel-lib/dist/grade/weights/spectrum.js';
import { readCheckpoint, saveCheckpoint } from 'kernel-lib/dist/nn/checkpoint.js';
import { loss, type Model } from 'kernel-lib/dist/nn/model.js';
import { seededRandom } from 'kernel-lib/dist/random.js';
import { root } from '../support/paths.js';
import {
  assign,
  decimals,
  halves,
  newModel,
  noisy,
  permuted,
  renamed,
  rescaled,
  tensorsOf,
  train,
  useThreads,
  type Tensors,
} from './weights/tiny.js';

describe('the spectrum of a matrix', () => {
  const random = seededRandom(4);
  const values = (n: number) => Float32Array.from({ length: n }, () => random() - 0.3);

  it('eigenvalues are those of a matrix that was made of them, repeated and zero ones, too', () => {
    for (const wanted of [
      [3],
      [1, 2],
      [0, 0, 0],
      [2, 2, 2, 5],
      Array.from({ length: 30 }, (_, i) => i ** 2 - 40),
    ]) {
      const n = wanted.length;
      let a = wanted.map((value, i) => Float64Array.from({ length: n }, (_, j) => (i === j ? value : 0)));
      // Reflections keep eigenvalues: H A H with H = 1 − 2 u uᵀ.
      for (let k = 0; k < 3; k++) {
        const v = values(n);
        const length = Math.hypot(...v);
        const reflection = Array.from(v, (x, i) =>
          Array.from(v, (y, j) => Number(i === j) - (2 * x * y) / length ** 2),
        );
        const times = (x: ArrayLike<number>[], y: ArrayLike<number>[]) =>
          x.map((row) =>
            Float64Array.from(row, (_, j) => y.reduce((sum, other, m) => sum + row[m]! * other[j]!, 0)),
          );
        a = times(
          times(
            reflection.map((row) => Float64Array.from(row)),
            a,
          ),
          reflection,
        );
      }
      const found = symmetricEigenvalues(a).sort();
      const sorted = Float64Array.from(wanted).sort();
      found.forEach((value, i) => assert.ok(Math.abs(value - sorted[i]!) < 1e-9, `${value} is ${sorted[i]}`));
    }
  });

  it('does not change with the order or the size of rows and columns', () => {
    const [rows, columns] = [12, 9];
    const matrix = { rows, columns, values: values(rows * columns) };
    const turned = Float32Array.from({ length: rows * columns }, (_, at) => {
      const [i, j] = [at % rows, Math.floor(at / rows)];
      return matrix.values[i * columns + j]! * (1 + i) * 2 ** (j - 4);
    });
    const [a, b] = [
      balancedSpectrum(matrix),
      balancedSpectrum({ rows: columns, columns: rows, values: turned }),
    ];
    assert.equal(a.length, 9);
    a.forEach((value, i) => assert.ok(Math.abs(value - b[i]!) < 1e-4, `${value} and ${b[i]}`));
    const squares = Array.from(balance(matrix).values, (value) => value ** 2);
    assert.ok(Math.abs(squares.slice(0, columns).reduce((x, y) => x + y) - columns) < 1e-6);
  });

  it('a row of zeros stays one', () => {
    const zeros = new Float32Array(90);
    assert.ok(balancedSpectrum({ rows: 9, columns: 10, values: zeros }).every((value) => value === 0));
  });
});

describe('handed-in weights', function () {
  this.timeout(120_000);
  const models: Model[] = [];
  const all: Tensors[] = [];
  const prints: Fingerprint[] = [];
  before(async () => {
    await useThreads();
    for (const seed of [1, 2, 3]) {
      const model = newModel(seed);
      await train(model, { steps: 60, seed });
      models.push(model);
      all.push(tensorsOf(model));
      prints.push(fingerprintOf(`school-${seed}`, all.at(-1)!));
    }
  });
  after(() => models.forEach(({ parameters }) => Object.values(parameters).forEach((one) => one.dispose())));

  const random = () => seededRandom(7);
  const disguises: Record<string, [method: string, disguise: (tensors: Tensors) => Tensors]> = {
    'as they are': ['identical', (x) => x],
    renamed: ['identical', renamed],
    'rounded to float16': ['values', halves],
    'rounded to three decimals, renamed': ['values', (x) => renamed(decimals(x))],
    'with noise of 1e-3': ['values', (x) => noisy(x, 1e-3, random())],
    'with noise of 1e-2': ['values', (x) => noisy(x, 1e-2, random())],
    permuted: ['spectrum', (x) => permuted(x, random())],
    rescaled: ['spectrum', (x) => rescaled(x, random())],
    'permuted, rescaled, renamed, with noise of 1e-2': [
      'spectrum',
      (x) => renamed(noisy(rescaled(permuted(x, random()), random()), 1e-2, random())),
    ],
    'permuted, rounded to three decimals': ['spectrum', (x) => decimals(permuted(x, random()))],
  };
  for (const [name, [method, disguise]] of Object.entries(disguises)) {
    it(`${name}: recognised`, () => {
      for (const [i, tensors] of all.entries()) {
        const found = recognise(disguise(tensors), prints);
        assert.equal(found?.checkpoint, `school-${i + 1}`);
        assert.equal(found.method, method);
        assert.ok(found.similarity > 0.8, `${found.similarity}`);
      }
    });
  }

  it('the disguises are the same network', () => {
    const batch = {
      ...{ rows: 1, length: 4, tokens: Int32Array.of(1, 2, 3, 4), targets: Int32Array.of(2, 3, 4, -1) },
      ...{ segments: new Int32Array(4).fill(1), causal: Uint8Array.of(1) },
    };
    const model = newModel(9);
    const lossOf = (tensors: Tensors) => {
      assign(model, tensors);
      const value = loss(model, batch);
      const [number] = value.dataSync();
      value.dispose();
      return number!;
    };
    const wanted = lossOf(all[0]!);
    assert.ok(Math.abs(lossOf(rescaled(all[0]!, random())) - wanted) < 1e-3);
    const other = permuted(all[0]!, random());
    const embedding = all[0]!.get('embedding')!.values as Float32Array;
    const moved = other.get('embedding')!.values as Float32Array;
    // The tokens have other numbers now: each is found by the size of its row.
    const sizes = (values: Float32Array) =>
      Array.from({ length: 40 }, (_, i) => Math.hypot(...values.subarray(i * 32, (i + 1) * 32)));
    const [before, after] = [sizes(embedding), sizes(moved)];
    const anew = (token: number) =>
      token < 0 ? token : after.findIndex((size) => Math.abs(size - before[token]!) < 1e-5);
    batch.tokens = batch.tokens.map(anew);
    batch.targets = batch.targets.map(anew);
    assert.ok(Math.abs(lossOf(other) - wanted) < 1e-3);
    Object.values(model.parameters).forEach((one) => one.dispose());
  });

  it('those of strangers are not, though they learnt the same language', () => {
    for (const [i, tensors] of all.entries()) {
      const others = prints.filter((_, j) => j !== i);
      assert.equal(recognise(tensors, others), undefined);
      const [nearest] = similarities(tensors, others);
      assert.ok(nearest!.similarity < 0.3, `${nearest!.similarity}`);
    }
    const fresh = newModel(77); // `out` and `down` are zeros still.
    assert.equal(recognise(tensorsOf(fresh), prints), undefined);
    assert.equal(recognise(new Map(), prints), undefined);
    assert.equal(recognise(all[0]!, []), undefined);
    Object.values(fresh.parameters).forEach((one) => one.dispose());
  });

  it('weights of which half are copied lie between, and NaN is nothing', () => {
    const half = new Map(
      [...all[0]!].map(([name, own], i) => [name, i % 2 === 0 ? own : all[1]!.get(name)!]),
    );
    const found = similarities(half, prints.slice(0, 1))[0]!;
    assert.ok(found.similarity > 0.3 && found.similarity < 0.8, `${found.similarity}`);
    const broken = new Map(
      [...all[0]!].map(([name, { shape }]) => [
        name,
        { shape, values: new Float32Array(shape.reduce((a, b) => a * b, 1)).fill(NaN) },
      ]),
    );
    assert.equal(recognise(broken, prints), undefined);
  });

  it('training on from a checkpoint stays near it for a while, and the author chooses where that ends', async () => {
    const model = newModel(5);
    assign(model, all[0]!);
    await train(model, { steps: 30, seed: 50, language: 2, learningRate: 3e-4 });
    const found = similarities(tensorsOf(model), prints)[0]!;
    assert.deepEqual([found.checkpoint, found.method], ['school-1', 'values']);
    assert.ok(found.similarity > 0.7 && found.similarity < 1, `${found.similarity}`);
    assert.equal(recognise(tensorsOf(model), prints, 0.9999), undefined);
    Object.values(model.parameters).forEach((one) => one.dispose());
  });

  it('scripts/fingerprint.js keeps fingerprints of checkpoint files', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'blossom-weights-'));
    const file = join(folder, 'school.safetensors');
    const out = join(folder, 'fingerprints.json');
    await saveCheckpoint(file, models[0]!);
    const script = join(root, 'scripts', 'fingerprint.js');
    for (let round = 0; round < 2; round++) execFileSync(process.execPath, [script, out, file]);
    const known = JSON.parse(readFileSync(out, 'utf8')) as Fingerprint[];
    const byName = [...prints[0]!.matrices].sort((a, b) => (a.name < b.name ? -1 : 1));
    assert.deepEqual(known, [{ checkpoint: 'school', matrices: byName }]);
    assert.equal(recognise((await readCheckpoint(file)).tensors, known)?.method, 'identical');
    rmSync(folder, { recursive: true });
  });
});
