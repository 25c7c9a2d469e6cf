/** The report card: percent by subject and language, and what it refuses. */
import assert from 'node:assert/strict';
import { cardOf, type CardOptions, type CardSubject } from 'kernel-lib/dist/evaluate/card.js';
import { useBackend } from '../support/backends.js';
import { forget, tinySchool, type TinySchool } from './tinySchool.js';

describe('cardOf', () => {
  let school: TinySchool;
  before(async () => {
    await useBackend('threads');
    school = await tinySchool();
  });
  after(async () => {
    forget(school);
    await useBackend('cpu');
  });

  it('has a percentage for each subject asked for, in each language', async () => {
    const { world, tokenizer, model } = school;
    const subjects = ['masked', 'grammar', 'chains', 'questions'] as const;
    const card = await cardOf(world, { tokenizer, subjects, most: 3 })(model);
    assert.deepEqual(
      Object.keys(card),
      subjects.flatMap((subject) => [`${subject}.en`, `${subject}.zh`]),
    );
    for (const percent of Object.values(card)) assert.ok(percent >= 0 && percent <= 100);
  });

  it('says what is missing, and what there is', () => {
    const { world, tokenizer } = school;
    assert.throws(() => cardOf(world, {} as CardOptions), /^UserError: cardOf needs the option tokenizer/);
    const subjects = ['maths' as CardSubject];
    assert.throws(
      () => cardOf(world, { tokenizer, subjects }),
      /subjects must be a list of subjects, each one of masked, causal, .*, got \["maths"\]/,
    );
  });
});
