/** The model that counts: a worked example, its formulas, sums of 1, and what it is good for. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { randomInt, seededRandom } from 'kernel-lib/dist/random.js';
import { trainTokenizer } from 'kernel-lib/dist/text/bpe/train.js';
import { CountModel } from 'kernel-lib/dist/text/ngram/countModel.js';
import { FALLBACK, modifiedDiscounts } from 'kernel-lib/dist/text/ngram/discounts.js';
import { textbookProbability } from 'kernel-lib/dist/text/ngram/textbook.js';
import { continueDocument, scoreTexts, trainCountModel } from 'kernel-lib/dist/text/ngram/use.js';
import { root } from '../../support/paths.js';
import { world } from '../bpe/samples.js';

const near = (actual: number, expected: number, what = '') =>
  assert.ok(
    Math.abs(actual - expected) <= 1e-12 * Math.max(1, expected),
    `${what}: ${actual}, not ${expected}`,
  );

/** Documents of few tokens that repeat, so that all lengths and counts occur. */
function randomDocuments(seed: number, count: number, vocabularySize: number): number[][] {
  const random = seededRandom(seed);
  const token = () => Math.floor(vocabularySize * random() ** 2);
  return Array.from({ length: count }, () => Array.from({ length: randomInt(random, 9) }, token));
}

describe('text/ngram: a model that counts', () => {
  it('gives what a calculation by hand gives', () => {
    // Bigrams of "a b", "a b", "a c" with a=0, b=1, c=2 and a fourth token that never occurs. ^ is the beginning.
    // Bigrams: ^a 3, ab 2, ac 1: n₁ = n₂ = n₃ = 1, n₄ = 0, so Y = 1/3 and the discounts are 1/3, 1 and 3.
    // Each of a, b, c follows one token: n₂ = 0, so the discounts are 0.5, 1 and 1.5.
    const model = trainCountModel([[0, 1], [0, 1], [0, 2]], { order: 2, vocabularySize: 4 }); // prettier-ignore
    // Without context: (1 − 0.5)/3 and of the 3 × 0.5 taken, shared among four, 1.5/3 × 1/4.
    const [seen, unseen] = [0.5 / 3 + 0.5 / 4, 0.5 / 4];
    // After a: b has 2 of 3, c has 1; 1 + 1/3 are taken.
    near(model.probability([0], 1), (2 - 1) / 3 + (4 / 9) * seen);
    near(model.probability([0], 2), (1 - 1 / 3) / 3 + (4 / 9) * seen);
    near(model.probability([0], 3), (4 / 9) * unseen);
    // At the beginning: a has 3 of 3, 3 are taken.
    near(model.probability([], 0), seen);
    // Nobody has seen anything after b: as without context.
    near(model.probability([0, 1], 2), seen);
    const bits = -Math.log2(model.probability([], 0)) - Math.log2(model.probability([0], 1));
    near(model.score([0, 1]).bits, bits);
    assert.equal(model.size, 6);
  });

  it('estimates the discounts by Chen and Goodman’s equation 26', () => {
    // Y = 10 / (10 + 2·4) = 5/9
    const discounts = modifiedDiscounts([10, 4, 2, 1]);
    [1 - (2 * 5 * 4) / 90, 2 - (3 * 5 * 2) / 36, 3 - (4 * 5 * 1) / 18].forEach((expected, i) =>
      near(discounts[i]!, expected),
    );
    assert.equal(modifiedDiscounts([10, 0, 2, 1]), FALLBACK);
    assert.equal(modifiedDiscounts([1, 1, 1, 50]), FALLBACK);
  });

  for (const order of [1, 2, 3, 4, 5]) {
    it(`agrees with the formulas, order ${order}, and its chances sum to 1`, () => {
      for (const [seed, count] of [3, 40, 200].entries()) {
        const documents = randomDocuments(seed + 1, count, 6);
        const options = { order, vocabularySize: 7 };
        const model = trainCountModel(documents, options);
        for (const before of [[], [0], [6, 6], ...randomDocuments(99, 8, 6)]) {
          const chances = model.distribution(before);
          near(chances.reduce((sum, chance) => sum + chance, 0), 1, 'the sum'); // prettier-ignore
          chances.forEach((chance, token) => {
            assert.ok(chance > 0);
            near(chance, textbookProbability(documents, options, before, token), `${before} ${token}`);
            near(model.probability(before, token), chance);
          });
        }
        const document = documents.find(({ length }) => length > 3)!;
        const bits = document.map((token, i) => -Math.log2(model.probability(document.slice(0, i), token)));
        near(model.score(document).bits, bits.reduce((sum, each) => sum + each, 0)); // prettier-ignore
      }
    });
  }

  it('agrees with KenLM', () => {
    // Made by `lmplz -o 3 --discount_fallback` of kenlm 0.3.0: for each of its longest n-grams the tokens before, the token, log10 of its chance.
    // Every document ends with the token 14; 15 is unknown to all.
    const { documents, logarithms, ...options } = JSON.parse(
      readFileSync(join(root, 'test', 'text', 'ngram', 'fixtures', 'kenlm.json'), 'utf8'),
    ) as {
      documents: number[][];
      logarithms: [number[], number, number][];
      order: number;
      vocabularySize: number;
    };
    const model = trainCountModel(documents, options);
    assert.ok(logarithms.length > 150);
    for (const [before, token, expected] of logarithms) {
      const actual = Math.log10(model.probability(before, token));
      assert.ok(Math.abs(actual - expected) < 2e-6, `${before} ${token}: ${actual}, not ${expected}`);
    }
  });

  it('goes on counting after it was asked', () => {
    const documents = randomDocuments(5, 60, 6);
    const options = { order: 3, vocabularySize: 6 };
    const model = new CountModel(options);
    for (const document of documents) {
      model.add(document);
      model.probability([1], 2);
    }
    assert.deepEqual(model.distribution([1, 0]), trainCountModel(documents, options).distribution([1, 0]));
  });

  it('foretells what it has read better than what it has not, and longer contexts help', async () => {
    const tokenizer = await trainTokenizer(world, { vocabularySize: 1200 });
    const encode = (text: string) => tokenizer.encode(text);
    const [read, unread] = [world.filter((_, i) => i % 5 !== 0), world.filter((_, i) => i % 5 === 0)];
    const score = (order: number, texts: readonly string[]) => {
      const options = { order, vocabularySize: tokenizer.vocabularySize };
      return scoreTexts(trainCountModel(read.map(encode), options), texts, encode);
    };
    const [one, two, three] = [1, 2, 3].map((order) => score(order, unread));
    assert.ok(one!.bitsPerToken > two!.bitsPerToken && two!.bitsPerToken > three!.bitsPerToken);
    assert.ok(score(3, read).bitsPerToken < three!.bitsPerToken);
    near(three!.bitsPerCharacter, (three!.bitsPerToken * three!.tokens) / three!.characters);
    near(three!.perplexity, 2 ** three!.bitsPerToken);
    assert.equal(three!.characters, [...unread.join('')].length);
  });

  it('goes on with a document until its end', () => {
    const end = 3;
    const model = trainCountModel(Array<number[]>(50).fill([0, 1, 2, end]), { order: 3, vocabularySize: 4 });
    const likely = Array.from({ length: 40 }, (_, seed) =>
      String(continueDocument(model, [0], { random: seededRandom(seed), length: 9, end })),
    ).filter((ids) => ids === '1,2');
    assert.ok(likely.length > 30, `${likely.length} of 40`);
    assert.equal(continueDocument(model, [0], { random: seededRandom(1), length: 1, end }).length, 1);
  });

  it('refuses what is no token, no order, no text', () => {
    const model = new CountModel({ vocabularySize: 5 });
    assert.throws(() => model.add([1, 5]), /^UserError: CountModel: the ids are 0 to 4, got 5\.$/);
    assert.throws(() => model.add([0.5]), /got 0\.5/);
    assert.throws(() => model.score([-1]), /got -1/);
    assert.throws(() => model.probability([], 7), /got 7/);
    assert.throws(
      () => new CountModel({ vocabularySize: 5, order: 0 }),
      /order must be a whole number from 1 to 16, got 0/,
    );
    assert.throws(() => new CountModel({} as never), /CountModel needs vocabularySize/);
    assert.throws(() => trainCountModel([[]], { vocabularySize: 5 }), /the documents hold no token/);
    assert.throws(() => scoreTexts(model, [''], () => []), /the texts are empty/);
  });
});
