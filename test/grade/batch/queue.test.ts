/** The queue: the same work over Redis, by workers that may come, differ and be killed. */
import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { Redis } from 'ioredis';
import { gradeAll, type BatchOptions, type LessonKey } from 'kernel-lib/dist/grade/batch/grade-all.js';
import { openQueue, type GradingQueue } from 'kernel-lib/dist/grade/batch/queue.js';
import { openResultsToWrite, type WritableResults } from 'kernel-lib/dist/grade/batch/results.js';
import { needs } from '../../support/needs.js';
import { freePort, startRedis, type RedisServer } from '../../support/redis.js';
import { classOf, KEY, temporaryFolder } from './fakeClass.js';
import type { QueueWorkerArguments } from './queueWorker.js';

describe('the grading queue', () => {
  let redis: RedisServer;
  let store: WritableResults;
  let folder: string;
  let queue: GradingQueue | undefined;
  const children: ChildProcess[] = [];

  before(async function () {
    redis = await startRedis(needs(this, 'redis'));
  });
  after(() => redis?.stop());
  beforeEach(async () => {
    folder = temporaryFolder();
    store = await openResultsToWrite(folder);
    const client = new Redis(redis.url);
    await client.flushall();
    client.disconnect();
  });
  afterEach(async () => {
    for (const child of children.splice(0)) child.kill('SIGKILL');
    await queue?.close();
    queue = undefined;
    await store.close();
  });

  const worker = (words: QueueWorkerArguments = {}): ChildProcess => {
    const script = join(__dirname, 'queueWorker.js');
    const child = spawn(process.execPath, [script, redis.url, JSON.stringify(words)], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    children.push(child);
    return child;
  };
  const lessonKey = () => Promise.resolve(KEY);
  const collect = async (count: number, more: Partial<BatchOptions> = {}, key: LessonKey = KEY) => {
    const signal = more.signal === undefined ? {} : { signal: more.signal };
    queue = await openQueue(redis.url, { lessonKey: () => Promise.resolve(key), ...signal });
    const { gradeOne } = queue;
    return gradeAll(classOf(count), {
      gradeOne,
      lessonKey: () => Promise.resolve(key),
      workers: 50,
      store,
      ...more,
    });
  };
  const graded = () =>
    readFileSync(join(folder, 'results.jsonl'), 'utf8')
      .trimEnd()
      .split('\n')
      .map((line) => (JSON.parse(line) as { student: string }).student);
  const keysInRedis = async () => {
    const client = new Redis(redis.url);
    const keys = await client.keys('*');
    client.disconnect();
    return keys;
  };

  const queued = async (count: number) => {
    while ((await keysInRedis()).filter((key) => key.includes('grade-')).length < count)
      await new Promise((resolve) => setTimeout(resolve, 20));
  };

  it('shares a class among workers, and leaves nothing of it behind', async () => {
    worker();
    worker();
    const told: number[] = [];
    const end = await collect(40, { onProgress: ({ done }) => told.push(done) });
    assert.deepEqual(end, { done: 40, skipped: 0, graded: 40, ungraded: 0 });
    assert.equal(new Set(graded()).size, 40);
    assert.equal(graded().length, 40);
    assert.deepEqual(
      told,
      Array.from({ length: 40 }, (_, n) => n + 1),
    );
    assert.deepEqual(
      (await keysInRedis()).filter((key) => key.includes('grade-')),
      [],
    );
  });

  it('loses nothing when a worker is killed in the middle', async () => {
    const log = join(folder, 'log');
    const doomed = worker({ log, milliseconds: 300 });
    const collecting = collect(12);
    while (!existsSync(log)) await new Promise((resolve) => setTimeout(resolve, 20));
    doomed.kill('SIGKILL');
    worker({ log });
    assert.deepEqual(await collecting, { done: 12, skipped: 0, graded: 12, ungraded: 0 });
    assert.equal(graded().length, 12);
    // The two that it had in work were begun twice; each has one result.
    assert.ok(readFileSync(log, 'utf8').trimEnd().split('\n').length > 12);
  });

  it('goes on when the one who collects stops and comes back; workers went on meanwhile', async () => {
    const log = join(folder, 'log');
    const stop = new AbortController();
    const begun = collect(10, { signal: stop.signal });
    await queued(10);
    stop.abort();
    assert.deepEqual(await begun, { done: 0, skipped: 0, graded: 0, ungraded: 0 });
    await queue!.close();
    worker({ log });
    const count = () => (existsSync(log) ? readFileSync(log, 'utf8').split('\n').length - 1 : 0);
    while (count() < 10) await new Promise((resolve) => setTimeout(resolve, 20));
    assert.equal((await collect(10)).graded, 10);
    assert.equal(count(), 10); // none was graded again
    assert.equal(graded().length, 10);
  });

  it('refuses a worker that would grade differently, and gives its work to another', async () => {
    const differing: [Partial<LessonKey>, RegExp][] = [
      [{ checks: 'other' }, /^This machine has other checks of 00-demo \(other\) than the batch \(c{12}\)/],
      [
        { seed: 'other' },
        /another secret \(fingerprint other\) than the batch \(s{16}\): copy the file grading\/secret/,
      ],
      [{ isolation: 'bubblewrap' }, /^This machine isolates with bubblewrap, the batch with none/],
    ];
    const collecting = collect(3);
    for (const [key, sentence] of differing) {
      const child = worker({ key });
      const printed = text(child.stdout!);
      const code = await new Promise((resolve) => child.once('close', resolve));
      assert.match(await printed, sentence);
      assert.equal(code, 1);
    }
    worker();
    assert.equal((await collecting).graded, 3);
    assert.equal(graded().length, 3);
  });

  it('forgets queued work whose checks have changed since', async () => {
    const stop = new AbortController();
    const before = collect(3, { signal: stop.signal }, { ...KEY, checks: 'old' });
    await queued(3);
    stop.abort();
    await before;
    await queue!.close();
    worker();
    assert.equal((await collect(3)).graded, 3);
  });

  it('ends a worker after what it has in work', async () => {
    const log = join(folder, 'log');
    const child = worker({ log, milliseconds: 300 });
    const collecting = collect(4);
    while (!existsSync(log)) await new Promise((resolve) => setTimeout(resolve, 20));
    child.kill('SIGTERM');
    assert.equal(await new Promise((resolve) => child.once('close', resolve)), 0);
    const first = readFileSync(log, 'utf8').trimEnd().split('\n');
    worker({ log });
    assert.equal((await collecting).graded, 4);
    const second = readFileSync(log, 'utf8').trimEnd().split('\n').slice(first.length);
    assert.deepEqual(
      second.filter((student) => first.includes(student)),
      [],
    );
  });

  it('says where nobody answers, without the password', async () => {
    const port = await freePort();
    await assert.rejects(
      openQueue(`redis://:secret@127.0.0.1:${port}`, { lessonKey }),
      (error: Error) =>
        /^Cannot reach the queue at redis:\/\/127\.0\.0\.1:\d+: .*ECONNREFUSED.*Start redis-server/.test(
          error.message,
        ) && !error.message.includes('secret'),
    );
    await assert.rejects(openQueue('localhost', { lessonKey }), /--queue is an address such as redis:/);
  });
});
