/** The batch: each submission one result, several at once, and nothing stops it but a store that cannot be written. */
import assert from 'node:assert/strict';
import { gradeAll, type BatchOptions, type GradeOne } from 'kernel-lib/dist/grade/batch/grade-all.js';
import { openResultsToWrite, type WritableResults } from 'kernel-lib/dist/grade/batch/results.js';
import type { Submission } from 'kernel-lib/dist/grade/grading.js';
import { all, classOf, KEY, LESSON, nameOf, resultOf, submission, temporaryFolder } from './fakeClass.js';

const later = () => new Promise((resolve) => setTimeout(resolve, 5));

describe('grading a class', () => {
  let store: WritableResults;
  beforeEach(async () => (store = await openResultsToWrite(temporaryFolder())));
  afterEach(() => store.close());

  const batch = (gradeOne: GradeOne, more: Partial<BatchOptions> = {}): BatchOptions => ({
    gradeOne,
    lessonKey: () => Promise.resolve(KEY),
    workers: 3,
    store,
    ...more,
  });
  const fine: GradeOne = async (one) => (await later(), resultOf(one));

  it('grades as many at once as it has workers, and tells its progress', async () => {
    let [now, most] = [0, 0];
    const told: number[] = [];
    const gradeOne: GradeOne = async (one) => {
      most = Math.max(most, ++now);
      await later();
      now -= 1;
      return resultOf(one);
    };
    const end = await gradeAll(classOf(10), batch(gradeOne, { onProgress: ({ done }) => told.push(done) }));
    assert.equal(most, 3);
    assert.deepEqual(told, [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
    assert.deepEqual(end, { done: 10, skipped: 0, graded: 10, ungraded: 0 });
    assert.deepEqual(
      (await all(store.latest())).map(({ student }) => student),
      Array.from({ length: 10 }, (_, n) => nameOf(n)),
    );
    assert.equal((await all(store.submissions())).length, 10);
  });

  it('skips what is current, and grades anew what is not', async () => {
    await gradeAll(classOf(4), batch(fine));
    const graded: string[] = [];
    const gradeOne: GradeOne = async (one) => (graded.push(one.student), resultOf(one, { checks: 'new' }));
    assert.equal((await gradeAll(classOf(5), batch(gradeOne))).skipped, 4);
    assert.deepEqual(graded, [nameOf(4)]);
    const key = () => Promise.resolve({ ...KEY, checks: 'new' });
    assert.equal((await gradeAll(classOf(5), batch(gradeOne, { lessonKey: key }))).skipped, 1);
    assert.equal(graded.length, 5);
  });

  it('tries once more where the machine failed, and then says so without marks', async () => {
    const attempts = new Map<string, number>();
    const gradeOne: GradeOne = async (one) => {
      const count = (attempts.get(one.student) ?? 0) + 1;
      attempts.set(one.student, count);
      if (one.student === nameOf(1) && count === 1) throw new Error('once');
      if (one.student === nameOf(2)) throw new Error('The grading process ended by SIGKILL.');
      return resultOf(
        one,
        one.student === nameOf(3) ? { state: 'ungraded', score: null, review: ['No fork.'] } : {},
      );
    };
    const end = await gradeAll(classOf(4), batch(gradeOne));
    assert.deepEqual(end, { done: 4, skipped: 0, graded: 2, ungraded: 2 });
    assert.deepEqual([...attempts.values()], [1, 2, 2, 2]);
    const lost = await store.result(nameOf(2), LESSON);
    assert.deepEqual([lost?.state, lost?.score, lost?.maxScore, lost?.tasks], ['ungraded', null, 2, []]);
    assert.match(
      lost!.review.join(),
      /through no fault of the student: The grading process ended by SIGKILL/,
    );
    // The next run has another try for those two alone.
    assert.deepEqual(await gradeAll(classOf(4), batch(fine)), {
      done: 4,
      skipped: 2,
      graded: 2,
      ungraded: 0,
    });
  });

  it('asks for an unreadable submission once, today and tomorrow', async () => {
    async function* unreadable(): AsyncGenerator<Submission> {
      yield { ...submission('ann'), answers: [], unreadable: 'The file is empty.' };
    }
    let calls = 0;
    const gradeOne: GradeOne = async (one) => (calls++, resultOf(one, { state: 'ungraded', score: null }));
    await gradeAll(unreadable(), batch(gradeOne));
    const again = await gradeAll(unreadable(), batch(gradeOne));
    assert.deepEqual([calls, again.skipped], [1, 1]);
  });

  it('finishes what is in work when it is asked to stop, and goes on from there', async () => {
    const stop = new AbortController();
    let begun = 0;
    const gradeOne: GradeOne = async (one) => {
      if (++begun === 5) stop.abort();
      await later();
      return resultOf(one);
    };
    const end = await gradeAll(classOf(20), batch(gradeOne, { signal: stop.signal }));
    assert.deepEqual([end.done, store.size], [begun, begun]);
    assert.ok(begun < 10);
    const rest = await gradeAll(classOf(20), batch(fine));
    assert.deepEqual([rest.skipped, rest.graded, store.size], [begun, 20 - begun, 20]);
  });

  it('stops with the reason where a result cannot be stored', async () => {
    let begun = 0;
    const gradeOne: GradeOne = async (one) => (begun++, await later(), resultOf(one));
    const full = { ...store, lost: store.lost, append: () => Promise.reject(new Error('the disk is full')) };
    await assert.rejects(gradeAll(classOf(20), batch(gradeOne, { store: full })), /the disk is full/);
    assert.equal(begun, 3);
  });
});
