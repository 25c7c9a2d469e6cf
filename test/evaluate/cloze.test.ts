/** Clozes: which tokens are hidden, which sentences come, and that a model that learns the world fills them. */
import assert from 'node:assert/strict';
import 'kernel-lib/dist/backend/quiet.js';
import { askCausal, askMasked } from 'kernel-lib/dist/evaluate/ask.js';
import { associations } from 'kernel-lib/dist/evaluate/associations.js';
import { clozesOf, cutter, type Cloze, type ClozeOptions } from 'kernel-lib/dist/evaluate/cloze.js';
import { scoreOf } from 'kernel-lib/dist/evaluate/score.js';
import { fillBlanks } from 'kernel-lib/dist/generate/fill.js';
import { generate } from 'kernel-lib/dist/generate/generate.js';
import { ofModel } from 'kernel-lib/dist/generate/network.js';
import { seededRandom } from 'kernel-lib/dist/random.js';
import { createWorld } from 'kernel-lib/dist/world/world.js';
import { useBackend } from '../support/backends.js';
import { forget, teach, tinySchool, type TinySchool } from './tinySchool.js';

let school: TinySchool;
describe('clozes of a world', () => {
  before(async () => {
    await useBackend('threads');
    school = await tinySchool();
  });
  after(async () => {
    forget(school);
    await useBackend('cpu');
  });

  const clozes = (options: Partial<ClozeOptions> = {}): Cloze[] =>
    clozesOf(school.world, school.tokenizer, { language: 'en', random: seededRandom(3), ...options });
  const bothLanguages = (options: Partial<ClozeOptions>) =>
    (['en', 'zh'] as const).flatMap((language) => clozes({ language, ...options }));

  describe('clozesOf', () => {
    it('hides every token that touches the answer, and no other', () => {
      const end = school.tokenizer.idOf('<|end|>');
      for (const cloze of bothLanguages({ patterns: 'all', after: 'another' })) {
        const { tokens, from, to, text, blank, answer } = cloze;
        assert.equal(blank.replace('___', answer), text);
        assert.ok(tokens[0] === end && tokens.at(-1) === end && from >= 1 && to < tokens.length);
        const said = (start: number, stop: number) => school.tokenizer.decode(tokens.slice(start, stop));
        assert.equal(said(1, tokens.length - 1).trim(), text);
        assert.ok(said(from, to).includes(answer), `${said(from, to)} hides ${answer}`);
        assert.ok(!said(from + 1, to).includes(answer) && !said(from, to - 1).includes(answer));
        assert.ok(said(1, from).trim().length <= blank.indexOf('___'));
      }
    });

    it('takes tokens that reach over the ends of an answer', () => {
      const cut = cutter(school.tokenizer);
      // The space belongs to the token of the word after it.
      const { tokens, from, to } = cut({ before: 'Wei studies ', answer: 'a', after: 'b.' });
      const hidden = school.tokenizer.decode(tokens.slice(from, to));
      assert.ok(/^ ?ab?/.test(hidden), hidden);
      assert.throws(
        () => cut({ before: 'Wei', answer: '', after: '.' }),
        /^UserError: A cloze needs an answer/,
      );
    });

    it('asks one sentence of each fact and order, or all', () => {
      const { world } = school;
      const facts = world.facts.filter(
        ({ kind, languages }) => kind === 'person' && languages.includes('en'),
      );
      assert.equal(clozes().length, 2 * facts.length);
      assert.equal(clozes({ orders: ['name-first'] }).length, facts.length);
      const sentences = facts.flatMap((fact) => world.paraphrases(fact, 'en').map(({ text }) => text));
      assert.deepEqual(
        clozes({ patterns: 'all' })
          .map(({ text }) => text)
          .sort(),
        sentences.sort(),
      );
      for (const { order, blank, subject } of clozes({ patterns: 'all' })) {
        const name = blank.indexOf(world.person(subject).name.en);
        assert.equal(order, name < blank.indexOf('___') ? 'name-first' : 'value-first');
      }
    });

    it('asks for so many facts, the same for the same seed', () => {
      const some = clozes({ most: 5 });
      assert.equal(new Set(some.map(({ id }) => id)).size, 5);
      assert.deepEqual(clozes({ most: 5 }), some);
      assert.notDeepEqual(clozes({ most: 5, random: seededRandom(4) }), some);
    });

    it('asks only for people whom the language’s documents name, or only for the others', () => {
      const languagesOf = ({ subject }: Cloze) => school.world.person(subject).languages;
      assert.ok(clozes({ language: 'zh' }).every((cloze) => languagesOf(cloze).includes('zh')));
      const elsewhere = clozes({ language: 'zh', learnt: 'elsewhere' });
      assert.ok(elsewhere.length > 0 && elsewhere.every((cloze) => `${languagesOf(cloze)}` === 'en'));
      assert.ok(elsewhere.every(({ text }) => /\p{Script=Han}/u.test(text)));
    });

    it('leaves out groups that nobody asked for', () => {
      const world = createWorld({ people: 8, singletons: 8, updates: 0, specialists: 8 });
      const ask = (options: Partial<ClozeOptions>) =>
        clozesOf(world, school.tokenizer, { language: 'en', random: seededRandom(1), ...options });
      assert.ok(ask({}).every(({ subject }) => subject.startsWith('p')));
      assert.ok(ask({ groups: ['singleton'] }).every(({ subject }) => subject.startsWith('s')));
      assert.ok(ask({ kinds: ['medical'] }).every(({ subject }) => subject.startsWith('complaint')));
      assert.ok(ask({ kinds: ['everyday', 'season'] }).every(({ kind }) => kind !== 'person'));
      assert.deepEqual(
        new Set(ask({ attributes: ['dorm'] }).map(({ attribute }) => attribute)),
        new Set(['dorm']),
      );
    });

    it('puts a sentence about somebody else before', () => {
      for (const { subject, text, order } of bothLanguages({ after: 'another' })) {
        const others = school.world.people.filter(({ id }) => id !== subject);
        const at = Math.min(
          ...others.flatMap(({ name }) =>
            [text.indexOf(name.en), text.indexOf(name.zh)].filter((i) => i >= 0),
          ),
        );
        const { name } = school.world.person(subject);
        const own = Math.max(text.indexOf(name.en), text.indexOf(name.zh));
        assert.ok(at < own, `${text} (${order})`);
      }
    });

    it('that does not have the answer, which could be copied', () => {
      // Many share a value: without care one sentence of five would have it.
      const asked = bothLanguages({ after: 'another', patterns: 'all' });
      assert.ok(asked.length > 100);
      for (const { blank, answer } of asked) assert.ok(!blank.includes(answer), blank);
    });

    it('says what is missing', () => {
      assert.throws(() => clozes({ attributes: ['clinic'] }), /no fact of clinic that is learnt here for en/);
      assert.throws(() => clozes({ kinds: [] }), /kinds must be a list of names, got \[\]/);
      assert.throws(
        () => clozesOf(school.world, school.tokenizer, { language: 'en' } as ClozeOptions),
        /needs the options language and random/,
      );
      const alone = createWorld({ people: 1, attributes: 1, singletons: 0, updates: 0, specialists: 0 });
      const language = alone.people[0]!.languages[0]!;
      const options = { language, after: 'another' as const, random: seededRandom(1) };
      assert.throws(() => clozesOf(alone, school.tokenizer, options), /nobody but p000/);
    });
  });

  describe('associations', () => {
    it('has each link alone, and chains whose middle is not named', () => {
      for (const language of ['en', 'zh'] as const) {
        const one = associations(school.world, school.tokenizer, { language });
        const links = new Set(one.map(({ attribute }) => attribute));
        assert.deepEqual([...links].sort(), ['dorm-district', 'flower-season', 'season-outing']);
        const two = associations(school.world, school.tokenizer, { language, steps: 2 });
        const middles = new Map(
          school.world.twoSteps.map((each) => [`${each.subject} ${each.language}`, each]),
        );
        for (const { text, blank, answer, subject, split, id } of two) {
          const asked = middles.get(`${subject} ${language}`)!;
          assert.equal(answer, asked.key);
          assert.equal(split, asked.split);
          assert.equal(id, asked.facts.join(' '));
          assert.ok(!text.includes(asked.middle) && !blank.includes(answer), blank);
        }
        const spelled = associations(school.world, school.tokenizer, { language, steps: 2, spelled: true });
        assert.equal(spelled.length, two.length);
        assert.ok(
          spelled.every(({ blank, subject }) =>
            blank.includes(middles.get(`${subject} ${language}`)!.middle),
          ),
        );
      }
    });
  });

  describe('a model that learns a tiny world', () => {
    it('answers as generation does while it knows nothing for sure', async () => {
      const { model, tokenizer } = school;
      const asked = bothLanguages({ most: 6, after: 'another' });
      const [masked, causal] = [
        await askMasked(model, asked, { tokenizer }),
        await askCausal(model, asked, { tokenizer }),
      ];
      await compareWithGeneration(asked, masked, causal);
    });

    it('goes from guessing to knowing', async function () {
      this.timeout(60_000);
      const { model, tokenizer } = school;
      const asked = bothLanguages({ patterns: 'all' });
      const before = scoreOf(asked, await askMasked(model, asked, { tokenizer }));
      assert.ok(before.percent <= before.baseline, `${before.percent} % before training`);
      await teach(school);
      const masked = scoreOf(asked, await askMasked(model, asked, { tokenizer }));
      const first = asked.filter(({ order }) => order === 'name-first');
      const causal = scoreOf(first, await askCausal(model, first, { tokenizer }));
      assert.ok(masked.percent >= 95 && causal.percent >= 95, `${masked.percent} % and ${causal.percent} %`);
      assert.ok(masked.interval[0] <= masked.percent && masked.percent <= masked.interval[1]);
    });

    it('answers as generation does when it has learnt, also where it is wrong', async () => {
      const { model, tokenizer } = school;
      const asked = bothLanguages({ most: 8, after: 'another' });
      const [masked, causal] = [
        await askMasked(model, asked, { tokenizer }),
        await askCausal(model, asked, { tokenizer }),
      ];
      await compareWithGeneration(asked, masked, causal);
      const right = [...masked, ...causal].filter((answer) => answer.right).length;
      assert.ok(right > 0 && right < 2 * asked.length, `${right} right: both kinds are needed here`);
    });

    it('answers all at once in one look', async () => {
      const { model, tokenizer } = school;
      const asked = bothLanguages({ most: 8 });
      const mask = tokenizer.idOf('<|mask|>');
      const answers = await askMasked(model, asked, { tokenizer, order: 'allAtOnce' });
      const filled = await fillBlanks(ofModel(model), asked.map((cloze) => hidden(cloze, mask)), { mask, order: 'allAtOnce' }); // prettier-ignore
      asked.forEach(({ from, to }, i) =>
        assert.deepEqual([...answers[i]!.tokens], filled[i]!.tokens.slice(from, to)),
      );
    });

    it('wants the tokenizer of the model', async () => {
      const other = { ...school.model, config: { ...school.model.config, vocabulary: 5 } };
      const { tokenizer } = school;
      await assert.rejects(
        askMasked(other, [], { tokenizer }),
        /askMasked: the tokenizer has \d+ tokens and the model 5/,
      );
      await assert.rejects(askCausal(school.model, [], {} as never), /askCausal needs the option tokenizer/);
    });

    it('refuses blanks outside of their row, and rows that the model cannot read', async () => {
      const { model, tokenizer } = school;
      const long = { tokens: new Int32Array(66).fill(9), from: 64, to: 66 };
      for (const ask of [askMasked, askCausal]) {
        for (const [from, to] of [
          [0, 2],
          [2, 2],
          [3, 2],
          [2, 5],
          [1.5, 3],
        ] as const) {
          const blank = { tokens: Int32Array.of(1, 9, 9, 1), from, to };
          await assert.rejects(
            ask(model, [blank], { tokenizer }),
            new RegExp(
              `^UserError: ${ask.name}: the blank of cloze 0 must lie behind the first of its 4 tokens, got ${from} to ${to}`,
            ),
          );
        }
        await assert.rejects(
          ask(model, [long], { tokenizer }),
          /^UserError: Row 0 has 6\d tokens, and the model reads 64 tokens in a row at most; shorten it/,
        );
      }
    });
  });

  function hidden({ tokens, from, to }: Cloze, mask: number): number[] {
    return [...tokens].map((token, i) => (i >= from && i < to ? mask : token));
  }

  /** The other way to fill blanks and to go on is the engine of generation: code of its own. */
  async function compareWithGeneration(
    asked: readonly Cloze[],
    masked: readonly { tokens: readonly number[]; probability: number }[],
    causal: readonly { tokens: readonly number[]; probability: number }[],
  ): Promise<void> {
    const { model, tokenizer } = school;
    const mask = tokenizer.idOf('<|mask|>');
    const filled = await fillBlanks(
      ofModel(model),
      asked.map((cloze) => hidden(cloze, mask)),
      { mask },
    );
    for (const [i, cloze] of asked.entries()) {
      const { from, to, tokens } = cloze;
      assert.deepEqual([...masked[i]!.tokens], filled[i]!.tokens.slice(from, to));
      const product = filled[i]!.blanks.reduce((all, { probability }) => all * probability, 1);
      assert.ok(Math.abs(product - masked[i]!.probability) < 1e-4);
      const options = { temperature: 0, maxTokens: to - from };
      const [made] = await generate(ofModel(model), [[...tokens.slice(0, from)]], options);
      assert.deepEqual([...causal[i]!.tokens], made!.tokens);
      const sum = made!.logProbabilities.reduce((a, b) => a + b, 0);
      assert.ok(Math.abs(Math.exp(sum) - causal[i]!.probability) < 1e-4);
    }
  }
});
