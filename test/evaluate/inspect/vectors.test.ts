/** Neighbours, maps and gathering of vectors, against scikit-learn (python/vectors.py). */
import assert from 'node:assert/strict';
import * as tf from '@tensorflow/tfjs';
import {
  cosine,
  gathering,
  neighbours,
  principalMap,
  timesSeen,
  wordVector,
} from 'kernel-lib/dist/evaluate/inspect/index.js';
import { createModel } from 'kernel-lib/dist/nn/model.js';
import { seededRandom } from 'kernel-lib/dist/random.js';
import { trainTokenizer } from 'kernel-lib/dist/text/bpe/train.js';
import { assertClose } from '../../ops/support.js';
import { fixture } from './support.js';

interface Reference {
  principal: { n: number; D: number; points: number[][]; explained: number[] }[];
  classes: string[];
  silhouette: Record<'cosine' | 'euclidean', { all: number; byClass: Record<string, number> }>;
  cosine: number[];
}
const reference = fixture('vectors.json') as Reference;

/** n vectors of D numbers, the same in Python. */
function waves(n: number, D: number): Float64Array[] {
  const value = (i: number) => Math.sin(12.9898 * i) + 0.3 * Math.cos(0.7 * i) + (i % 3 === 0 ? 1 : 0);
  return Array.from({ length: n }, (_, row) =>
    Float64Array.from({ length: D }, (__, column) => value(row * D + column)),
  );
}

describe('principalMap', () => {
  for (const { n, D, points, explained } of reference.principal) {
    it(`is scikit-learn's for ${n} vectors of ${D} numbers, signs too`, () => {
      const map = principalMap(waves(n, D));
      assertClose(map.points.flat(), points.flat(), 1e-9);
      assertClose(map.explained, explained, 1e-9);
    });
  }

  it('places other vectors on the same map', () => {
    const vectors = waves(6, 9);
    const { points, place } = principalMap(vectors);
    vectors.forEach((vector, i) => assertClose(place(vector), points[i]!, 1e-12));
    const between = vectors[0]!.map((value, i) => (value + vectors[1]![i]!) / 2);
    assertClose(
      place(between),
      [0, 1].map((axis) => (points[0]![axis]! + points[1]![axis]!) / 2),
      1e-9,
    );
    assert.throws(() => place([1, 2]), /vectors of 9 numbers, got 2/);
  });

  it('shows vectors on a line as a line, and equal ones as one point', () => {
    const line = principalMap([0, 1, 5].map((t) => [t, 2 * t, 2 * t, 0]));
    assertClose(line.points.flat(), [-6, 0, -3, 0, 9, 0], 1e-9);
    assertClose(line.explained, [1, 0], 1e-12);
    const point = principalMap([
      [0.1, 0.2, 0.3],
      [0.1, 0.2, 0.3],
    ]);
    assert.deepEqual(point.points.flat().map(Math.abs), [0, 0, 0, 0]);
    assert.deepEqual(point.explained, [0, 0]);
    const narrow = principalMap([[1], [3], [2]]);
    assertClose(narrow.points.flat(), [-1, 0, 1, 0, 0, 0]);
  });

  it('refuses one vector, vectors of different lengths, and NaN', () => {
    assert.throws(() => principalMap([[1, 2]]), /needs two vectors at least, got 1/);
    assert.throws(() => principalMap([[1, 2], [1]]), /vector 1 has 1 numbers, the first has 2/);
    assert.throws(() => principalMap([[1], [NaN]]), /vector 1 has a number that is not finite/);
  });
});

describe('gathering', () => {
  for (const distance of ['cosine', 'euclidean'] as const) {
    it(`is scikit-learn's silhouette, ${distance}`, () => {
      const { all, byClass } = gathering(waves(8, 5), reference.classes, { distance });
      const expected = reference.silhouette[distance];
      assertClose([all], [expected.all], 1e-12);
      assert.deepEqual(Object.keys(byClass), Object.keys(expected.byClass));
      assertClose(Object.values(byClass), Object.values(expected.byClass), 1e-12);
    });
  }

  it('takes cosine unless told, is 1 for classes that are points, and 0 where all is one point', () => {
    const vectors = waves(8, 5);
    assert.deepEqual(
      gathering(vectors, reference.classes),
      gathering(vectors, reference.classes, { distance: 'cosine' }),
    );
    const classes = ['a', 'a', 'b', 'b'];
    assertClose([gathering([[1, 0], [2, 0], [0, 1], [0, 3]], classes).all], [1]); // prettier-ignore
    assert.equal(gathering([[1, 0], [1, 0], [1, 0], [1, 0]], classes).all, 0); // prettier-ignore
  });

  it('refuses one class alone and a wrong number of classes', () => {
    assert.throws(() => gathering([[1], [2]], ['a', 'a']), /at least two classes are compared, got 1/);
    assert.throws(() => gathering([[1], [2]], ['a']), /2 vectors need as many classes, got 1/);
  });
});

describe('vectors of a model', () => {
  before(() => tf.setBackend('cpu'));

  function modelOf(vectors: readonly ArrayLike<number>[]) {
    const [vocabulary, width] = [vectors.length, vectors[0]!.length];
    const config = { vocabulary, width, layers: 1, heads: 1, hidden: 1, context: 4 };
    const model = createModel(config, seededRandom(1));
    model.parameters['embedding']!.assign(tf.tensor2d(vectors.map((vector) => Array.from(vector))));
    return model;
  }

  it('neighbours are sorted by the cosine, without the token itself', () => {
    const wide = waves(8, 5).map((vector) => [...vector, 0]);
    const found = neighbours(modelOf(wide), 0);
    assert.equal(found.length, 7);
    found.forEach(({ token, similarity }) => assertClose([similarity], [reference.cosine[token]!], 1e-6));
    const order = [...reference.cosine.keys()]
      .slice(1)
      .sort((a, b) => reference.cosine[b]! - reference.cosine[a]!);
    assert.deepEqual(
      found.map(({ token }) => token),
      order,
    );
    assert.deepEqual(neighbours(modelOf(wide), 0, { count: 2 }), found.slice(0, 2));
    const among = neighbours(modelOf(wide), 0, { among: [0, 3, 5, 3] });
    assert.deepEqual(
      among,
      found.filter(({ token }) => token === 3 || token === 5),
    );
  });

  it('the cosine with a vector of zeros is 0', () => {
    assert.equal(cosine([0, 0], [1, 2]), 0);
    assertClose([cosine([1, 1], [2, 0])], [Math.SQRT1_2], 1e-12);
  });

  it("a word's vector is the mean of its tokens'", async () => {
    const tokenizer = await trainTokenizer(['a b', 'b c'], { vocabularySize: 263 });
    const width = 4;
    const model = modelOf(waves(tokenizer.vocabularySize, width));
    const table = model.parameters['embedding']!.dataSync();
    const [first, second] = tokenizer.encode('ac');
    const expected = Array.from(
      { length: width },
      (_, i) => (table[first! * width + i]! + table[second! * width + i]!) / 2,
    );
    assert.equal(tokenizer.encode('ac').length, 2);
    assertClose(wordVector(model, tokenizer, 'ac'), expected, 1e-6);
    assert.throws(() => wordVector(model, tokenizer, ''), /the word is empty/);
    const smaller = modelOf(waves(20, width));
    assert.throws(() => wordVector(smaller, tokenizer, 'ac'), /no token \d+; tokens are 0 to 19/);
    assert.throws(() => neighbours(smaller, 20), /no token 20/);
  });
});

describe('timesSeen', () => {
  it('counts the tokens of all documents', async () => {
    const documents = Array.from({ length: 1200 }, (_, i) => Int32Array.of(i % 2, 3, 3));
    const shards = { documents: 1200, vocabulary: 5, tokensOf: (i: number) => documents[i]! };
    assert.deepEqual(await timesSeen(shards), Int32Array.of(600, 600, 0, 2400, 0));
  });
});
