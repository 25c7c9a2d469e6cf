/** Fill in the blank: what each order does, with a model whose logits are known. */
import assert from 'node:assert/strict';
import { fillBlanks, type FillOrder } from 'kernel-lib/dist/generate/fill.js';
import { seededRandom } from 'kernel-lib/dist/random.js';
import { fakeModel, sureOf } from './fakeModel.js';

const V = 10;
const M = 9;

/**
 * Knows the word after a place by its right neighbour if that is no blank, surely (x − 1), and else by its left
 * neighbour, less surely (x + 1); between two blanks it guesses 0.
 */
const neighbours = () =>
  fakeModel(V, () => [], {
    at(row: readonly number[], place: number) {
      const [left, right] = [row[place]!, row[place + 2]];
      if (right !== undefined && right !== M) return sureOf(V, right - 1, 4);
      return left === M ? sureOf(V, 0, 1) : sureOf(V, left + 1, 2);
    },
  });

const fill = async (row: number[], order: FillOrder) => {
  const model = neighbours();
  const [filled] = await fillBlanks(model, [row], { mask: M, order });
  return { ...filled!, positions: filled!.blanks.map(({ position }) => position), looks: model.looks.length };
};

describe('fill in the blank', () => {
  it('is answered by the position before the blank', async () => {
    const places: number[][] = [];
    const model = fakeModel(V, () => [], {
      at(_: readonly number[], place: number) {
        places.push([place]);
        return sureOf(V, place);
      },
    });
    const [filled] = await fillBlanks(model, [[1, 1, 1, M, 1]], { mask: M });
    assert.deepEqual(places, [[2]]);
    assert.deepEqual(filled!.tokens, [1, 1, 1, 2, 1]);
  });

  it('left to right: each answer is seen by the next', async () => {
    const { tokens, positions, looks } = await fill([3, M, M, M, 8], 'leftToRight');
    assert.deepEqual(tokens, [3, 4, 5, 7, 8]);
    assert.deepEqual([positions, looks], [[1, 2, 3], 3]);
  });

  it('the most confident first: here from the right', async () => {
    const { tokens, positions, looks, blanks } = await fill([3, M, M, M, 8], 'mostConfident');
    assert.deepEqual(tokens, [3, 5, 6, 7, 8]);
    assert.deepEqual([positions, looks], [[3, 2, 1], 3]);
    assert.ok(Math.abs(blanks[0]!.probability - Math.exp(4) / (Math.exp(4) + V - 1)) < 1e-6);
  });

  it('all at once: none sees another', async () => {
    const { tokens, positions, looks } = await fill([3, M, M, M, 8], 'allAtOnce');
    assert.deepEqual(tokens, [3, 4, 0, 7, 8]);
    assert.deepEqual([positions, looks], [[1, 2, 3], 1]);
  });

  it('fills many rows together, and looks only at those that still have blanks', async () => {
    const model = neighbours();
    const rows = [
      [3, M],
      [1, 2],
      [3, M, M],
      [0, M, M, M, 5],
    ];
    const filled = await fillBlanks(model, rows, { mask: M });
    assert.deepEqual(
      filled.map(({ tokens }) => tokens),
      [
        [3, 4],
        [1, 2],
        [3, 4, 5],
        [0, 1, 2, 4, 5],
      ],
    );
    assert.deepEqual(model.looks, [3, 2, 1]);
    assert.deepEqual(rows[0], [3, M], 'the given rows stay');
  });

  it('never answers with the mask or a forbidden token', async () => {
    const model = fakeModel(4, () => [0, 1, 2, 3]);
    const [plain] = await fillBlanks(model, [[0, 3]], { mask: 3 });
    assert.equal(plain!.tokens[1], 2);
    const [forbidden] = await fillBlanks(model, [[0, 3]], { mask: 3, forbidden: [2] });
    assert.equal(forbidden!.tokens[1], 1);
  });

  it('draws with a temperature, the same for the same seed', async () => {
    const model = fakeModel(V, () => new Float32Array(V));
    const rows = Array.from({ length: 40 }, () => [0, M]);
    const draw = async (seed: number) =>
      (await fillBlanks(model, rows, { mask: M, temperature: 1, random: seededRandom(seed) })).map(
        ({ tokens }) => tokens[1],
      );
    assert.deepEqual(await draw(1), await draw(1));
    assert.notDeepEqual(await draw(1), await draw(2));
    assert.equal(new Set(await draw(1)).has(M), false);
  });

  it('refuses what cannot be filled', async () => {
    const refused = (row: number[], options: object, sentence: RegExp) =>
      assert.rejects(fillBlanks(neighbours(), [row], { mask: M, ...options }), {
        name: 'UserError',
        message: sentence,
      });
    await refused([M, 1], {}, /row 0 begins with a blank, and a blank is answered by the token before it/);
    await refused([1, 10], {}, /has 10 at place 1; tokens are 0 to 9/);
    await refused([1, M], { mask: 10 }, /mask must be a token from 0 to 9, got 10/);
    await refused(
      [1, M],
      { order: 'random' },
      /order must be one of leftToRight, mostConfident, allAtOnce, got "random"/,
    );
    await refused(
      [1, M],
      { temperature: 1 },
      /needs the option random, a seeded generator, at temperature 1/,
    );
    await refused([], {}, /The row is empty/);
  });
});
