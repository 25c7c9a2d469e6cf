/** `blossom corpus`, as a person or a program calls it. */
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { run, sentenceIn, start } from '../setup/course.js';
import { blossom } from '../support/paths.js';
import { textOf } from '../corpus/pipeline/support.js';

describe('blossom corpus', function () {
  this.timeout(120_000);
  let folder: string;
  const call = (...args: string[]) => run(blossom, ['corpus', ...args], { cwd: folder });
  const small = ['--preset', 'small', '--vocabulary', '400'];

  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'blossom 语料 '));
    mkdirSync(join(folder, '我的书'));
    for (let i = 0; i < 30; i++) writeFileSync(join(folder, '我的书', `${i}.txt`), textOf(i));
    writeFileSync(join(folder, '我的书', 'copy.txt'), textOf(3));
    writeFileSync(join(folder, '我的书', 'odd.txt'), `\u001b[31m red \u009b31m`);
    const { code, stderr } = await call('build', '我的书', '--out', 'corpus', ...small);
    assert.equal(code, 0, stderr);
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  it('build tells what each stage dropped and why, where it is, and what to do next', async () => {
    const { stdout, stderr, code } = await call('build', '我的书', '--out', 'again', ...small);
    assert.equal(code, 0);
    assert.match(stdout, /^Built in /);
    assert.match(stdout, /^exact +1 +31 +exact-copy 1$/m);
    assert.match(stdout, /Kept: 30 documents, [\d,]+ characters, [\d,]+ tokens/);
    assert.match(stdout, /npx blossom corpus inspect again /);
    assert.match(stderr, /Reading .* 100 %/);
    assert.doesNotMatch(stderr, /\r|\u001b/, 'in a pipe there are plain lines');
    assert.deepEqual(readdirSync(join(folder, 'again')).sort(), [
      ...['datasheet.json', 'datasheet.md', 'dropped.jsonl.gz', 'kept.jsonl.gz', 'kept.parquet'],
      ...['problems.jsonl', 'report.json', 'run.json', 'shards', 'tokenizer.json'],
    ]);
  });

  it('the same again says that it is built; another option asks for --fresh, which builds anew', async () => {
    assert.match((await call('build', '我的书', '--out', 'corpus', ...small)).stdout, /is built already/);
    const other = ['build', '我的书', '--out', 'corpus', '--preset', 'small', '--vocabulary', '410'];
    const refused = await call(...other);
    assert.equal(refused.code, 1);
    assert.match(refused.stderr, /vocabulary 400, now it is 410.* add --fresh to begin anew/);
    const { code, stdout } = await call('build', '我的书', '--out', 'fresh', ...small);
    assert.equal(code, 0, stdout);
    const fresh = [...other.with(3, 'fresh'), '--fresh', '--json'];
    const { report } = JSON.parse((await call(...fresh)).stdout) as {
      report: { tokenizer: { vocabulary: number } };
    };
    assert.equal(report.tokenizer.vocabulary, 410);
  });

  it('inspect shows what was dropped with reason, place and beginning, and nothing that steers the terminal', async () => {
    const { stdout } = await call('inspect', 'corpus');
    assert.match(stdout, /^2 documents dropped\./);
    assert.match(stdout, /exact exact-copy +1/);
    assert.match(
      stdout,
      /我的书\/copy\.txt, \d+ characters\n {2}exact, exact-copy: copy of 我的书\/3\.txt \(en\)/,
    );
    assert.doesNotMatch(stdout, /[\u001b\u009b]/);
    const near = await call('inspect', 'corpus', '--stage', 'near');
    assert.match(near.stdout, /^0 documents dropped\.\n$/);
    const kept = await call('inspect', 'corpus', '--kept', '--sample', '3', '--seed', '2');
    assert.match(kept.stdout, /^30 documents kept\./);
    assert.equal(kept.stdout.match(/ characters\n/g)?.length, 3);
    const json = JSON.parse(
      (await call('inspect', 'corpus', '--reason', 'exact-copy', '--json')).stdout,
    ) as object;
    assert.deepEqual(Object.keys(json), ['counts', 'sample', 'finished']);
  });

  it('Ctrl+C ends it in good order, and the same command goes on', async () => {
    const args = ['corpus', 'build', '我的书', '--out', 'stopped', ...small];
    const running = start(blossom, args, { cwd: folder });
    // It tells of its progress only when it listens for signals.
    await new Promise((resolve) => running.child.stderr.once('data', resolve));
    running.child.kill('SIGINT');
    const { code, stderr } = await running.finished;
    // It may have been faster than we were.
    if (code !== 0) {
      assert.equal(code, 130);
      assert.match(stderr, /Stopped\. Nothing is lost: run the same command again to go on\.\n$/);
    }
    const { stdout } = await run(blossom, args, { cwd: folder });
    assert.match(stdout, /Kept: 30 documents/);
  });

  it('says in one sentence what is wrong', async () => {
    mkdirSync(join(folder, 'empty'), { recursive: true });
    const cases: [string[], RegExp, number][] = [
      [['build', 'nowhere', '--out', 'x'], /nowhere: there is no such file or folder/, 1],
      [['build', 'empty', '--out', 'x'], /There is no file to read in empty/, 1],
      [['build', '我的书'], /required option '--out <folder>' not specified/i, 2],
      [['build', '我的书', '--out', 'x', '--threads', '0'], /It must be a whole number, 1 or above/, 2],
      [['build', '我的书', '--out', 'x', '--languages', 'English'], /such as en,zh/, 2],
      [['build', '我的书', '--out', '我的书/1.txt/x'], /Cannot write .*a part of the path is a file/, 1],
      [['inspect', 'nowhere'], /There is no corpus in nowhere/, 1],
      [['inspect', 'corpus', '--kept', '--stage', 'near'], /--kept goes with --language/, 1],
    ];
    for (const [args, sentence, exit] of cases) {
      const finished = await call(...args);
      assert.match(sentenceIn(finished), sentence, args.join(' '));
      assert.equal(finished.code, exit, args.join(' '));
    }
  });
});
