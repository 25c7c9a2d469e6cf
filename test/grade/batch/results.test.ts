/** The folder of results: what is on the disk counts, whatever killed the batch that wrote it. */
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import {
  appendFileSync,
  mkdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { openResults, openResultsToWrite } from 'kernel-lib/dist/grade/batch/results.js';
import { all, KEY, LESSON, nameOf, resultOf, submission, temporaryFolder } from './fakeClass.js';

const lines = (folder: string) =>
  readFileSync(join(folder, 'results.jsonl'), 'utf8').split('\n').slice(0, -1);

describe('the store of results', () => {
  it('keeps lines in the order of coming, and gives the last of each student, sorted', async () => {
    const folder = temporaryFolder();
    const store = await openResultsToWrite(folder);
    const [ann, bob] = [submission('ann'), submission('bob')];
    await Promise.all([
      store.append(resultOf(bob, { score: 0 })),
      store.append(resultOf(ann)),
      store.append(resultOf(bob, { score: 1 })),
    ]);
    assert.equal(store.size, 2);
    assert.deepEqual(await store.result('bob', LESSON), resultOf(bob, { score: 1 }));
    await store.close();
    assert.equal(lines(folder).length, 3);
    const again = await openResults(folder);
    assert.deepEqual(await all(again.latest()), [resultOf(ann), resultOf(bob, { score: 1 })]);
    assert.deepEqual(again.warnings, []);
    await again.close();
  });

  it('knows which results are current: the same submission, checks, seed and isolation', async () => {
    const store = await openResultsToWrite(temporaryFolder());
    const ann = submission('ann');
    await store.append(resultOf(ann));
    const key = { submission: ann.hash, ...KEY };
    assert.equal(store.current('ann', LESSON, key), 'graded');
    for (const change of [{ submission: 'x' }, { checks: 'x' }, { seed: 'x' }, { isolation: 'x' }]) {
      assert.equal(store.current('ann', LESSON, { ...key, ...change }), undefined);
    }
    assert.equal(store.current('bob', LESSON, key), undefined);
    assert.equal(store.current('ann', '01-other', key), undefined);
    await store.append(resultOf(ann, { state: 'ungraded', score: null }));
    assert.equal(store.current('ann', LESSON, key), 'ungraded');
    await store.close();
  });

  it('drops a torn last line, says so, and writes the next line in its place', async () => {
    const folder = temporaryFolder();
    const store = await openResultsToWrite(folder);
    for (const student of ['ann', 'bob']) await store.append(resultOf(submission(student)));
    await store.close();
    const path = join(folder, 'results.jsonl');
    truncateSync(path, statSync(path).size - 7);

    const reading = await openResults(folder);
    assert.deepEqual(
      (await all(reading.latest())).map(({ student }) => student),
      ['ann'],
    );
    assert.match(reading.warnings.join(), /results\.jsonl: the last line was torn \(\d+ bytes/);
    await reading.close();
    const writing = await openResultsToWrite(folder);
    await writing.append(resultOf(submission('cy')));
    await writing.close();
    assert.deepEqual(
      lines(folder).map((line) => (JSON.parse(line) as { student: string }).student),
      ['ann', 'cy'],
    );
  });

  it('passes over a line that cannot be read, and says which', async () => {
    const folder = temporaryFolder();
    const path = join(folder, 'results.jsonl');
    writeFileSync(path, `${JSON.stringify(resultOf(submission('ann')))}\n{"student": \n`);
    appendFileSync(path, `${JSON.stringify(resultOf(submission('bob')))}\n`);
    const store = await openResults(folder);
    assert.deepEqual(
      (await all(store.latest())).map(({ student }) => student),
      ['ann', 'bob'],
    );
    assert.match(store.warnings.join(), /line 2 cannot be read and does not count/);
    await store.close();
  });

  it('keeps a submission once, and again when it changes', async () => {
    const folder = temporaryFolder();
    const store = await openResultsToWrite(folder);
    const ann = submission('ann');
    await store.keep(ann);
    await store.keep(ann);
    await store.keep({ ...ann, warnings: ['Two submissions: the later one counts.'] });
    await store.keep(submission('ann', 'return 2;'));
    await store.append(resultOf(ann));
    await store.close();
    const kept = readFileSync(join(folder, 'submissions.jsonl'), 'utf8').trimEnd().split('\n');
    assert.equal(kept.length, 3);
    const reading = await openResults(folder);
    assert.deepEqual(await all(reading.submissions()), [submission('ann', 'return 2;')]);
    await reading.close();
  });

  it('says what to do where there are no results', async () => {
    await assert.rejects(
      openResults('no-such-folder'),
      /There are no results in no-such-folder: grade first/,
    );
  });

  it('is written by one batch at a time; reading goes on', async () => {
    const folder = temporaryFolder();
    const store = await openResultsToWrite(folder);
    await store.append(resultOf(submission('ann')));
    await assert.rejects(
      openResultsToWrite(folder),
      new RegExp(`Another batch is writing to .* \\(process ${process.pid} on .*\\): wait until it is done`),
    );
    const reading = await openResults(folder);
    assert.equal(reading.size, 1);
    await reading.close();
    await store.close();
    await (await openResultsToWrite(folder)).close();
  });

  it('is taken over from a batch that was killed', async () => {
    const folder = temporaryFolder();
    const script = `require(${JSON.stringify(require.resolve('kernel-lib/dist/grade/batch/results.js'))})
      .openResultsToWrite(process.argv[1]).then(() => process.kill(process.pid, 'SIGKILL'))`;
    const { signal } = spawnSync(process.execPath, ['-e', script, folder], { stdio: 'ignore' });
    assert.equal(signal, 'SIGKILL');
    assert.ok(statSync(join(folder, '.lock')).isDirectory());
    const store = await openResultsToWrite(folder);
    await store.append(resultOf(submission('ann')));
    await store.close();
  });

  it('is taken over from another machine once that gives no sign of life', async () => {
    const folder = temporaryFolder();
    mkdirSync(join(folder, '.lock'));
    writeFileSync(join(folder, '.owner.json'), JSON.stringify({ pid: process.pid, host: 'elsewhere' }));
    utimesSync(join(folder, '.lock'), Date.now() / 1000 - 6, Date.now() / 1000 - 6);
    await (await openResultsToWrite(folder)).close();
  });

  it('tells a batch whose folder went away', async () => {
    const folder = temporaryFolder();
    const store = await openResultsToWrite(folder);
    rmSync(folder, { recursive: true });
    await new Promise((resolve) => store.lost.addEventListener('abort', resolve));
    await store.close();
  });

  it('needs little memory for many results', async () => {
    const folder = temporaryFolder();
    const one = resultOf(submission('ann'), { warnings: ['w'.repeat(2000)] });
    const file = join(folder, 'results.jsonl');
    for (let from = 0; from < 100_000; from += 10_000) {
      const batch = Array.from({ length: 10_000 }, (_, n) =>
        JSON.stringify({ ...one, student: nameOf(from + n) }),
      );
      appendFileSync(file, `${batch.join('\n')}\n`);
    }
    const script = `require(${JSON.stringify(require.resolve('kernel-lib/dist/grade/batch/results.js'))})
      .openResults(process.argv[1]).then((store) => console.log(store.size))`;
    // 250 MB of lines with a heap of 96 MB: whoever keeps more than keys runs out of it.
    const child = spawn(process.execPath, ['--max-old-space-size=96', '-e', script, folder]);
    let printed = '';
    child.stdout.on('data', (data: Buffer) => (printed += data.toString()));
    const code = await new Promise((resolve) => child.once('close', resolve));
    assert.deepEqual([code, printed], [0, '100000\n']);
    rmSync(folder, { recursive: true });
  });
});
