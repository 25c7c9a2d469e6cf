/** `blossom pretrain` and `blossom continue`, as a person or a program calls them. */
import assert from 'node:assert/strict';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { modelBeside } from 'kernel-lib/dist/cli/pretrain.js';
import { resultText } from 'kernel-lib/dist/cli/pretrain-text.js';
import { textOf } from '../corpus/pipeline/support.js';
import { run, sentenceIn, start } from '../setup/course.js';
import { blossom } from '../support/paths.js';

describe('blossom pretrain', function () {
  this.timeout(120_000);
  let folder: string;
  const env = { BLOSSOM_THREADS: '1' };
  const call = (...args: string[]) => run(blossom, args, { cwd: folder, env });
  const tiny = ['--depth', '1', '--steps', '40'];
  const model = (out: string) => readFileSync(join(folder, out, 'model.safetensors'));

  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'blossom 学 '));
    mkdirSync(join(folder, '书'));
    for (let i = 0; i < 40; i++) writeFileSync(join(folder, '书', `${i}.txt`), textOf(i));
    const build = ['corpus', 'build', '书', '--out', '语料', '--no-quality', '--vocabulary', '340'];
    const { code, stderr } = await call(...build);
    assert.equal(code, 0, stderr);
    const trained = await call('pretrain', '--data', '语料', ...tiny);
    assert.equal(trained.code, 0, trained.stderr);
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  it('says what it will do, how it goes, what came of it and what to do next', async () => {
    const { code, stdout, stderr } = await call('pretrain', '--data', '语料', ...tiny, '--out', 'again');
    assert.equal(code, 0, stderr);
    assert.match(stdout, /^Corpus 语料: 40 documents, [\d,]+ tokens, vocabulary 340\.$/m);
    assert.match(stdout, /^Held out: \d documents \([\d,]+ tokens\), on which it is never trained\.$/m);
    assert.match(stdout, /^Model: depth 1 \(1 layer, width 32\), 23,\d{3} parameters\.$/m);
    assert.match(stdout, /^Training: 40 steps of 4 × 64 tokens; each text comes [\d.]+ times\.$/m);
    assert.match(
      stdout,
      /with: guessing evenly 5\.83, unigram \d\.\d\d, bigram \d\.\d\d, 4-gram \d\.\d\d\.$/m,
    );
    assert.match(stdout, /^At [\d,]+ tokens a second it will take about .*s\.$/m);
    assert.match(stdout, /^After step 40 it goes on like this:\n( {2}.+ ▸ .*\n){3}/m);
    assert.match(stdout, /^Step 40 of 40 \(100 %\) · loss \d\.\d\d · held out \d\.\d\d · [\d,]+ tokens\/s$/m);
    assert.match(stdout, /^Trained in .*: held-out loss \d\.\d\d nats a token \(perplexity \d+/m);
    assert.match(stdout, /\n {2}npx blossom continue again "…"\n$/);
    assert.doesNotMatch(stdout, /\r|\u001b/, 'in a pipe there are plain lines');
    assert.deepEqual(model('again'), model('语料-model'), 'the same numbers again');
  });

  it('Ctrl+C ends it in good order, and the same command goes on to the same weights', async () => {
    const args = ['pretrain', '--data', '语料', '--depth', '1', '--steps', '150', '--out', 'stopped'];
    const running = start(blossom, args, { cwd: folder, env });
    await running.said('tokens a second');
    running.child.kill('SIGINT');
    const { code, stderr } = await running.finished;
    assert.equal(code, 130);
    const sentence =
      /^Stopped after step (\d+) of 150\. Nothing is lost: run the same command again to go on\.\n$/;
    const step = sentence.exec(stderr)?.[1];
    assert.ok(step !== undefined, stderr);
    assert.ok(!existsSync(join(folder, 'stopped', 'model.safetensors')));
    const again = await call(...args);
    assert.equal(again.code, 0, again.stderr);
    assert.match(again.stdout, new RegExp(`^It goes on after step ${step}\\.$`, 'm'));
    await call(...args.with(-1, 'straight'));
    assert.deepEqual(model('stopped'), model('straight'));
  });

  it('what is trained is not trained again; --fresh does', async () => {
    const same = ['pretrain', '--data', '语料', ...tiny];
    const { stdout } = await call(...same);
    assert.match(stdout, /^The model in 语料-model is trained already \(40 steps, held-out loss/);
    await call(...same, '--out', 'fresh');
    const seed = [...same, '--out', 'fresh', '--seed', '2'];
    assert.match((await call(...seed)).stderr, /seed 1, now it is 2\. .* add --fresh to begin anew there/);
    const fresh = await call(...seed, '--fresh');
    assert.equal(fresh.code, 0, fresh.stderr);
    assert.notDeepEqual(model('fresh'), model('语料-model'));
  });

  it('continue goes on with a text, the same for the same seed', async () => {
    const ask = async (...args: string[]) => {
      const { code, stdout, stderr } = await call('continue', '语料-model', ...args);
      assert.equal(code, 0, stderr);
      return stdout;
    };
    const first = await ask('the river', '--tokens', '30');
    assert.match(first, /^the river./);
    assert.equal(await ask('the river', '--tokens', '30'), first);
    assert.notEqual(await ask('the river', '--tokens', '30', '--seed', '2'), first);
    assert.equal((await ask('书', '--count', '3')).split('\n---\n').length, 3);
    const json = await ask('the', '--temperature', '0', '--count', '2', '--json');
    const { text, continuations } = JSON.parse(json) as { text: string; continuations: string[] };
    assert.equal(text, 'the');
    assert.equal(continuations.length, 2);
    assert.equal(continuations[0], continuations[1], 'the likeliest token is always the same');
    assert.ok((await ask()).length > 1, 'a document of its own');
  });

  it('says in one sentence what is wrong', async () => {
    mkdirSync(join(folder, 'empty'));
    writeFileSync(join(folder, 'no-model.safetensors'), 'x');
    const good = ['pretrain', '--data', '语料', '--out', 'x'];
    const cases: [string[], RegExp, number][] = [
      [['pretrain'], /required option '--data <folder>' not specified/i, 2],
      [['pretrain', '--data', 'nowhere'], /There is no corpus in nowhere: .*`npx blossom corpus build`/, 1],
      [['pretrain', '--data', 'empty'], /There is no corpus in empty/, 1],
      [[...good, '--depth', '0'], /It must be a whole number from 1 to 32/, 2],
      [[...good, '--depth', '2.5'], /It must be a whole number from 1 to 32/, 2],
      [[...good, '--steps', '-1'], /It must be a whole number, 1 or above/, 2],
      [[...good, '--seed', '1e99'], /It must be a whole number from 0 to 4294967295/, 2],
      [['pretrain', '--data', '语料', '--out', '书/1.txt'], /Cannot write 书\/1\.txt/, 1],
      [['continue'], /missing required argument 'model'/i, 2],
      [['continue', 'nowhere', 'a'], /Cannot read nowhere: there is no such file or folder/, 1],
      [['continue', 'empty', 'a'], /There is no model in empty: .*`npx blossom pretrain`/, 1],
      [['continue', 'no-model.safetensors', 'a'], /tokenizer\.json: there is no such file/, 1],
      [['continue', '语料-model', 'a', '--temperature', 'hot'], /It must be a number from 0 to 10/, 2],
      [['continue', '语料-model', 'a', '--tokens', '0'], /It must be a whole number from 1 to/, 2],
    ];
    for (const [args, sentence, exit] of cases) {
      const finished = await call(...args);
      assert.match(sentenceIn(finished), sentence, args.join(' '));
      assert.equal(finished.code, exit, args.join(' '));
    }
    assert.ok(!existsSync(join(folder, 'x')), 'nothing is made where something is wrong');
  });

  it('puts the model beside the corpus', () => {
    assert.equal(modelBeside('corpus'), 'corpus-model');
    assert.equal(modelBeside(join('a', 'b', '')), join('a', 'b-model'));
    assert.equal(modelBeside(folder), `${folder}-model`);
    assert.match(modelBeside('.'), /^\.\.[\\/].+-model$/);
  });

  it('says where it learnt by heart', () => {
    const text = (...heldOut: number[]) =>
      resultText(
        {
          ...{ trained: true, step: 30, steps: 30, yardsticks: [], file: 'm/model.safetensors' },
          looks: heldOut.map((value, i) => ({ step: 10 * (i + 1), loss: 1, heldOut: value })),
        },
        { out: 'm', duration: '1 s' },
      );
    assert.match(text(5, 4, 4.1), /was lowest after step 20 \(4\.00\): since then it learnt by heart/);
    assert.doesNotMatch(text(5, 4, 4.01), /by heart/);
    assert.doesNotMatch(text(5, 4, 3), /by heart/);
  });
});
