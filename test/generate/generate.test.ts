/** Generation token by token: one row, many rows, streaming, and how rows end. */
import assert from 'node:assert/strict';
import { generate, streamRows, streamTokens } from 'kernel-lib/dist/generate/generate.js';
import { seededRandom } from 'kernel-lib/dist/random.js';
import { fakeModel, sureOf } from './fakeModel.js';

const V = 8;
/** Counts on: after token t comes t + 1. */
const counting = (context = 16) => fakeModel(V, (tokens) => sureOf(V, (tokens.at(-1)! + 1) % V), { context });
/** Anything may come. */
const even = () => fakeModel(V, () => new Float32Array(V));
const greedy = { temperature: 0 };

describe('generate', () => {
  it('goes on from each prompt by itself, whatever its length', async () => {
    const model = counting();
    const all = await generate(model, [[0], [4, 5, 6], [2, 3]], { ...greedy, maxTokens: 3 });
    assert.deepEqual(
      all.map(({ tokens, reason }) => [tokens, reason]),
      [
        [[1, 2, 3], 'maxTokens'],
        [[7, 0, 1], 'maxTokens'],
        [[4, 5, 6], 'maxTokens'],
      ],
    );
    const sure = Math.log(Math.exp(5) / (Math.exp(5) + V - 1));
    assert.ok(Math.abs(all[0]!.logProbabilities[0]! - sure) < 1e-9);
    assert.equal(model.open, 0);
  });

  it('ends a row at a stop token, which is not part of it, and the others go on', async () => {
    const all = await generate(counting(), [[0], [4]], { ...greedy, maxTokens: 6, stop: [6] });
    assert.deepEqual(
      all.map(({ tokens, reason }) => [tokens, reason]),
      [
        [[1, 2, 3, 4, 5], 'stop'],
        [[5], 'stop'],
      ],
    );
  });

  it('ends a row where the context is full, each at its own length', async () => {
    const all = await generate(counting(4), [[0, 1], [0], [0, 1, 2, 3]], { ...greedy, maxTokens: 9 });
    assert.deepEqual(
      all.map(({ tokens, reason }) => [tokens, reason]),
      [
        [[2, 3], 'context'],
        [[1, 2, 3], 'context'],
        [[], 'context'],
      ],
    );
  });

  it('makes nothing of no prompts and of no tokens', async () => {
    const model = counting();
    assert.deepEqual(await generate(model, [], greedy), []);
    const [none] = await generate(model, [[1]], { ...greedy, maxTokens: 0 });
    assert.deepEqual(none, { tokens: [], logProbabilities: [], reason: 'maxTokens' });
  });

  it('draws the same for the same seed; a row does not depend on when others end', async () => {
    const draw = async (seed: number, stop: number[]) =>
      (await generate(even(), [[0], [1]], { random: seededRandom(seed), maxTokens: 12, stop })).map(
        ({ tokens }) => tokens,
      );
    const free = await draw(3, []);
    assert.deepEqual(await draw(3, []), free);
    assert.notDeepEqual(await draw(4, []), free);
    const stopped = await draw(3, [free[0]![2]!]);
    assert.deepEqual(stopped[0], free[0]!.slice(0, stopped[0]!.length));
    assert.deepEqual(stopped[1], free[1]!.slice(0, stopped[1]!.length));
    assert.ok(stopped[0]!.length < 12);
  });

  it('draws tokens as often as the model says, and tells the model’s own probability', async () => {
    const chances = [0.5, 0.25, 0.125, 0.125];
    const model = fakeModel(4, () => chances.map(Math.log), { context: 2 });
    const prompts = Array.from({ length: 4000 }, () => [0]);
    const all = await generate(model, prompts, { random: seededRandom(6), topK: 2 });
    const share = all.filter(({ tokens }) => tokens[0] === 0).length / all.length;
    assert.ok(Math.abs(share - 2 / 3) < 5 * Math.sqrt(2 / 9 / 4000), `${share}`);
    for (const { tokens, logProbabilities } of all) {
      assert.ok(Math.abs(logProbabilities[0]! - Math.log(chances[tokens[0]!]!)) < 1e-6);
    }
  });

  it('sees its own tokens for the repetition penalty', async () => {
    const model = fakeModel(3, () => [2, 1.9, 1.8]);
    const [{ tokens } = { tokens: [] }] = await generate(model, [[0]], {
      ...greedy,
      repetitionPenalty: 3,
      maxTokens: 2,
    });
    assert.deepEqual(tokens, [1, 2]);
  });

  it('streams tokens one by one, and says at the end why it ended', async () => {
    const stream = streamTokens(counting(), [2], { ...greedy, stop: [5] });
    const seen = [];
    for (let step = await stream.next(); ; step = await stream.next()) {
      seen.push(step.done === true ? step.value : step.value.token);
      if (step.done === true) break;
    }
    assert.deepEqual(seen, [3, 4, 'stop']);
  });

  it('streams many rows in turns', async () => {
    const seen = [];
    for await (const { row, token } of streamRows(counting(), [[0], [3]], { ...greedy, maxTokens: 2 }))
      seen.push([row, token]);
    assert.deepEqual(seen, [
      [0, 1],
      [1, 4],
      [0, 2],
      [1, 5],
    ]);
  });

  it('ends at a signal, and frees the cache when it is left', async () => {
    const model = counting();
    const stop = new AbortController();
    const seen = [];
    for await (const { token } of streamTokens(model, [0], { ...greedy, signal: stop.signal })) {
      seen.push(token);
      if (seen.length === 2) stop.abort();
    }
    assert.deepEqual(seen, [1, 2]);
    const [half] = await generate(model, [[0]], { ...greedy, signal: AbortSignal.abort() });
    assert.deepEqual([half!.tokens, half!.reason], [[], 'signal']);
    for await (const { token } of streamTokens(model, [0], greedy)) if (token === 3) break;
    assert.equal(model.open, 0);
    const broken = fakeModel(V, () => [NaN]);
    await assert.rejects(generate(broken, [[0]], greedy), /the logit of token 0 is NaN/);
    assert.equal(broken.open, 0);
  });

  it('refuses prompts and options that do not fit, before anything is calculated', async () => {
    const refused = (prompts: unknown, options: object, sentence: RegExp) =>
      assert.rejects(generate(counting(), prompts as number[][], options), {
        name: 'UserError',
        message: sentence,
      });
    await refused([[]], greedy, /The row is empty; give it at least one token/);
    await refused([[0], []], greedy, /Row 1 is empty/);
    await refused(
      [new Array(17).fill(1)],
      greedy,
      /has 17 tokens, the model's context is 16; shorten it by 1/,
    );
    await refused([[0, 8]], greedy, /has 8 at place 1; tokens are 0 to 7/);
    await refused([[0, 1.5]], greedy, /has 1\.5 at place 1/);
    await refused([1, 2], greedy, /a list of rows, each a list of tokens, got \[1,2\]/);
    await refused([[0]], {}, /needs the option random, a seeded generator, unless temperature is 0/);
    await refused(
      [[0]],
      { ...greedy, maxTokens: -1 },
      /maxTokens must be a whole number, 0 or above, got -1/,
    );
    await refused([[0]], { ...greedy, max_tokens: 1 }, /generate has no option "max_tokens"/);
    assert.throws(() => streamTokens(counting(), [], greedy), /streamTokens: The row is empty/);
  });
});
