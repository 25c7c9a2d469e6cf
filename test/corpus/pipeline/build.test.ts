import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { UserError } from 'kernel-lib/dist/errors.js';
import { openShards } from 'kernel-lib/dist/corpus/pack/shards.js';
import { Tokenizer } from 'kernel-lib/dist/text/bpe/tokenizer.js';
import type { Death } from './killed-run.js';
import { build, droppedOf, hashesOf, keptOf, textOf } from './support.js';

/** Small blocks and shards, so that little input has many of them. */
const OPTIONS = {
  preset: 'small',
  vocabulary: 400,
  blockBytes: 4000,
  shardTokens: 3000,
  threads: 2,
} as const;

describe('the whole pipeline', function () {
  this.timeout(120_000);
  let folder: string;
  let inputs: string[];
  let whole: string;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'blossom-corpus-'));
    inputs = await writeInputs(join(folder, 'in'));
    whole = join(folder, 'whole');
    await build({ inputs, out: whole, options: OPTIONS });
  });
  after(() => rm(folder, { recursive: true, force: true }));

  it('keeps, drops and counts every document exactly once', async () => {
    const { report, resumed } = await build({ inputs, out: whole, options: OPTIONS });
    assert.equal(resumed, true, 'it is done already');
    const [kept, dropped] = [await keptOf(whole), await droppedOf(whole)];
    assert.equal(kept.length, report.kept);
    assert.equal(kept.length + dropped.length, report.collected);
    assert.equal(
      new Set([...kept, ...dropped.map(({ document }) => document)].map(({ id }) => id)).size,
      report.collected,
    );
    const reasons: Record<string, number> = {};
    for (const { stage, reason } of dropped) add(reasons, `${stage} ${reason.rule}`);
    const counted: Record<string, number> = {};
    for (const { stage, reasons: of } of report.stages) {
      for (const [rule, count] of Object.entries(of)) add(counted, `${stage} ${rule}`, count);
    }
    assert.deepEqual(sorted(reasons), sorted(counted));
    let expected = report.collected;
    for (const { cameIn, wentOut, reasons: of } of report.stages) {
      assert.equal(cameIn, expected);
      expected = wentOut;
      assert.equal(
        cameIn - wentOut,
        Object.values(of).reduce((sum, count) => sum + count, 0),
      );
    }
  });

  it('finds the copies that were put in: exact ones name their first, near ones the one that stays', async () => {
    const dropped = await droppedOf(whole);
    const exact = dropped.filter(({ reason }) => reason.rule === 'exact-copy');
    const near = dropped.filter(({ reason }) => reason.rule === 'near-copy');
    assert.equal(exact.length, 10);
    assert.equal(near.length, 10);
    const ids = new Set((await keptOf(whole)).map(({ id }) => id));
    for (const { reason } of near) assert.ok(ids.has(reason.detail!.replace('copy of ', '')), reason.detail);
  });

  it('shards hold what was kept: each text comes back from its tokens, in the order of the JSONL', async () => {
    const kept = await keptOf(whole);
    const tokenizer = await Tokenizer.load(join(whole, 'tokenizer.json'));
    const shards = await openShards(whole);
    assert.equal(shards.documents, kept.length);
    const end = tokenizer.idOf('<|end|>');
    kept.forEach((document, i) => {
      const tokens = [...shards.tokensOf(i)];
      assert.equal(tokens.pop(), end);
      assert.equal(tokenizer.decode(tokens), document.text);
      assert.equal(shards.languageOf(i), document.language);
      assert.equal(shards.sourceOf(i), document.origin.collection);
    });
    shards.close();
  });

  it('gives the same bytes on one thread and on three', async () => {
    const expected = await hashesOf(whole);
    for (const threads of [1, 3]) {
      const out = join(folder, `threads-${threads}`);
      await build({ inputs, out, options: { ...OPTIONS, threads } });
      assert.deepEqual(await hashesOf(out), expected);
    }
  });

  it('gives the same bytes however often it is killed, in every phase', async () => {
    const request = { inputs, out: join(folder, 'killed'), options: OPTIONS };
    const deaths: Death[] = [
      { label: 'Reading', records: 1, delay: 0 },
      { label: 'Reading', records: 3, delay: 7 },
      { label: 'Reading', records: 9, delay: 23 },
      { label: 'Looking for copies', records: 1, delay: 0 },
      { label: 'Judging', records: 2, delay: 0 },
      { label: 'Judging', records: 3, delay: 5 },
      { label: 'Training the tokenizer', records: 1, delay: 0 },
      { label: 'Encoding', records: 1, delay: 0 },
      { label: 'Encoding', records: 4, delay: 11 },
      { label: 'Packing', records: 1, delay: 0 },
      { label: 'Packing', records: 1, delay: 9 },
    ];
    let kills = 0;
    for (const death of deaths) if (await runOnce(request, death)) kills++;
    assert.equal(await runOnce(request), false);
    // With a delay the run may be faster.
    assert.ok(kills >= deaths.filter(({ delay }) => delay === 0).length, `killed ${kills} times`);
    assert.deepEqual(await hashesOf(request.out), await hashesOf(whole));
  });

  it('stopped by its signal it says so, leaves no lock, and goes on', async () => {
    const out = join(folder, 'stopped');
    const controller = new AbortController();
    setTimeout(() => controller.abort(), 200);
    await assert.rejects(
      build({ inputs, out, options: OPTIONS, signal: controller.signal }),
      (error: UserError) => {
        assert.equal(error.exitCode, 130);
        assert.match(error.message, /run the same command again/);
        return true;
      },
    );
    const { resumed } = await build({ inputs, out, options: OPTIONS });
    assert.equal(resumed, true);
    assert.deepEqual(await hashesOf(out), await hashesOf(whole));
  });

  it('with another option, or changed files, it says what changed and what to do; fresh begins anew', async () => {
    const out = join(folder, 'changed');
    await build({ inputs, out, options: OPTIONS });
    await rejects(
      build({ inputs, out, options: { ...OPTIONS, vocabulary: 500 } }),
      /vocabulary 400, now it is 500.*--fresh/,
    );
    await rejects(build({ inputs: inputs.slice(1), out, options: OPTIONS }), /inputs .*--fresh/);
    const extra = join(folder, 'in', 'web', 'zz.txt');
    await writeFile(extra, textOf(77_777));
    try {
      await rejects(build({ inputs, out, options: OPTIONS }), /their files have changed since.*--fresh/);
      const { report } = await build({ inputs, out, options: { ...OPTIONS, vocabulary: 410 }, fresh: true });
      assert.equal(report.tokenizer.vocabulary, 410);
    } finally {
      await rm(extra);
    }
  });

  it('takes a tokenizer that was trained before', async () => {
    const out = join(folder, 'given');
    const tokenizer = join(whole, 'tokenizer.json');
    const { report } = await build({ inputs, out, options: { ...OPTIONS, tokenizer } });
    assert.equal(await readFile(join(out, 'tokenizer.json'), 'utf8'), await readFile(tokenizer, 'utf8'));
    assert.equal(report.tokenizer.trainedOn, 0);
  });

  it('asks own judges, and turns what they throw into a counted problem', async () => {
    const judges = join(folder, 'judges.js');
    await writeFile(
      judges,
      `exports.judges = [{ name: 'mine', judge(document) {
        if (document.text.includes('stars1')) throw new Error('stars are not for me');
        return document.text.includes('rain2') ? { drop: { rule: 'rain', detail: 'wet' } } : { keep: document };
      } }];`,
    );
    const { report } = await build({ inputs, out: join(folder, 'own'), options: { ...OPTIONS, judges } });
    const mine = report.stages.find(({ stage }) => stage === 'mine')!;
    assert.ok(mine.reasons['rain']! > 0 && mine.reasons['failed']! > 0, JSON.stringify(mine));
    assert.equal(report.problems['failed'], mine.reasons['failed']);
    const problems = (await readFile(join(folder, 'own', 'problems.jsonl'), 'utf8')).trim().split('\n');
    assert.match(
      problems.find((line) => line.includes('failed'))!,
      /The stage mine failed: stars are not for me/,
    );
  });

  it('marks the words of a lexicon: in the export, in the datasheet, and on the tokens', async () => {
    const lexicon = join(folder, 'lexicon.jsonl');
    await writeFile(lexicon, '{"word": "river", "class": "water"}\n{"word": "stars", "class": "sky"}\n');
    const out = join(folder, 'marked');
    const { report } = await build({ inputs, out, options: { ...OPTIONS, lexicon } });
    assert.ok(report.marks['water']! > 10 && report.marks['sky']! > 10, JSON.stringify(report.marks));
    const tokenizer = await Tokenizer.load(join(out, 'tokenizer.json'));
    const shards = await openShards(out);
    let seen = 0;
    (await keptOf(out)).forEach(({ text, spans = [] }, i) => {
      const tokens = shards.tokensOf(i);
      const marks = shards.marksOf(i);
      assert.equal(marks.length, spans.length);
      spans.forEach(({ start, end, label }, k) => {
        const mark = marks[k]!;
        assert.equal(mark.label, label);
        const marked = tokenizer.decode(tokens.subarray(mark.start, mark.start + mark.count));
        assert.ok(marked.includes(text.slice(start, end)), `${marked} for ${text.slice(start, end)}`);
        // No token at either end that does not touch the word.
        const inner = tokenizer.decode(tokens.subarray(mark.start + 1, mark.start + mark.count));
        assert.ok(!inner.includes(text.slice(start, end)));
        seen++;
      });
    });
    assert.ok(seen > 20);
    shards.close();
    await writeFile(lexicon, '{"word": "river", "class": "wet"}\n');
    await rejects(
      build({ inputs, out, options: { ...OPTIONS, lexicon } }),
      /another content of the file of lexicon/,
    );
  });

  it('drops documents that contain a test item', async () => {
    const testItems = join(folder, 'items.jsonl');
    const words = textOf(7).split(' ').slice(10, 24).join(' ');
    await writeFile(testItems, `${JSON.stringify({ id: 'question-1', text: words })}\n`);
    const out = join(folder, 'tested');
    const { report } = await build({ inputs, out, options: { ...OPTIONS, testItems } });
    const gone = (await droppedOf(out)).filter(({ stage }) => stage === 'contamination');
    assert.deepEqual(
      gone.map(({ document }) => document.origin.file.split('/').at(-1)),
      ['a7.txt'],
    );
    assert.match(gone[0]!.reason.detail!, /question-1/);
    assert.equal(report.stages.find(({ stage }) => stage === 'contamination')!.wentOut, report.kept);
  });

  it('tells how far it is: every label ends at its total', async () => {
    const { progress } = await build({ inputs, out: join(folder, 'progress'), options: OPTIONS });
    const last = new Map(progress.map((record) => [record.label, record]));
    assert.ok(last.size >= 6, [...last.keys()].join());
    for (const { label, done, total } of last.values()) assert.equal(done, total, label);
  });

  it('says in plain words what is wrong with what it was given', async () => {
    const out = join(folder, 'wrong');
    await rejects(
      build({ inputs: [join(folder, 'nowhere')], out }),
      /nowhere: there is no such file or folder/,
    );
    await mkdir(join(folder, 'empty'), { recursive: true });
    await rejects(build({ inputs: [join(folder, 'empty')], out }), /There is no file to read in/);
    await rejects(build({ inputs: [], out }), /name at least one/);
    await rejects(build({ inputs, out, options: { threds: 2 } as never }), /has no option "threds"/);
    await rejects(build({ inputs, out, options: { vocabulary: 100 } }), /vocabulary must be at least/);
    await rejects(build({ inputs, out, options: { languages: ['English'] } }), /languages must be a list/);
    await rejects(
      build({ inputs, out: join(inputs[0]!, 'a.txt', 'x') }),
      /Cannot write .*: a part of the path is a file/,
    );
    const missing = { judges: join(folder, 'none.js') };
    await rejects(
      build({ inputs, out: join(folder, 'w1'), options: missing }),
      /none.js: there is no such file/,
    );
    await writeFile(join(folder, 'odd.js'), 'exports.judges = [1];');
    const odd = { judges: join(folder, 'odd.js') };
    await rejects(build({ inputs, out: join(folder, 'w2'), options: odd }), /must export `judges`/);
    await writeFile(join(folder, 'bad.jsonl'), '{"text": "fine"}\n{"txt": 1}\n');
    const bad = { testItems: join(folder, 'bad.jsonl') };
    await rejects(
      build({ inputs, out: join(folder, 'w3'), options: bad }),
      /bad.jsonl, line 2: expected a test item/,
    );
    const given = { tokenizer: join(folder, 'no-tokenizer.json') };
    await rejects(
      build({ inputs, out: join(folder, 'w4'), options: { ...OPTIONS, ...given } }),
      /no-tokenizer.json/,
    );
  });

  it("a folder with somebody else's files of our names is not touched", async () => {
    const out = join(folder, 'theirs');
    await mkdir(out);
    await writeFile(join(out, 'datasheet.md'), 'mine');
    await rejects(build({ inputs, out, options: OPTIONS }), /has a datasheet.md that is not of a corpus run/);
    assert.equal(await readFile(join(out, 'datasheet.md'), 'utf8'), 'mine');
  });

  it('documents without text, and all dropped: an error that says where to look', async () => {
    const blank = join(folder, 'blank');
    await mkdir(blank);
    await writeFile(join(blank, 'a.txt'), '  \n');
    await rejects(
      build({ inputs: [blank], out: join(folder, 'b1'), options: OPTIONS }),
      /None of 1 documents has text/,
    );
    await writeFile(join(blank, 'a.txt'), 'short');
    await rejects(
      build({ inputs: [blank], out: join(folder, 'b2') }),
      /All documents were dropped.*--preset small/,
    );
  });
});

async function rejects(work: Promise<unknown>, message: RegExp): Promise<void> {
  await assert.rejects(work, (error: Error) => {
    assert.ok(error instanceof UserError, error.stack);
    assert.match(error.message, message);
    return true;
  });
}

const add = (tally: Record<string, number>, key: string, count = 1) =>
  (tally[key] = (tally[key] ?? 0) + count);
const sorted = (tally: Record<string, number>) => Object.entries(tally).sort(([a], [b]) => (a < b ? -1 : 1));

/** @returns whether it was killed; false where it came to its end. */
function runOnce(request: object, death?: Death): Promise<boolean> {
  const args = [request, ...(death === undefined ? [] : [death])].map((argument) => JSON.stringify(argument));
  const child = spawn(process.execPath, [join(__dirname, 'killed-run.js'), ...args], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('exit', (code, signal) => {
      if (signal === 'SIGKILL') resolve(true);
      else if (code === 0) resolve(false);
      else reject(new Error(`It ended with ${code}.`));
    });
  });
}

/** Text files, JSONL (also compressed), with copies and near copies among them. */
async function writeInputs(place: string): Promise<string[]> {
  const [web, books] = [join(place, 'web'), join(place, 'books')];
  for (const path of [web, books]) await mkdir(path, { recursive: true });
  for (let i = 0; i < 40; i++) await writeFile(join(web, `a${i}.txt`), textOf(i));
  await writeFile(join(web, 'a.txt'), textOf(4000));
  const rows = Array.from({ length: 60 }, (_, i) => ({ id: `r${i}`, text: textOf(1000 + i) }));
  const copies = Array.from({ length: 10 }, (_, i) => ({
    id: `c${i}`,
    text: `  ${textOf(i).toUpperCase()}`,
  }));
  const near = Array.from({ length: 10 }, (_, i) => ({
    id: `n${i}`,
    text: textOf(1000 + i).replace(/^\S+ /, ''),
  }));
  const lines = [...rows, ...copies, ...near].map((row) => `${JSON.stringify(row)}\n`).join('');
  await writeFile(join(books, 'rows.jsonl'), `${lines}{"no text": 1}\nnot json\n`);
  await writeFile(
    join(books, 'more.jsonl.gz'),
    gzipSync(
      Array.from({ length: 50 }, (_, i) => JSON.stringify({ text: textOf(2000 + i, 200) })).join('\n'),
    ),
  );
  return [web, books];
}
