/** The model that the course ships is of today's recipe, and knows what its file says. */
import assert from 'node:assert/strict';
import { corpus, evaluate, loadSchoolModel, openSchool, SCHOOL } from 'kernel-lib';
import { useBackend } from '../../support/backends.js';

describe('the shipped school leaver', function () {
  this.timeout(120_000);
  before(() => useBackend('threads'));
  after(() => useBackend('cpu'));

  it('belongs to the recipe and the books as they are now', async () => {
    const { tokenizer, about } = await loadSchoolModel();
    assert.deepEqual(about['recipe'], JSON.parse(JSON.stringify(SCHOOL)));
    const school = await openSchool({ seed: about['seed'] as number });
    assert.equal(corpus.fingerprintOf(tokenizer), corpus.fingerprintOf(school.tokenizer));
    school.close();
  });

  it('knows what its file says that it knows', async () => {
    const { model, tokenizer, about } = await loadSchoolModel();
    const school = await openSchool({ seed: about['seed'] as number });
    const subjects = ['causal', 'grammar', 'questions'] as const;
    const card = await evaluate.cardOf(school.world, { tokenizer, subjects })(model);
    const told = about['figures'] as Record<string, number>;
    school.close();
    for (const [name, percent] of Object.entries(card))
      assert.ok(Math.abs(percent - told[name]!) < 0.5, `${name}: ${percent}, told ${told[name]}`);
    assert.ok(card['causal.en']! >= 90 && card['causal.zh']! >= 90 && card['questions.en']! <= 2);
  });
});
