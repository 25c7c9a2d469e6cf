/** Batches of a pretraining: phases, the same again, going on, and what is refused. */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { fingerprintOf } from 'kernel-lib/dist/corpus/pack/shard-format.js';
import { openShards } from 'kernel-lib/dist/corpus/pack/shards.js';
import { writeShards } from 'kernel-lib/dist/corpus/pack/shard-writer.js';
import { checkBatch } from 'kernel-lib/dist/nn/batch.js';
import { pretrainSource, type PretrainSource } from 'kernel-lib/dist/train/pretrain/source.js';
import type { PretrainSourceOptions } from 'kernel-lib/dist/train/pretrain/options.js';
import { trainTokenizer } from 'kernel-lib/dist/text/bpe/train.js';
import type { PretrainBatch } from 'kernel-lib/dist/train/pretrain/hide.js';
import { END, MASK, smallCorpus, type SmallCorpus } from './support.js';

describe('batches of a pretraining', () => {
  let corpus: SmallCorpus;
  let bare: SmallCorpus;
  before(async () => {
    corpus = await smallCorpus();
    bare = await smallCorpus({ marks: false });
  });
  after(() => [corpus, bare].forEach(({ close }) => close()));

  const source = (options: Partial<PretrainSourceOptions> = {}, { shards, tokenizer } = corpus) =>
    pretrainSource({ shards, tokenizer, steps: 20, batch: 4, length: 48, ...options });
  const take = (from: PretrainSource, count: number): PretrainBatch[] =>
    Array.from({ length: count }, () => from.next().value!);

  it('each document begins after an end, and is read up to its own', () => {
    for (const batch of take(source({ objective: 'causal' }), 20)) {
      checkBatch(batch);
      batch.segments.forEach((segment, i) => {
        const isFirst = segment !== 0 && (i % batch.length === 0 || batch.segments[i - 1] !== segment);
        if (isFirst) assert.equal(batch.tokens[i], END);
        else assert.notEqual(batch.tokens[i], END);
      });
      assert.ok(batch.targets.includes(END));
    }
  });

  it('the same seed gives the same batches, another one others, and each step hides anew', () => {
    const options = { objective: 'masked' } as const;
    const batches = take(source(options), 12);
    assert.deepEqual(take(source(options), 12), batches);
    assert.notDeepEqual(take(source({ ...options, seed: 2 }), 12), batches);
    const places = batches.map(({ tokens }) => [...tokens].map((token) => token === MASK).join());
    assert.equal(new Set(places).size, 12);
  });

  it('phases mix the sources, each for its share of the steps', () => {
    const phases = [
      { share: 0.25, mix: { facts: 1 } },
      { share: 0.75, mix: { people: 1 } },
    ];
    const texts = take(source({ objective: 'causal', phases }), 23).map(({ tokens }) =>
      corpus.tokenizer.decode(tokens),
    );
    const sings = texts.map((text) => /sings/.test(text));
    assert.deepEqual(sings, [...Array<boolean>(5).fill(false), ...Array<boolean>(18).fill(true)]);
    assert.ok(texts.slice(0, 5).every((text) => /is old/.test(text)));
    assert.ok(texts.slice(5).every((text) => !/is old/.test(text)));
  });

  for (const objective of ['hybrid', 'bert', 'diffusion'] as const) {
    it(`${objective}: goes on from the state of any step to the same batches, and so does its state`, () => {
      const phases = [
        { share: 0.5, mix: { facts: 1, people: 2 } },
        { share: 0.5, mix: { people: 1 } },
      ];
      const make = () => source({ objective, phases });
      const whole = make();
      const states = [JSON.stringify(whole.state())];
      const batches: PretrainBatch[] = [];
      for (let step = 0; step < 20; step++) {
        batches.push(whole.next().value!);
        states.push(JSON.stringify(whole.state()));
      }
      for (const step of [0, 3, 9, 10, 11, 19]) {
        const again = make();
        again.next();
        again.restore(JSON.parse(states[step]!));
        assert.equal(JSON.stringify(again.state()), states[step]);
        assert.deepEqual(take(again, 20 - step), batches.slice(step), `from step ${step}`);
        assert.equal(JSON.stringify(again.state()), states[20]);
      }
    });
  }

  it('hides the tokens of a mark together where the shards have marks; without them single tokens', () => {
    const options = { causalShare: 0, maskShare: 0.5, steps: 30 } as const;
    let parts = 0;
    for (const { tokens, marks, length } of take(source(options), 30)) {
      const fates = new Map<string, Set<boolean>>();
      marks!.forEach((mark, i) => {
        const key = `${Math.floor(i / length)} ${mark}`;
        if (mark > 0) fates.set(key, (fates.get(key) ?? new Set()).add(tokens[i] === MASK));
      });
      assert.ok(fates.size > 4);
      parts += [...fates.values()].filter((fate) => fate.size > 1).length;
    }
    assert.equal(parts, 0);
    const [batch] = take(source(options, bare), 1);
    assert.equal(batch!.marks, undefined);
    assert.ok(batch!.tokens.includes(MASK));
  });

  it('says what is wrong', async () => {
    const refused = (options: object, sentence: RegExp, from = corpus) =>
      assert.throws(() => source(options, from), { name: 'UserError', message: sentence });
    refused({ wholeMarks: true }, /have no marks, .*, or leave out wholeMarks\.$/, bare);
    refused({ restShare: 0.1 }, /have no marks, .*, or leave out restShare\.$/, bare);
    refused({ objective: 'entities' }, /have no marks, .*, or take another objective\.$/, bare);
    refused({ maskShare: 1 }, /maskShare must be a number above 0 and below 1/);
    refused({ maskShare: 0 }, /maskShare must be a number above 0 and below 1/);
    refused(
      { phases: [{ share: 1, mix: { wiki: 1 } }] },
      /no document has the source "wiki"; there are facts, people/,
    );
    refused({ phases: [] }, /phases must be a list of phases/);
    refused({ phases: [{ share: 0.5 }] }, /the shares of the phases must make 1, they make 0.5/);
    refused({ phases: [{ mix: { facts: 1 } }] }, /a phase needs a share of the steps/);
    refused({ phases: [{ share: 1, mixed: {} }] }, /a phase has no option "mixed"/);
    refused({ steps: undefined }, /pretrainSource needs the option steps/);
    refused({ length: 0 }, /length must be a whole number, 1 or above/);
    const tokenizer = await trainTokenizer(['another text, another text'], { vocabularySize: 270 });
    refused(
      { tokenizer },
      /were written with the tokenizer .*, this one is .*; load the tokenizer.json that lies beside/,
    );
    const state = source().state();
    assert.throws(
      () => source({ objective: 'bert' }).restore(state),
      /the saved training has objective "hybrid", this one "bert"; use the same objective/,
    );
    assert.throws(() => source({ seed: 3 }).restore(state), /has seed 1, this one 3/);
    assert.throws(() => source({}, bare).restore(state), /has shards/);
  });

  for (const objective of ['hybrid', 'masked', 'diffusion'] as const) {
    it(`${objective}: a single document of one token is enough, documents without any are an error`, async () => {
      const shardsOf = async (name: string, tokens: number[]) => {
        const folder = join(corpus.folder, name);
        const options = { tokenizer: fingerprintOf(corpus.tokenizer), vocabulary: 300 };
        await writeShards(folder, [{ tokens, source: 'a', language: 'en' }], options);
        return openShards(folder);
      };
      const one = await shardsOf('one', [100, END]);
      for (const batch of take(source({ objective, shards: one }), 5)) {
        assert.equal(batch.rows, 4);
        assert.ok(batch.targets.includes(100));
      }
      const none = await shardsOf('none', []);
      assert.throws(
        () => source({ objective, shards: none }).next(),
        /no document has a token, so there is nothing/,
      );
      [one, none].forEach((shards) => shards.close());
    });
  }

  it('documents in which nothing can be hidden are an error, not an endless search', () => {
    // Rows of one place: the end before the document, or one token that has no neighbour.
    const short = source({ objective: 'masked', length: 1 });
    assert.throws(() => short.next(), /100 batches in a row had nothing to guess/);
    assert.equal(source({ objective: 'causal', length: 1 }).next().done, false);
  });
});
