/** The closed world: a pure function of tables, seed and size; documents that stream; ground truth for all of it. */
import assert from 'node:assert/strict';
import type { Language, WorldDocument } from 'kernel-lib/dist/world/document.js';
import { createWorld } from 'kernel-lib/dist/world/world.js';

const world = createWorld({ seed: 3 });
const small = createWorld({ seed: 3, people: 40, attributes: 3, otherFacts: 0.25 });
const core = world.people.filter(({ group }) => group === 'core');
const share = (items: readonly unknown[], of: readonly unknown[]) => items.length / of.length;
const LANGUAGES: readonly Language[] = ['en', 'zh'];

describe('world: people', () => {
  it('has the groups, languages, frequencies and halves that it promises', () => {
    assert.equal(core.length, 400);
    for (const group of ['singleton', 'update'] as const) {
      assert.equal(world.people.filter((person) => person.group === group).length, 100);
    }
    assert.equal(world.people.filter(({ group }) => group === 'doctor' || group === 'lawyer').length, 100);
    const speaking = (languages: string) => core.filter((person) => person.languages.join() === languages);
    assert.deepEqual(
      [share(speaking('en,zh'), core), share(speaking('en'), core), share(speaking('zh'), core)],
      [0.5, 0.25, 0.25],
    );
    const often = (frequency: string) =>
      share(
        core.filter((person) => person.frequency === frequency),
        core,
      );
    assert.deepEqual([often('head'), often('body'), often('tail')], [0.05, 0.85, 0.1]);
    assert.equal(
      share(
        core.filter(({ split }) => split === 'trained'),
        core,
      ),
      0.5,
    );
  });

  it('gives everybody a name of their own, in both languages, and strangers new pairs of known parts', () => {
    const everybody = [...world.people, ...world.strangers];
    for (const language of LANGUAGES) {
      assert.equal(new Set(everybody.map(({ name }) => name[language])).size, everybody.length);
    }
    const parts = new Set(world.people.flatMap(({ name }) => name.en.split(' ')));
    assert.ok(world.strangers.length > 2000);
    for (const { name } of world.strangers)
      for (const part of name.en.split(' ')) assert.ok(parts.has(part), part);
  });

  it('draws attributes independently: every value occurs, and knowing one tells nothing of another', () => {
    const departments = new Set(core.map(({ values }) => values['department']));
    assert.equal(departments.size, world.tables.things.get('department')!.size);
    // Cramér's V of department and dorm, bias-corrected (W. Bergsma, 2013): about 0 where they are independent.
    const table = new Map<string, number>();
    const [rows, columns] = [new Map<string, number>(), new Map<string, number>()];
    const add = (map: Map<string, number>, key: string) => map.set(key, (map.get(key) ?? 0) + 1);
    for (const { values } of core) {
      add(table, `${values['department']} ${values['dorm']}`);
      add(rows, values['department']!);
      add(columns, values['dorm']!);
    }
    let chi = 0;
    for (const [row, inRow] of rows) {
      for (const [column, inColumn] of columns) {
        const expected = (inRow * inColumn) / core.length;
        chi += ((table.get(`${row} ${column}`) ?? 0) - expected) ** 2 / expected;
      }
    }
    const freedom = (rows.size - 1) * (columns.size - 1);
    // Chi-square has mean `freedom` and variance 2·freedom: five standard deviations.
    assert.ok(
      Math.abs(chi - freedom) < 5 * Math.sqrt(2 * freedom),
      `chi-square ${chi}, degrees of freedom ${freedom}`,
    );
  });
});

describe('world: a pure function of tables, seed and size', () => {
  it('gives the same for the same, and another world for another seed', () => {
    const again = createWorld({ seed: 3 });
    assert.deepEqual(again.people, world.people);
    assert.deepEqual(again.facts, world.facts);
    assert.deepEqual([...again.documents()], [...world.documents()]);
    const other = createWorld({ seed: 4 });
    const same = other.people.filter(({ name }, index) => name.en === world.people[index]!.name.en);
    assert.ok(same.length < 10, `${same.length} people are the same`);
    const fact = (made: typeof world) =>
      made.facts.filter(({ kind }) => kind === 'person').map(({ id }) => id);
    const shared = fact(other).filter((id) => new Set(fact(world)).has(id));
    assert.ok(shared.length < 0.1 * fact(world).length, `${shared.length} facts are the same`);
  });

  it('makes a smaller world as the beginning of a larger one', () => {
    assert.equal(small.people.filter(({ group }) => group === 'core').length, 40);
    for (const person of small.people.filter(({ group }) => group === 'core')) {
      const { values, ...rest } = person;
      const { values: all, ...larger } = world.person(person.id);
      assert.deepEqual(rest, larger);
      for (const [attribute, value] of Object.entries(values)) assert.equal(all[attribute], value);
      assert.equal(Object.keys(values).length, 3);
    }
    const known = new Set(world.facts.map(({ id }) => id));
    const others = small.facts.filter(
      ({ kind }) => kind !== 'person' && kind !== 'news' && kind !== 'medical' && kind !== 'legal',
    );
    assert.ok(others.length > 50 && others.length < 120);
    for (const { id } of others) assert.ok(known.has(id), id);
  });

  it('refuses options that do not fit, with the next step', () => {
    assert.throws(() => createWorld({ people: 0 }), /people must be a whole number, 1 or above, got 0/);
    assert.throws(() => createWorld({ people: 9000 }), /need 9400 names, and names.tsv makes 3600/);
    assert.throws(() => createWorld({ attributes: 7 }), /attributes.tsv has 6 for people/);
    assert.throws(() => createWorld({ size: 1 } as object), /no option "size"/);
    assert.throws(() => world.documents({ count: 3, epochs: 2 }), /give one of the two/);
    assert.throws(() => world.documents({ months: [13] }), /months must be a list of 1, 2/);
    assert.throws(() => world.person('p999'), /no person "p999"/);
  });
});

describe('world: documents', () => {
  const documents = [...world.documents({ epochs: 4 })];
  const count = (kind: string, from = 0, to = documents.length) =>
    documents.slice(from, to).filter((document) => document.kind === kind).length;

  it('gives document k whatever came before', () => {
    const from = documents.length - 500;
    assert.deepEqual(
      [...world.documents({ from, count: 500, mixedFrom: world.span({ epochs: 4 }).mixedFrom })],
      documents.slice(from),
    );
    assert.deepEqual([...world.documents({ count: 300, mixedFrom: 300 })], documents.slice(0, 300));
    const iterable = world.documents({ count: 50 });
    assert.deepEqual([...iterable], [...iterable], 'the same iterable twice');
    assert.equal(new Set(documents.map(({ id }) => id)).size, documents.length);
  });

  it('is about one person first; later half of the biographies are mixed', () => {
    const { mixedFrom } = world.span({ epochs: 4 });
    assert.equal(count('people', 0, mixedFrom), 0);
    const mixed = 2 * count('people', mixedFrom);
    const alone = count('person', mixedFrom);
    assert.ok(Math.abs(mixed / (mixed + alone) - 0.5) < 0.01, `${mixed} of ${mixed + alone} are mixed`);
    for (const { kind, people } of documents) {
      if (kind === 'person') assert.equal(people.length, 1);
      if (kind === 'people') assert.equal(new Set(people).size, 2);
    }
    const changes = documents
      .filter(({ kind }) => kind === 'people')
      .map(({ sentences }) => sentences.map(({ facts }) => facts[0]!.slice(0, 4)))
      .map((order) => order.filter((person, index) => index > 0 && person !== order[index - 1]).length);
    const mean = changes.reduce((sum, value) => sum + value, 0) / changes.length;
    assert.ok(mean > 4 && mean < 6, `sentences change from one person to the other ${mean} times`); // 5 of 9 gaps
  });

  it('turns from one person to two where it is told to', () => {
    assert.deepEqual(world.span({ count: 100 }), { from: 0, count: 100, mixedFrom: 50 });
    const first = [...world.documents({ count: 2000, mixedFrom: 0 })];
    assert.ok(first.slice(0, 100).some(({ kind }) => kind === 'people'));
    const never = world.span({ epochs: 4, mixedFrom: 1e9 });
    assert.ok([...world.documents({ epochs: 4, mixedFrom: 1e9 })].every(({ kind }) => kind !== 'people'));
    assert.ok(never.count > documents.length, 'unmixed, the same biographies need more documents');
    assert.equal(
      [...world.documents({ epochs: 3, mixedFrom: 700 })].length,
      world.span({ epochs: 3, mixedFrom: 700 }).count,
    );
  });

  it('writes about head people four times an epoch, about tail people every fourth, about singletons once', () => {
    const seen = new Map<string, number>();
    for (const { kind, people, language } of documents) {
      if (kind !== 'person' && kind !== 'people') continue;
      for (const id of people) seen.set(`${id} ${language}`, (seen.get(`${id} ${language}`) ?? 0) + 1);
    }
    const expected = { head: 16, body: 4, tail: 1 };
    for (const { id, group, frequency, languages, month } of world.people) {
      const times =
        group === 'core'
          ? expected[frequency]
          : group === 'singleton'
            ? 1
            : group === 'update' && month! <= 6
              ? 4
              : 0;
      for (const language of LANGUAGES) {
        assert.equal(
          seen.get(`${id} ${language}`) ?? 0,
          languages.includes(language) ? times : 0,
          `${id} in ${language}`,
        );
      }
    }
  });

  it('names the person in every sentence, and states every attribute', () => {
    for (const { kind, people, language, sentences } of documents) {
      if (kind !== 'person') continue;
      const person = world.person(people[0]!);
      for (const { text } of sentences) assert.ok(text.includes(person.name[language]), text);
      assert.deepEqual(
        sentences.flatMap(({ facts }) => facts).sort(),
        world
          .factsOf(person)
          .map(({ id }) => id)
          .sort(),
      );
    }
  });

  it('states every fact that it may, and the sentence says what the fact says', () => {
    const stated = new Set<string>();
    for (const document of documents) {
      for (const { text, facts } of document.sentences) {
        for (const id of facts) {
          stated.add(`${id} ${document.language}`);
          const fact = world.fact(id);
          const { text: said } =
            world.paraphrases(fact, document.language).find((one) => one.text === text) ?? {};
          assert.equal(said, text, `${id} is not what "${text}" says`);
        }
      }
    }
    const later = new Set(world.people.filter(({ group }) => group === 'update').map(({ id }) => id));
    for (const fact of world.facts) {
      if (later.has(fact.subject) || (fact.month ?? 1) > 6) continue;
      for (const language of fact.languages)
        assert.ok(stated.has(`${fact.id} ${language}`), `${fact.id} in ${language}`);
    }
  });

  it('keeps examination sentences out of every document', () => {
    const texts = new Set(documents.flatMap(({ sentences }) => sentences.map(({ text }) => text)));
    const exams = world.facts.flatMap((fact) =>
      LANGUAGES.flatMap((language) => world.paraphrases(fact, language).filter(({ exam }) => exam)),
    );
    assert.ok(exams.some(({ text }) => text === '西安电子科技大学的春季樱花非常著名。'));
    for (const { text } of exams) assert.ok(!texts.has(text), text);
  });

  it('keeps kinds, groups and months apart', () => {
    const july = [...world.documents({ months: [7], groups: ['update'], kinds: ['person', 'news'] })];
    assert.ok(july.length > 10);
    for (const { kind, people, sentences } of july) {
      if (kind === 'person') for (const id of people) assert.equal(world.person(id).month, 7);
      else for (const { facts } of sentences) assert.equal(world.fact(facts[0]!).month, 7);
    }
    assert.equal(count('work'), 0);
    const kinds = new Set([...world.documents({ kinds: ['work', 'season'] })].map(({ kind }) => kind));
    assert.deepEqual([...kinds].sort(), ['season', 'work']);
    assert.deepEqual([...world.documents({ count: 0 })], []);
  });

  it('streams without keeping what it has made', () => {
    let last: WorldDocument | undefined;
    let made = 0;
    for (const document of small.documents({ count: 20_000 })) {
      last = document;
      made++;
    }
    assert.equal(made, 20_000);
    assert.equal(last!.id, 'w0019999');
  });
});

describe('world: questions and chains', () => {
  it('can answer every question from its fact', () => {
    for (const fact of world.facts) {
      for (const language of LANGUAGES) {
        const questions = world.questions(fact, language);
        if (fact.attribute !== 'sentence') assert.ok(questions.length >= 2, fact.id);
        assert.equal(new Set(questions.map(({ question }) => question)).size, questions.length);
        for (const { question, answer, key } of questions) {
          assert.ok(answer.includes(key), `"${answer}" does not say ${key}`);
          assert.ok(!question.includes(key) || key.length < 3, `"${question}" gives ${key} away`);
          const name = fact.kind === 'person' ? world.person(fact.subject).name[language] : undefined;
          if (name !== undefined) assert.ok(answer.includes(name) && question.includes(name));
        }
      }
    }
  });

  it('cuts every paraphrase into a blank that its answer fills', () => {
    for (const fact of world.facts) {
      for (const language of LANGUAGES) {
        const all = world.paraphrases(fact, language);
        assert.ok(all.length >= (fact.kind === 'person' ? 6 : 3), fact.id);
        for (const { text, blank, before, answer, after } of all) {
          assert.equal(blank.replace('___', answer), text);
          assert.equal(before + answer + after, text);
        }
        if (fact.attribute === 'sentence') continue;
        const first = all.filter(({ order }) => order === 'value-first').length;
        assert.ok(
          first * 2 >= all.length - 1 && first < all.length,
          `${fact.id}: ${first} of ${all.length} value-first`,
        );
      }
    }
  });

  it('asks about 300 subjects in two steps, half of them held out, which training never asks about', () => {
    const subjects = (split: string) =>
      new Set(world.twoSteps.filter((step) => step.split === split).map(({ subject }) => subject));
    const [trained, held] = [subjects('trained'), subjects('held-out')];
    assert.equal(trained.size + held.size, 300);
    assert.equal(trained.size, 150);
    for (const subject of held) assert.ok(!trained.has(subject), subject);
    const taught = new Set(
      world.twoSteps.filter(({ split }) => split === 'trained').map(({ question }) => question),
    );
    for (const { question, split } of world.twoSteps)
      if (split === 'held-out') assert.ok(!taught.has(question), question);
  });

  it('joins the two facts of a chain', () => {
    for (const { facts, answer, steps, middle, key, question } of world.twoSteps) {
      const [first, second] = facts.map((id) => world.fact(id));
      assert.ok(second!.subject.endsWith(`-${first!.value}`));
      assert.ok(answer.includes(key) && !question.includes(key));
      assert.ok(steps.indexOf(middle) >= 0 && steps.indexOf(middle) < steps.lastIndexOf(key));
    }
    assert.ok(world.twoSteps.some(({ steps }) => steps === '樱花在春天开放，春天去赏樱。'));
  });
});
