/** Every sentence that the tables can make, read by rules: no artefact of a template may be left in it. */
import assert from 'node:assert/strict';
import type { Language } from 'kernel-lib/dist/world/document.js';
import { createWorld } from 'kernel-lib/dist/world/world.js';
import { capitalised, withArticle } from 'kernel-lib/dist/world/wording.js';

const world = createWorld({ seed: 5, attributes: 6 });

/** What is wrong with a sentence; `undefined` where nothing is. */
function artefact(text: string, language: Language): string | undefined {
  const rules: [string, RegExp][] = [
    ['a brace or bracket', /[{}[\]]/],
    ['two spaces', / {2}/],
    ['space at an end', /^\s|\s$/],
    ['the word undefined', /undefined|NaN|null/],
    ['doubled punctuation', /[.,!?。，！？]{2}/],
  ];
  const english: [string, RegExp][] = [
    ['Chinese characters or punctuation', /[\p{Script=Han}，。；：！？“”、]/u],
    ['a small first letter', /^[^A-Z]/],
    ['no end', /[^.!?]$/],
    ['"a" before a vowel', /\b[Aa] (?!one\b|uni|use|eu)[aeiou]/],
    ['"an" before a consonant', /\b[Aa]n (?!hour|honest|heir)[^aeiouAEIOU ]/],
    ['two articles', /\b(a|an|the|The) (a|an|the)\b/i],
    ['space before punctuation', / [.,!?]/],
    ['a word twice', /\b(\w+) \1\b/i],
    [
      'a plural with a singular verb',
      /^The (\w+ )?(blossoms|tulips|roses|lilies|peonies|camellias) (is|was|has|blooms|opens)\b/,
    ],
  ];
  const chinese: [string, RegExp][] = [
    ['Latin punctuation', /[,.;:!?"'()]/],
    ['a space', / /],
    ['no end', /[^。！？]$/],
    ['的 twice', /的的/],
    ['a class word twice', /楼楼|社社|系系|区区|街街|科科|法法|诊所诊所/],
  ];
  return [...rules, ...(language === 'en' ? english : chinese)].find(([, pattern]) =>
    pattern.test(text),
  )?.[0];
}

const check = (text: string, language: Language) => assert.equal(artefact(text, language), undefined, text);
const LANGUAGES: readonly Language[] = ['en', 'zh'];

describe('world: sentences', () => {
  it('finds the artefacts that it looks for', () => {
    for (const text of [
      'a apple.',
      'A apple is red.',
      'An dog runs.',
      'It  is.',
      'The {name}.',
      'It is，so.',
      'The the end.',
    ]) {
      assert.notEqual(artefact(text, 'en'), undefined, text);
    }
    for (const text of [
      '他来自北京.',
      '他 来自北京。',
      '物理系系有他。',
      '他的的专业。',
      '他来自{value}。',
    ]) {
      assert.notEqual(artefact(text, 'zh'), undefined, text);
    }
  });

  it('has none in any paraphrase, question, answer or title', () => {
    for (const fact of world.facts) {
      for (const language of LANGUAGES) {
        for (const { text } of world.paraphrases(fact, language)) check(text, language);
        for (const { question, answer } of world.questions(fact, language)) {
          check(question, language);
          check(answer, language);
        }
        check(world.choices(fact, language).right, language);
      }
    }
    for (const { question, answer, steps, language } of world.twoSteps) {
      for (const text of [question, answer, steps]) check(text, language);
    }
    for (const { title, language } of world.documents())
      check(`${title}${language === 'en' ? '.' : '。'}`.replace('?.', '?'), language);
  });

  it('has none in sentences about work, in pairs that are right, in tones and in refusals', () => {
    const { tables } = world;
    for (const language of LANGUAGES) {
      for (const { text } of world.balancedSet(language)) check(text, language);
      for (const text of tables.tones.filter((tone) => tone.language === language).map((tone) => tone.text))
        check(text, language);
    }
    for (const { language, question, lookAlike, answer } of tables.forbidden) {
      for (const text of [question, lookAlike, answer]) check(text, language);
    }
    for (const { good, bad, language } of tables.pairs) {
      check(good, language);
      assert.notEqual(good, bad);
    }
  });

  it('has the article’s own examples, and its blanks are answered by the world', () => {
    const { article } = world.tables;
    assert.deepEqual(
      article
        .filter(({ stage, language }) => stage === 'rated' && language === 'zh')
        .map(({ stars }) => stars),
      [3, 5],
    );
    const blanks = new Map(
      world.facts.flatMap((fact) =>
        LANGUAGES.flatMap((language) =>
          world.paraphrases(fact, language).map(({ blank, answer }) => [blank, answer] as const),
        ),
      ),
    );
    for (const { stage, question, answer } of article)
      if (stage === 'blank') assert.equal(blanks.get(question), answer, question);
  });

  it('writes values as they are in the table, wherever they stand', () => {
    for (const fact of world.facts.filter(({ kind }) => kind === 'person')) {
      const value = world.tables.things
        .get(world.tables.attributes.get(fact.attribute)!.value)!
        .get(fact.value)!;
      for (const language of LANGUAGES) {
        for (const { answer, text } of world.paraphrases(fact, language)) {
          assert.equal(answer, value[language]);
          assert.ok(text.includes(value[language]), text);
        }
      }
    }
  });

  it('chooses a or an by the sound', () => {
    assert.deepEqual(
      [
        'bee',
        'ant',
        'hour',
        'university',
        'European city',
        'umbrella',
        'use',
        'honest man',
        'the sky',
        'a lemon',
      ].map(withArticle),
      [
        'a bee',
        'an ant',
        'an hour',
        'a university',
        'a European city',
        'an umbrella',
        'a use',
        'an honest man',
        'the sky',
        'a lemon',
      ],
    );
    assert.equal(capitalised('the sky'), 'The sky');
  });
});
