/** The whole proof: every file graded as a class is, and every mutant of every solution. */
import assert from 'node:assert/strict';
import { huntMutants, placesOf, validateTasks, type Validation } from 'kernel-lib/dist/grade/validate.js';
import { inTwoLanes } from '../support/lanes.js';
import { root } from '../support/paths.js';

/** Each of its mutants trains a network: half an hour. `blossom validate train-a-model` hunts them. */
const TRAINED = 'train-a-model';

/** The longest first, so that no lane waits for it at the end. */
async function eachTask(work: (task: string) => Promise<void>): Promise<void> {
  const tasks = (await placesOf(root)).map(({ task }) => task);
  await inTwoLanes([TRAINED, ...tasks.filter((task) => task !== TRAINED)], work);
}

describe('the tasks of the course, at length', function () {
  this.timeout(3_600_000);

  it('each file gets its due from a process for each group of checks', async () => {
    const found: Validation[] = [];
    await eachTask(async (task) => void found.push(...(await validateTasks(root, { tasks: [task] }))));
    assert.ok(found.length > 0);
    assert.deepEqual(
      found.filter(({ ok }) => !ok),
      [],
    );
  });

  it('at least 95 % of the mutants of each solution are rejected, and no run of a right answer', () =>
    eachTask(async (task) => {
      if (task === TRAINED) return;
      const { killRate, survivors, refused } = await huntMutants(root, task);
      assert.ok(killRate >= 95, `${task}: ${killRate} %, ${JSON.stringify(survivors)}`);
      assert.deepEqual(refused, [], task);
    }));
});
