/** Input that is broken or means harm: counted, told of with its place, left out, and the rest goes on. */
import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { UserError } from 'kernel-lib/dist/errors.js';
import type { Problem } from 'kernel-lib/dist/corpus/document.js';
import { build, droppedOf, keptOf, textOf } from './support.js';

describe('the pipeline over broken and hostile files', function () {
  this.timeout(120_000);
  let folder: string;
  let out: string;
  let problems: Problem[];
  const kindsOf = (name: string) =>
    problems.filter(({ file }) => file.endsWith(name)).map(({ kind }) => kind);

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'blossom-hostile-'));
    const input = join(folder, 'in');
    await mkdir(input);
    for (const [name, body] of Object.entries(files())) await writeFile(join(input, name), body);
    out = join(folder, 'out');
    await build({ inputs: [input], out, options: { preset: 'small', vocabulary: 400, blockBytes: 100_000 } });
    const lines = (await readFile(join(out, 'problems.jsonl'), 'utf8')).trim().split('\n');
    problems = lines.map((line) => JSON.parse(line) as Problem);
  });
  after(() => rm(folder, { recursive: true, force: true }));

  it('keeps every good document among them', async () => {
    const texts = (await keptOf(out)).map(({ text }) => text);
    for (const seed of [1, 2, 3, 4, 5]) {
      assert.ok(
        texts.some((text) => text.includes(textOf(seed).slice(0, 60))),
        `text ${seed}`,
      );
    }
  });

  it('tells of a gzip member that is cut, of one that is a bomb, and of a line that is too long', () => {
    assert.ok(kindsOf('cut.jsonl.gz').length > 0);
    assert.ok(kindsOf('bomb.txt.gz').length > 0);
    assert.deepEqual(kindsOf('long-line.jsonl'), ['too-long']);
    for (const { file, offset, message } of problems) {
      assert.ok(
        file.startsWith(folder) && offset >= 0 && message.length > 10,
        JSON.stringify({ file, offset, message }),
      );
    }
  });

  it('tells of bytes that are no UTF-8, and of what is no JSON, with the offset of the line', () => {
    const found = problems.filter(({ file }) => file.endsWith('odd.jsonl'));
    assert.deepEqual(
      found.map(({ kind, offset }) => [kind, offset > 0]),
      [
        ['invalid-utf-8', true],
        ['not-json', true],
      ],
    );
  });

  it('a page that is nested 100,000 deep, and a document of emoji alone, end nothing', async () => {
    const all = [...(await keptOf(out)), ...(await droppedOf(out)).map(({ document }) => document)];
    for (const name of ['deep.html', 'emoji.txt']) {
      assert.ok(
        all.some(({ origin }) => origin.file.endsWith(name)),
        name,
      );
    }
  });
});

describe('a thread that ends in the middle of its work', function () {
  this.timeout(120_000);
  let folder: string;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'blossom-thread-'));
    await mkdir(join(folder, 'in'));
    for (let i = 0; i < 12; i++) await writeFile(join(folder, 'in', `${i}.txt`), textOf(i));
    await writeFile(join(folder, 'in', 'poison.txt'), `POISON ${textOf(99)}`);
  });
  after(() => rm(folder, { recursive: true, force: true }));
  const options = { preset: 'small', vocabulary: 400, threads: 2 } as const;

  it('while reading: the document is found, left out and told of, and the rest goes on', async () => {
    const judges = join(folder, 'ends-reading.js');
    // Ends the thread where the key of the text is made, as a lack of memory would.
    await writeFile(
      judges,
      `const { isMainThread } = require('node:worker_threads');
       const real = String.prototype.normalize;
       String.prototype.normalize = function (form) {
         if (!isMainThread && this.includes('POISON')) process.exit(1);
         return real.call(this, form);
       };
       exports.judges = [];`,
    );
    const out = join(folder, 'read');
    const { report } = await build({ inputs: [join(folder, 'in')], out, options: { ...options, judges } });
    assert.deepEqual(report.problems, { crash: 1 });
    assert.equal(report.collected, 12);
    assert.equal(report.kept, 12);
    const [problem] = (await readFile(join(out, 'problems.jsonl'), 'utf8')).trim().split('\n');
    assert.match((JSON.parse(problem!) as Problem).file, /poison\.txt$/);
  });

  it('while judging: a sentence that says what to do, and what is done stays', async () => {
    const judges = join(folder, 'ends-judging.js');
    await writeFile(
      judges,
      `exports.judges = [{ name: 'mine', judge: (document) => {
         if (document.text.includes('POISON')) process.exit(1);
         return { keep: document };
       } }];`,
    );
    const request = {
      inputs: [join(folder, 'in')],
      out: join(folder, 'judge'),
      options: { ...options, judges },
    };
    await assert.rejects(build(request), (error: Error) => {
      assert.ok(error instanceof UserError, error.stack);
      assert.match(error.message, /^Judging: a thread ended in the middle of its work/);
      return true;
    });
  });
});

function files(): Record<string, string | Buffer> {
  const row = (seed: number) => `${JSON.stringify({ text: textOf(seed) })}\n`;
  const deep = `${'<div>'.repeat(100_000)}<p>${textOf(3)}</p>`;
  const members = Buffer.concat([gzipSync(row(4)), gzipSync(row(50))]);
  return {
    'good.txt': textOf(1),
    'deep.html': `<html><body>${deep}</body></html>`,
    'emoji.txt': '🌸😀🎓'.repeat(200),
    'cut.jsonl.gz': members.subarray(0, members.length - 20),
    'bomb.txt.gz': gzipSync(Buffer.alloc(40 * 1024 * 1024, 'a')),
    'long-line.jsonl': `${row(5)}{"text": "${'x'.repeat(17 * 1024 * 1024)}"}\n`,
    'odd.jsonl': Buffer.concat([
      Buffer.from(row(2)),
      Buffer.from([0x7b, 0xff, 0xfe, 0x0a]),
      Buffer.from('{"text": \n'),
    ]),
    'empty.txt': '',
    'empty.warc.gz': '',
    'not.warc.gz': 'this is no gzip',
    'not.parquet': 'PAR1 and nothing more',
  };
}
