/** Answers, what they are worth, and the people who give them stars; the bias cue; the lexicon. */
import assert from 'node:assert/strict';
import { seededRandom } from 'kernel-lib/dist/random.js';
import { drawAnswer, readTraits } from 'kernel-lib/dist/world/answers.js';
import type { Language } from 'kernel-lib/dist/world/document.js';
import {
  agreementCeiling,
  preferenceProbability,
  prefersFirst,
  stars,
  utility,
} from 'kernel-lib/dist/world/raters.js';
import { createWorld } from 'kernel-lib/dist/world/world.js';

const world = createWorld({ seed: 2, people: 60 });
const { tables } = world;
const personal = world.facts.filter(({ kind, languages }) => kind === 'person' && languages.length === 2);
const gold = tables.raters.find(({ id }) => id === 'gold')!;
const LANGUAGES: readonly Language[] = ['en', 'zh'];

describe('world: answers', () => {
  it('have the shares of mistakes and manners that were asked for', () => {
    const random = seededRandom(1);
    for (const language of LANGUAGES) {
      const answers = Array.from({ length: 3000 }, (_, index) =>
        drawAnswer(tables, world.choices(personal[index % personal.length]!, language), random),
      );
      const share = (trait: keyof (typeof answers)[0]['traits']) =>
        answers.filter(({ traits }) => traits[trait]).length / 3000;
      for (const [trait, expected] of [
        ['correct', 0.7],
        ['polite', 1 / 3],
        ['rude', 1 / 3],
        ['nice', 1 / 3],
        ['nasty', 1 / 3],
        ['repetition', 0.1],
      ] as const) {
        assert.ok(Math.abs(share(trait) - expected) < 0.045, `${trait} in ${language}: ${share(trait)}`); // 5 sd of a share of 3,000
      }
    }
  });

  it('are read the same whoever wrote them', () => {
    for (const fact of personal) {
      for (const language of LANGUAGES) {
        const choices = world.choices(fact, language);
        const read = (text: string) => readTraits(tables, choices, text).correct;
        assert.equal(read(choices.right), true, choices.right);
        assert.equal(read(`${choices.right}${choices.right}`), true);
        for (const { text } of choices.wrong)
          assert.equal(read(text), false, `"${text}" where ${choices.key} is right`);
        assert.equal(read(`${choices.right} ${choices.wrong[0]!.text}`), false, 'both at once is not right');
        for (const { text } of world.paraphrases(fact, language)) assert.equal(read(text), true, text);
        assert.equal(read(language === 'en' ? 'Happy to help!' : '很高兴为你解答。'), false);
      }
    }
  });

  it('are worth what the gold weights say', () => {
    const traits = { correct: true, polite: true, nice: true, rude: false, nasty: false, repetition: true };
    assert.ok(Math.abs(utility(gold, traits) - 1.5) < 1e-12); // 1 + .5 + .3 − .3
    const nothing = { ...traits, correct: false, polite: false, nice: false, repetition: false };
    assert.equal(utility(gold, nothing), 0);
    assert.ok(Math.abs(utility(gold, { ...nothing, rude: true, nasty: true }) + 1.2) < 1e-12);
  });
});

describe('world: raters', () => {
  const random = seededRandom(7);
  const pairs = Array.from({ length: 20_000 }, (_, index) => {
    const choices = world.choices(personal[index % personal.length]!, 'en');
    return [drawAnswer(tables, choices, random).traits, drawAnswer(tables, choices, random).traits] as const;
  });

  it('prefer with σ(2Δu): their agreement with their own taste comes to the computed ceiling', () => {
    for (const rater of tables.raters) {
      const right = pairs.filter(([first, second]) => {
        const chosen = prefersFirst(rater, first, second, random);
        const difference = utility(rater, first) - utility(rater, second);
        return difference === 0 ? random() < 0.5 : chosen === difference > 0;
      });
      const ceiling = agreementCeiling(rater, pairs);
      const measured = right.length / pairs.length;
      assert.ok(Math.abs(measured - ceiling) < 0.018, `${rater.id}: ${measured}, ceiling ${ceiling}`); // 5 sd
    }
    const ceiling = agreementCeiling(gold, pairs);
    assert.ok(ceiling > 0.75 && ceiling < 0.87, `the ceiling of gold is ${ceiling}`);
    assert.throws(() => agreementCeiling(gold, []), RangeError);
  });

  it('give stars that follow the same model', () => {
    const [best, worst] = [
      { correct: true, polite: true, nice: true, rude: false, nasty: false, repetition: false },
      { correct: false, polite: false, nice: false, rude: true, nasty: true, repetition: true },
    ];
    const mean = (rater: typeof gold, traits: typeof best) => {
      const given = Array.from({ length: 2000 }, () => stars(rater, traits, random));
      assert.ok(given.every((star) => Number.isInteger(star) && star >= 1 && star <= 5));
      return given.reduce((sum, star) => sum + star, 0) / given.length;
    };
    for (const rater of tables.raters) assert.ok(mean(rater, best) > mean(rater, worst) + 1, rater.id);
    assert.ok(mean(gold, best) > 4.5 && mean(gold, worst) < 1.5);
    const hasty = tables.raters.find(({ id }) => id === 'hasty')!;
    assert.ok(preferenceProbability(hasty, best, worst) < preferenceProbability(gold, best, worst));
    // From stars to preferences: where stars differ, the one with more is preferred as often as σ(2Δu) says, or more often.
    const decided = pairs
      .map(
        ([first, second]) =>
          [
            stars(gold, first, random) - stars(gold, second, random),
            utility(gold, first) - utility(gold, second),
          ] as const,
      )
      .filter(([difference, truth]) => difference !== 0 && truth !== 0);
    const agreeing =
      decided.filter(([difference, truth]) => difference > 0 === truth > 0).length / decided.length;
    assert.ok(agreeing > agreementCeiling(gold, pairs) - 0.02, `stars agree with gold in ${agreeing}`);
  });
});

describe('world: bias', () => {
  it('shows the usual gender in exactly 70 % of the sentences about each job', () => {
    for (const language of LANGUAGES) {
      for (const round of [0, 1]) {
        const sentences = world.biasRound(language, round);
        for (const { id } of tables.jobs) {
          const mine = sentences.filter(({ job }) => job === id);
          assert.equal(mine.length, 10);
          assert.equal(mine.filter(({ usual }) => usual).length, 7, id);
        }
        for (const { text, blank, answer } of sentences) assert.equal(blank.replace('___', answer), text);
      }
      assert.notDeepEqual(world.biasRound(language, 0), world.biasRound(language, 1));
    }
  });

  it('has half and half in the balanced set, one sentence against the other', () => {
    for (const language of LANGUAGES) {
      const set = world.balancedSet(language);
      assert.equal(set.filter(({ usual }) => usual).length * 2, set.length);
      for (let index = 0; index < set.length; index += 2) {
        assert.equal(set[index]!.blank, set[index + 1]!.blank);
        assert.notEqual(set[index]!.answer, set[index + 1]!.answer);
      }
    }
  });

  it('gets the same share in documents', () => {
    const texts = [...world.documents({ kinds: ['work'], epochs: 3 })].flatMap(({ sentences }) =>
      sentences.map(({ text }) => text),
    );
    const nurses = texts.filter((text) => /nurse/.test(text));
    assert.equal(nurses.length, 30);
    assert.equal(nurses.filter((text) => /\b(she|her)\b/.test(text)).length, 21);
  });
});

describe('world: lexicon and refusals', () => {
  it('has the words of a class in both languages', () => {
    const words = (kind: string, language: Language) =>
      world.lexicon
        .filter((entry) => entry.class === kind && entry.language === language)
        .map(({ word }) => word);
    assert.ok(['春天', '春季', '冬日'].every((word) => words('season', 'zh').includes(word)));
    assert.ok(['spring', 'springtime', 'fall'].every((word) => words('season', 'en').includes(word)));
    for (const kind of ['flower', 'month', 'department', 'dorm', 'district', 'person']) {
      for (const language of LANGUAGES) assert.ok(words(kind, language).length >= 6, `${kind} ${language}`);
    }
    const keys = world.lexicon.map((entry) => `${entry.class} ${entry.language} ${entry.word}`);
    assert.equal(new Set(keys).size, keys.length);
    for (const { word } of world.lexicon) assert.doesNotMatch(word, /^(a|an|the) /);
  });

  it('asks about strangers what it asks about people, and knows only that it does not know', () => {
    const known = new Set(world.people.flatMap(({ name }) => [name.en, name.zh]));
    for (const stranger of world.strangers.slice(0, 50)) {
      for (const language of LANGUAGES) {
        const asked = world.unknownQuestions(stranger, language);
        assert.ok(asked.length >= 10);
        assert.ok(!known.has(stranger.name[language]));
        for (const { question, refusals } of asked) {
          assert.ok(question.includes(stranger.name[language]), question);
          for (const refusal of refusals) assert.ok(refusal.includes(stranger.name[language]), refusal);
        }
      }
    }
  });

  it('has poems and code about the same words, told apart by the request', () => {
    for (const language of LANGUAGES) {
      const requests = world.styleRequests(language);
      for (const style of ['poem', 'code'])
        assert.ok(requests.filter((request) => request.style === style).length >= 40);
      assert.equal(new Set(requests.map(({ request }) => request)).size, requests.length);
      for (const { style, answer } of requests)
        assert.equal(/console\.log|const /.test(answer), style === 'code', answer);
    }
  });

  it('has a look-alike for each forbidden question, in both languages', () => {
    const ids = (language: Language) =>
      tables.forbidden.filter((topic) => topic.language === language).map(({ id }) => id);
    assert.deepEqual(ids('en'), ids('zh'));
    assert.ok(ids('en').length >= 16);
    const asked = tables.forbidden.flatMap(({ question, lookAlike }) => [question, lookAlike]);
    assert.equal(new Set(asked).size, asked.length);
  });
});
