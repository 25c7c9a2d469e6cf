/** The model that the course ships is of today's recipe, and knows what its file says. */
import assert from 'node:assert/strict';
import { corpus, evaluate, loadSchoolCurves, loadSchoolModel, openSchool, SCHOOL } from 'kernel-lib';
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

describe('the shipped whole years', () => {
  it('end alike in both orders: students of one order differ by more', async () => {
    const { wholeYears } = await loadSchoolCurves();
    const endsOf = (order: string) =>
      wholeYears
        .filter(({ name }) => name === order)
        .map(({ steps, series }) => {
          assert.equal(steps.at(-1), SCHOOL.steps);
          return (series['after.en']!.at(-1)! + series['after.zh']!.at(-1)!) / 2;
        });
    const [halfway, start] = [endsOf('mixed from halfway'), endsOf('mixed from the start')];
    const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
    const spread = (values: number[]) => Math.max(...values) - Math.min(...values);
    assert.deepEqual([halfway.length, start.length], [3, 3]);
    assert.ok(Math.abs(mean(halfway) - mean(start)) < Math.min(spread(halfway), spread(start)));
  });
});
