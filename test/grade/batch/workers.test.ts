/** Grading processes: what happens in one of them costs that one alone. */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { Workers } from 'kernel-lib/dist/grade/batch/workers.js';
import { gone } from '../../support/processes.js';
import { submission } from './fakeClass.js';

const task = { module: join(__dirname, 'fakeGrader.js'), options: {} };

describe('grading processes', () => {
  let workers: Workers;
  afterEach(() => workers.close());

  const processOf = async (student: string) =>
    Number(/\d+/.exec((await workers.grade(submission(student))).review[0]!)![0]);

  it('are used again, one submission at a time', async () => {
    workers = new Workers({ ...task, options: { milliseconds: 20 } });
    const [ann, bob] = await Promise.all([processOf('ann'), processOf('bob')]);
    assert.notEqual(ann, bob);
    assert.ok([ann, bob].includes(await processOf('cy')));
  });

  it('end one alone when it is killed, leaves, or does not come back', async () => {
    workers = new Workers(task, { secondsEach: 3 });
    const other = processOf('ann');
    await assert.rejects(workers.grade(submission('dies')), /The grading process ended by SIGKILL\./);
    await assert.rejects(workers.grade(submission('leaves')), /The grading process ended by exit code 3\./);
    await assert.rejects(workers.grade(submission('hangs')), /Grading took more than 3 s and was ended\./);
    await assert.rejects(workers.grade(submission('throws')), /No reference\./);
    await other;
    assert.equal((await workers.grade(submission('bob'))).student, 'bob');
  });

  it('say that the grader could not be opened', async () => {
    workers = new Workers({ module: join(__dirname, 'no-grader.js'), options: {} });
    await assert.rejects(workers.grade(submission('ann')), /ended by exit code 1/);
  });

  it('are replaced after some uses, and are gone at the end', async () => {
    workers = new Workers(task, { uses: 2 });
    const first = await processOf('ann');
    assert.equal(await processOf('bob'), first);
    await gone(first);
    const second = await processOf('cy');
    assert.notEqual(second, first);
    await workers.close();
    await gone(second);
    await assert.rejects(workers.grade(submission('ann')), /have been ended/);
  });
});
