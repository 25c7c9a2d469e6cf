/** The whole proof: every file graded as a class is, and every mutant of every solution. */
import assert from 'node:assert/strict';
import { huntMutants, placesOf, validateTasks } from 'kernel-lib/dist/grade/validate.js';
import { root } from '../support/paths.js';

/** Each of its mutants trains a network: half an hour. `blossom validate train-a-model` hunts them. */
const TRAINED = 'train-a-model';

describe('the tasks of the course, at length', function () {
  this.timeout(3_600_000);

  it('each file gets its due from a process for each group of checks', async () => {
    const found = await validateTasks(root);
    assert.deepEqual(
      found.filter(({ ok }) => !ok),
      [],
    );
  });

  it('at least 95 % of the mutants of each solution are rejected, and no run of a right answer', async () => {
    for (const { task } of await placesOf(root)) {
      if (task === TRAINED) continue;
      const { killRate, survivors, refused } = await huntMutants(root, task);
      assert.ok(killRate >= 95, `${task}: ${killRate} %, ${JSON.stringify(survivors)}`);
      assert.deepEqual(refused, [], task);
    }
  });
});
