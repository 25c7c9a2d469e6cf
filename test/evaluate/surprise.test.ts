/** Surprise at texts: against a slow twin, one row and one place at a time, in double precision. */
import assert from 'node:assert/strict';
import 'kernel-lib/dist/backend/quiet.js';
import { answersTo, firstSentence, normalised } from 'kernel-lib/dist/evaluate/answers.js';
import { countedPairs } from 'kernel-lib/dist/evaluate/pairs/count.js';
import { judgePairs, pairScore } from 'kernel-lib/dist/evaluate/pairs/judge.js';
import { perplexity, pseudoPerplexity, tokenLogProbabilities } from 'kernel-lib/dist/evaluate/surprise.js';
import { logits } from 'kernel-lib/dist/nn/model.js';
import * as tf from '@tensorflow/tfjs';
import { asDocument } from 'kernel-lib/dist/text/document.js';
import { useBackend } from '../support/backends.js';
import { forget, tinySchool, type TinySchool } from './tinySchool.js';

let school: TinySchool;
describe('surprise at a world', () => {
  before(async () => {
    await useBackend('threads');
    school = await tinySchool();
    // Not trained, but no longer almost even: each token has a likelihood of its own.
    for (const parameter of Object.values(school.model.parameters)) {
      tf.tidy(() =>
        parameter.assign(tf.add(parameter, tf.randomNormal(parameter.shape, 0, 0.2, 'float32', 5))),
      );
    }
  });
  after(async () => {
    forget(school);
    await useBackend('cpu');
  });

  /** log p of token i, from all logits of one row. */
  function slow(tokens: readonly number[], i: number, causal: boolean): number {
    const { model } = school;
    const length = tokens.length;
    const row = {
      rows: 1,
      length,
      targets: new Int32Array(length),
      segments: new Int32Array(length).fill(1),
    };
    const input = causal ? tokens : tokens.with(i, school.tokenizer.idOf('<|mask|>'));
    const batch = { ...row, tokens: Int32Array.from(input), causal: Uint8Array.of(Number(causal)) };
    const all = tf.tidy(() => logits(model, batch).arraySync())[i - 1]!;
    const most = Math.max(...all);
    const sum = all.reduce((total, value) => total + Math.exp(value - most), 0);
    return all[tokens[i]!]! - most - Math.log(sum);
  }

  const texts = ['Wei Li lives in Maple Hall.', '李伟住在红枫楼。', 'a'];
  const documentOf = (text: string) => {
    const end = school.tokenizer.idOf('<|end|>');
    return [end, ...school.tokenizer.encode(asDocument(text)), end];
  };

  describe('surprise', () => {
    for (const causal of [true, false]) {
      it(`is that of the slow twin, ${causal ? 'read on' : 'each token hidden alone'}`, async () => {
        const rows = texts.map(documentOf);
        const mask = school.tokenizer.idOf('<|mask|>');
        const found = await tokenLogProbabilities(school.model, rows, { causal, mask });
        rows.forEach((row, r) => {
          assert.equal(found[r]!.length, row.length - 1);
          found[r]!.forEach((value, k) => {
            const expected = slow(row, k + 1, causal);
            assert.ok(Math.abs(value - expected) < 1e-3, `${value} and ${expected}`);
          });
        });
        const inner = rows.flatMap((row) => row.slice(1, -1).map((_, k) => slow(row, k + 1, causal)));
        const expected = Math.exp(-inner.reduce((a, b) => a + b, 0) / inner.length);
        const whole = await (causal ? perplexity : pseudoPerplexity)(school.model, school.tokenizer, texts);
        assert.ok(Math.abs(whole / expected - 1) < 1e-3, `${whole} and ${expected}`);
      });
    }

    it('asks for a part of a row only', async () => {
      const row = documentOf(texts[0]!);
      const [all] = await tokenLogProbabilities(school.model, [row], { causal: true });
      const blank = { tokens: Int32Array.from(row), from: 3, to: 5 };
      const [part] = await tokenLogProbabilities(school.model, [blank], { causal: true });
      assert.equal(part!.length, 2);
      part!.forEach((value, k) => assert.ok(Math.abs(value - all![2 + k]!) < 1e-4));
    });

    it('says what is missing', async () => {
      const { model, tokenizer } = school;
      await assert.rejects(tokenLogProbabilities(model, [], { causal: false }), /needs the option mask/);
      await assert.rejects(perplexity(model, tokenizer, ['']), /perplexity: there is no token to predict/);
      await assert.rejects(
        perplexity(model, tokenizer, ['word '.repeat(300)]),
        /reads 64 tokens in a row at most/,
      );
    });
  });

  describe('judgePairs', () => {
    const pair = (good: string, bad: string, phenomenon = 'order') => ({
      phenomenon,
      language: 'en' as const,
      good,
      bad,
    });

    it('prefers the sentence with the larger sum', async () => {
      const { model, tokenizer } = school;
      const pairs = [pair('Wei lives here.', 'Wei here lives.'), pair('A bee.', 'An bee.', 'article')];
      const sumOf = (text: string) => {
        const row = documentOf(text);
        return row.slice(1, -1).reduce((sum, _, k) => sum + slow(row, k + 1, true), 0);
      };
      const { differences } = await judgePairs(model, tokenizer, pairs);
      pairs.forEach(({ good, bad }, i) =>
        assert.ok(Math.abs(differences[i]! - (sumOf(good) - sumOf(bad))) < 1e-2),
      );
    });

    it('counts a tie as a half', async () => {
      const { model, tokenizer } = school;
      const same = await judgePairs(model, tokenizer, [pair('Wei lives here.', 'Wei lives here.')]);
      assert.deepEqual([same.percent, same.ties, same.asked], [50, 1, 1]);
      const score = pairScore(
        ['a', 'a', 'b', 'b'].map((phenomenon) => ({ phenomenon })),
        [1, -1, 0, 2],
      );
      assert.deepEqual([score.right, score.percent, score.ties], [2.5, 62.5, 1]);
      assert.deepEqual(score.byPhenomenon, {
        a: { asked: 2, right: 1, percent: 50 },
        b: { asked: 2, right: 1.5, percent: 75 },
      });
      assert.throws(() => pairScore([], []), /at least one; got 0 pairs/);
    });
  });

  describe('countedPairs', () => {
    const pair = (good: string, bad: string) => ({ phenomenon: 'x', language: 'en' as const, good, bad });
    /** Shards as far as counting needs them. */
    const shardsOf = (documents: string[]) => ({
      documents: documents.length,
      vocabulary: school.tokenizer.vocabularySize,
      tokensOf: (i: number) => Int32Array.from(documentOf(documents[i]!).slice(1)),
    });

    it('tells what follows what by pairs of tokens, not by single ones', async () => {
      const { tokenizer } = school;
      const isWord = (text: string) => /^ [a-z]{2,}$/.test(text) && tokenizer.encode(text).length === 1;
      const ids = Array.from({ length: tokenizer.vocabularySize }, (_, id) => id);
      const words = ids.map((id) => tokenizer.decode([id])).filter(isWord);
      const [x, y, z] = words.slice(0, 3).map((word) => word.trim());
      const shards = shardsOf(Array<string>(20).fill(`${x} ${y} ${z}`));
      const pairs = [pair(`${x} ${y} ${z}`, `${x} ${z} ${y}`), pair(`${x} ${y}`, `${x} ${z}`)];
      const single = await countedPairs(shards, tokenizer, pairs, { order: 1 });
      assert.deepEqual([single.percent, single.ties], [50, 2]);
      const double = await countedPairs(shards, tokenizer, pairs);
      assert.deepEqual([double.percent, double.ties], [100, 0]);
      assert.deepEqual(await countedPairs(shards, tokenizer, pairs, { order: 2 }), double);
    });

    it('counts how often a token came: log-shares, as far as smoothing leaves them', async () => {
      const { tokenizer } = school;
      const shards = shardsOf([...Array<string>(60).fill('x'), ...Array<string>(20).fill('y')]);
      const { differences, percent } = await countedPairs(shards, tokenizer, [pair('x', 'y')], { order: 1 });
      assert.equal(percent, 100);
      assert.ok(Math.abs(differences[0]! - Math.log(60 / 20)) < 0.15, `${differences[0]}`);
    });

    it('says what is wrong', async () => {
      const { tokenizer } = school;
      const shards = shardsOf(['x']);
      await assert.rejects(countedPairs(shards, tokenizer, []), /at least one; got 0 pairs/);
      await assert.rejects(countedPairs(shards, tokenizer, [pair('x', 'y')], { order: 0 }), /order must be/);
    });
  });

  describe('answersTo', () => {
    it('judges the first sentence that comes', async () => {
      const { model, tokenizer } = school;
      const asked = { question: 'Where does Wei live?', answer: 'x', key: 'x' };
      const [reply] = await answersTo(model, [asked], { tokenizer, maxTokens: 8 });
      assert.deepEqual([reply!.question, reply!.exact, reply!.contains], [asked.question, false, false]);
      // The same again, asked for what the model says.
      const says = firstSentence(reply!.text);
      const [again] = await answersTo(model, [{ ...asked, answer: `${says.toUpperCase()} !`, key: says }], { tokenizer, maxTokens: 8 }); // prettier-ignore
      assert.deepEqual([again!.exact, again!.contains], [true, true]);
    });

    it('compares without capitals, punctuation and width', () => {
      assert.equal(normalised('  The “Maple”  Hall！ '), 'the maple hall');
      assert.equal(normalised('Ｎａ，１'), 'na 1');
      assert.equal(firstSentence(' 他来自北京。她也是。'), '他来自北京。');
      assert.equal(firstSentence('no end'), 'no end');
    });
  });
});
