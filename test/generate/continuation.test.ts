/** Texts that go on: beyond the context, to the end of the document, and never with a special token. */
import assert from 'node:assert/strict';
import 'kernel-lib/dist/backend/quiet.js';
import { continueText, continueTokens, textOfTokens } from 'kernel-lib/dist/generate/continuation.js';
import { seededRandom } from 'kernel-lib/dist/random.js';
import { trainTokenizer } from 'kernel-lib/dist/text/bpe/train.js';
import { fakeModel, sureOf } from './fakeModel.js';

const END = 1;
const V = 12;

describe('continuations', () => {
  it('begin after <|end|>, and go on beyond the context with the last half of what is there', async () => {
    const seen: number[][] = [];
    const counting = fakeModel(
      V,
      (tokens) => {
        seen.push([...tokens]);
        return sureOf(V, 6 + ((tokens.at(-1)! - 5) % 6));
      },
      { context: 8 },
    );
    const made = await continueTokens(counting, [6, 7], { maxTokens: 15, temperature: 0 });
    assert.deepEqual(made, [8, 9, 10, 11, 6, 7, 8, 9, 10, 11, 6, 7, 8, 9, 10]);
    assert.deepEqual(seen[0], [END, 6, 7]);
    assert.ok(seen.every(({ length }) => length < 8));
    assert.ok(seen.some((tokens) => `${tokens}` === '9,10,11,6'));
    assert.equal(counting.open, 0);
  });

  it('a beginning that is longer than the context is seen from behind', async () => {
    const seen: number[][] = [];
    const model = fakeModel(V, (tokens) => (seen.push([...tokens]), sureOf(V, 7)), { context: 8 });
    assert.deepEqual(await continueTokens(model, [6, 7, 8, 9, 10, 11, 6, 7, 8, 9], { maxTokens: 1, temperature: 0 }), [7]); // prettier-ignore
    assert.deepEqual(seen, [[6, 7, 8, 9]]);
  });

  it('end with the document, and without a token where none may come', async () => {
    const ending = fakeModel(V, (tokens) => sureOf(V, tokens.length < 5 ? 9 : END));
    assert.deepEqual(await continueTokens(ending, [6], { temperature: 0 }), [9, 9, 9]);
    assert.deepEqual(await continueTokens(ending, [6], { temperature: 0, maxTokens: 0 }), []);
    assert.deepEqual(await continueTokens(ending, [], { temperature: 0 }), [9, 9, 9, 9]);
  });

  it('never hold a special token, however sure the model is of it', async () => {
    for (const special of [0, 2, 3, 4, 5]) {
      const model = fakeModel(V, () => sureOf(V, special, 50));
      const made = await continueTokens(model, [6], { maxTokens: 30, random: seededRandom(special) });
      assert.ok(made.every((token) => token > 5), `${made}`); // prettier-ignore
    }
  });

  it('are texts, without the half of a character; another tokenizer is refused', async () => {
    const tokenizer = await trainTokenizer(['la la la'], { vocabularySize: 270 });
    const [byte] = tokenizer.encode('中');
    assert.equal(textOfTokens(tokenizer, [...tokenizer.encode('a中'), byte!]), 'a中');
    const sure = fakeModel(tokenizer.vocabularySize, () => sureOf(tokenizer.vocabularySize, byte!));
    assert.equal(await continueText(sure, tokenizer, '', { maxTokens: 1, temperature: 0 }), '');
    const other = fakeModel(tokenizer.vocabularySize + 1, () => []);
    await assert.rejects(
      continueText(other, tokenizer, 'la'),
      /has a vocabulary of \d+, the tokenizer \d+; take/,
    );
  });
});
