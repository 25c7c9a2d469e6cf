/** Checkpoints: the format as Python's package writes and reads it, hostile files, and models that do not fit. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import 'kernel-lib/dist/backend/quiet.js';
import * as tf from '@tensorflow/tfjs';
import { loadWeights, readCheckpoint, saveCheckpoint, type Weights } from 'kernel-lib/dist/nn/checkpoint.js';
import { decodeSafetensors, encodeSafetensors } from 'kernel-lib/dist/nn/safetensors.js';
import { needs } from '../support/needs.js';
import { root } from '../support/paths.js';

const fixture = readFileSync(join(root, 'test', 'nn', 'fixtures', 'python.safetensors'));
const folder = mkdtempSync(join(tmpdir(), 'blossom-checkpoint-'));
const config = { vocabulary: 3, width: 2, heads: 1 };

function model(fill: number, overrides: Partial<Weights> = {}): Weights {
  const parameters = {
    embedding: tf.variable(tf.fill([3, 2], fill)),
    'blocks.0.query': tf.variable(tf.tensor2d([fill, fill + 0.5, -fill, 1 / 3], [2, 2])),
    '10': tf.variable(tf.scalar(fill)),
  };
  return { config, parameters, ...overrides };
}

const valuesOf = ({ parameters }: Weights) =>
  Object.values(parameters).map((parameter) => [...parameter.dataSync()]);

/** A file with this header, written as it stands, before these bytes. */
function file(header: unknown, data: number | Uint8Array = 0): Uint8Array {
  const text = Buffer.from(typeof header === 'string' ? header : JSON.stringify(header));
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(text.length));
  return Buffer.concat([length, text, typeof data === 'number' ? Buffer.alloc(data) : data]);
}
const f32 = (shape: unknown, from: unknown, to?: unknown) => ({
  dtype: 'F32',
  shape,
  data_offsets: to === undefined ? from : [from, to],
});

describe('safetensors', () => {
  it('reads what Python wrote, values and metadata', () => {
    const { tensors, metadata } = decodeSafetensors(fixture, 'fixture');
    assert.deepEqual(metadata, { title: 'a "quoted" 标题' });
    assert.deepEqual(tensors.get('blocks.0.query'), {
      shape: [2, 3],
      values: new Float32Array([0, 0.25, 0.5, 0.75, 1, 1.25]),
    });
    assert.deepEqual(tensors.get('ids')!.values, new Int32Array([-1, 2 ** 31 - 1]));
    assert.deepEqual(tensors.get('flags'), { shape: [3, 1], values: new Uint8Array([0, 1, 255]) });
    assert.deepEqual(tensors.get('scalar'), { shape: [], values: new Float32Array([-0.5]) });
    assert.deepEqual(tensors.get('名'), { shape: [0, 4], values: new Float32Array() });
  });

  it('writes the same bytes as Python', () => {
    assert.deepEqual(Buffer.from(encodeSafetensors(decodeSafetensors(fixture, 'fixture'))), fixture);
  });

  it('is read by Python', function () {
    const python = needs(this, 'python-test');
    const path = join(folder, 'for-python.safetensors');
    const values = new Float32Array([1, -2.5, 3]);
    const tensors = new Map([['weight', { shape: [3, 1], values }]]);
    writeFileSync(path, encodeSafetensors({ tensors, metadata: { a: 'b' } }));
    const script = join(root, 'test', 'nn', 'python', 'read_safetensors.py');
    const read = JSON.parse(
      execFileSync(python, [script, path], { encoding: 'utf8', timeout: 60_000 }),
    ) as unknown;
    assert.deepEqual(read, { weight: ['F32', [3, 1], Buffer.from(values.buffer).toString('hex')] });
  });

  it('reads bytes that lie at an odd place in a larger buffer', () => {
    const shifted = new Uint8Array(fixture.length + 3);
    shifted.set(fixture, 3);
    assert.equal(decodeSafetensors(shifted.subarray(3), 'fixture').tensors.size, 5);
  });

  it('refuses a file cut off after any byte', () => {
    for (let length = 0; length < fixture.length; length++) {
      assert.throws(
        () => decodeSafetensors(fixture.subarray(0, length), 'a.st'),
        /^UserError: a\.st is no safe/,
      );
    }
  });

  const hostile: [string, Uint8Array, RegExp][] = [
    ['a header longer than 100 MB', Buffer.alloc(16, 255), /it has 18446744073709551615 bytes; the limit is/],
    [
      'a header longer than the file',
      Buffer.from('ff00000000000000', 'hex'),
      /255 bytes, the whole file has 8/,
    ],
    ['a header that is no JSON', file('{"a": '), /its header is no JSON/],
    ['a header that is a list', file('[]'), /its header must be an object, got \[\]/],
    ['a header that is null', file('null'), /its header must be an object, got null/],
    ['a name twice', file(`{"a":1,"\\u0061":2}`), /the name "a" twice/],
    ['a key twice inside an entry', file('{"a":{"dtype":"F32","dtype":"I32"}}'), /the name "dtype" twice/],
    ['metadata that are no texts', file({ __metadata__: { a: 1 } }), /texts by name, got {"a":1}/],
    ['an entry that is no object', file({ a: 3 }), /a has the dtype nothing/],
    [
      'an unknown dtype',
      file({ a: { dtype: 'F8', shape: [], data_offsets: [0, 1] } }, 1),
      /dtype "F8"; known are F32/,
    ],
    ['a negative shape', file({ a: f32([-1], 0, 4) }, 4), /a has the shape \[-1\]/],
    ['a shape of fractions', file({ a: f32([0.5], 0, 4) }, 4), /a has the shape \[0.5\]/],
    [
      'a shape whose product overflows',
      file({ a: f32([2 ** 52, 2 ** 52], 0, 4) }, 4),
      /takes 8\.11\d*e\+31 bytes/,
    ],
    ['one offset', file({ a: f32([1], [0]) }, 4), /a has the offsets \[0\]/],
    ['offsets that go back', file({ a: f32([1], 4, 0) }, 4), /its offsets \[4, 0\] hold -4/],
    [
      'offsets that do not fit the shape',
      file({ a: f32([2], 0, 4) }, 4),
      /takes 8 bytes, its offsets \[0, 4\] hold 4/,
    ],
    ['offsets outside the file', file({ a: f32([2], 0, 8) }, 4), /a lies at \[0,8\], but only 4 bytes/],
    ['overlapping offsets', file({ a: f32([2], 0, 8), b: f32([1], 4, 8) }, 8), /b at \[4,8\] overlaps/],
    ['a gap', file({ a: f32([1], 4, 8) }, 8), /no tensor takes the bytes from 0 to 4/],
    ['bytes after the last tensor', file({ a: f32([1], 0, 4) }, 6), /2 bytes follow after the last tensor/],
  ];
  for (const [what, bytes, sentence] of hostile) {
    it(`refuses ${what}`, () => {
      assert.throws(() => decodeSafetensors(bytes, 'a.st'), { name: 'UserError', message: sentence });
    });
  }

  it('keeps a tensor called __proto__ what it is: a tensor', () => {
    const bytes = file(`{"__proto__":${JSON.stringify(f32([1], 0, 4))}}`, 4);
    assert.deepEqual([...decodeSafetensors(bytes, 'a.st').tensors.keys()], ['__proto__']);
  });
});

describe('checkpoint', () => {
  after(() => rmSync(folder, { recursive: true }));
  const path = join(folder, 'new', 'model.safetensors');

  it('gives a model its weights back, bit by bit, with the config and what was said about it', async () => {
    const saved = model(0.1);
    await saveCheckpoint(path, saved, { about: { step: 7, words: ['春'] } });
    const checkpoint = await readCheckpoint(path);
    assert.deepEqual(checkpoint.config, config);
    assert.deepEqual(checkpoint.about, { step: 7, words: ['春'] });
    const loaded = model(9);
    const before = tf.memory().numTensors;
    loadWeights(loaded, checkpoint);
    assert.equal(tf.memory().numTensors, before);
    assert.deepEqual(valuesOf(loaded), valuesOf(saved));
    assert.deepEqual(readdirSync(join(folder, 'new')), ['model.safetensors'], 'no temporary file stays');
  });

  it('leaves room for tensors that are no weights', async () => {
    const moments = { shape: [2], values: new Float32Array([1, 2]) };
    await saveCheckpoint(path, model(1), { tensors: { 'optimizer/a': moments } });
    const checkpoint = await readCheckpoint(path);
    loadWeights(model(2), checkpoint, 'optimizer/');
    assert.deepEqual(checkpoint.tensors.get('optimizer/a'), moments);
    assert.throws(
      () => loadWeights(model(2), checkpoint),
      /a tensor optimizer\/a \[2\], which the model lacks/,
    );
  });

  const wrong: [string, (good: Weights) => Partial<Weights>, RegExp][] = [
    [
      'a missing tensor',
      ({ parameters }) => ({ parameters: { embedding: parameters['embedding']!, '10': parameters['10']! } }),
      /does not fit this model: it has no tensor blocks\.0\.query/,
    ],
    [
      'a tensor too many',
      ({ parameters }) => ({ parameters: { ...parameters, bias: tf.variable(tf.zeros([4])) } }),
      /it has a tensor bias \[4\], which the model lacks/,
    ],
    [
      'a wrong shape',
      ({ parameters }) => ({ parameters: { ...parameters, embedding: tf.variable(tf.zeros([2, 3])) } }),
      /embedding is \[2,3\] in the file and \[3,2\] in the model/,
    ],
    [
      'a wrong dtype',
      ({ parameters }) => ({ parameters: { ...parameters, '10': tf.variable(tf.scalar(1, 'int32')) } }),
      /10 is int32 in the file and float32 in the model/,
    ],
    [
      'another config',
      () => ({ config: { ...config, heads: 2 } }),
      /heads is 2 in the file and 1 in the model/,
    ],
    [
      'a config with more',
      () => ({ config: { ...config, layers: 4 } }),
      /layers is 4 in the file and absent in/,
    ],
  ];
  for (const [what, change, sentence] of wrong) {
    it(`refuses ${what} by name, and changes no weight`, async () => {
      await saveCheckpoint(path, model(1, change(model(1))));
      const target = model(5);
      const before = valuesOf(target);
      const checkpoint = await readCheckpoint(path);
      assert.throws(() => loadWeights(target, checkpoint), { name: 'UserError', message: sentence });
      assert.deepEqual(valuesOf(target), before);
    });
  }

  it('refuses to write a weight that is not finite, and the older file stays', async () => {
    await saveCheckpoint(path, model(1));
    const before = readFileSync(path);
    const broken = model(1);
    broken.parameters['embedding']!.assign(tf.tensor2d([1, 2, NaN, 4, 5, 6], [3, 2]));
    await assert.rejects(saveCheckpoint(path, broken), /Cannot write .*: embedding has NaN at place 2/);
    assert.deepEqual(readFileSync(path), before);
  });

  it('refuses to load a weight that is not finite', async () => {
    await saveCheckpoint(path, model(1));
    const bytes = readFileSync(path);
    bytes.writeFloatLE(Infinity, bytes.length - 4);
    writeFileSync(path, bytes);
    const checkpoint = await readCheckpoint(path);
    assert.throws(
      () => loadWeights(model(1), checkpoint),
      /Cannot load .*: embedding has Infinity at place 5/,
    );
  });

  it('refuses names that are taken', async () => {
    const tensors = { embedding: { shape: [1], values: new Float32Array(1) } };
    await assert.rejects(saveCheckpoint(path, model(1), { tensors }), /two tensors are called embedding/);
    await assert.rejects(
      saveCheckpoint(path, model(1), { about: { config: 1 } }),
      /the name "config" in `about` is/,
    );
  });

  it('refuses a file of another program, one without a config, a missing one and a folder', async () => {
    writeFileSync(path, fixture);
    await assert.rejects(readCheckpoint(path), /no checkpoint of this course: its metadata says format null/);
    writeFileSync(path, file({ __metadata__: { format: 'blossom' } }));
    await assert.rejects(readCheckpoint(path), /does not say which model it is/);
    writeFileSync(path, file({ __metadata__: { format: 'blossom', config: '{' } }));
    await assert.rejects(readCheckpoint(path), /The metadata "config" of .* are no JSON/);
    await assert.rejects(
      readCheckpoint(join(folder, 'nothing')),
      /Cannot read .*nothing: there is no such file/,
    );
    await assert.rejects(readCheckpoint(folder), /this is a folder/);
  });
});
