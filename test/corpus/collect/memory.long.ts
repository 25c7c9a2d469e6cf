/**
 * Memory does not grow with the input: each case reads a small and a large file in a process of its own. Compared is what
 * is still needed after a garbage collection; how much garbage a process lets lie depends on the machine.
 */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { once } from 'node:events';
import { createGzip, gzipSync } from 'node:zlib';
import { response } from './support.js';

const program = `
const { collect } = require(process.argv[1] + '/corpus/collect/collect.js');
const { extract } = require(process.argv[1] + '/corpus/extract/extract.js');
const { normalise } = require(process.argv[1] + '/corpus/normalise/normalise.js');
(async () => {
  let kept = 0, problems = 0, seen = 0, live = 0;
  const look = () => {
    gc();
    const { heapUsed, external } = process.memoryUsage();
    live = Math.max(live, (heapUsed + external) / 2 ** 20);
  };
  for await (const raw of collect([process.argv[2]], { onProblem: () => problems++ })) {
    if (seen++ % 100 === 0) look();
    const extracted = extract(raw);
    if ('keep' in extracted && 'keep' in normalise.judge(extracted.keep)) kept++;
  }
  look();
  console.log(JSON.stringify({ kept, problems, live, most: process.resourceUsage().maxRSS / 1024 }));
})();`;

interface Outcome {
  kept: number;
  problems: number;
  /** Megabytes in use after a garbage collection, the most that was seen. */
  live: number;
  /** Megabytes of the whole process, the most that it had. */
  most: number;
}

const library = join(require.resolve('kernel-lib/dist/index.js'), '..');
const measure = (path: string): Outcome =>
  JSON.parse(
    execFileSync(process.execPath, ['--expose-gc', '-e', program, library, path], { encoding: 'utf8' }),
  ) as Outcome;

async function written(path: string, megabytes: number, piece: (i: number) => Buffer, gzip = false) {
  const file = createWriteStream(path);
  const out = gzip ? createGzip({ level: 1 }) : file;
  if (out !== file) out.pipe(file);
  let length = 0;
  for (let i = 0; length < megabytes * 1e6; i++) {
    const bytes = piece(i);
    length += bytes.length;
    if (!out.write(bytes)) await once(out, 'drain');
  }
  out.end();
  await once(file, 'close');
  return path;
}

let state = 1;
const word = () => (state = (Math.imul(state, 1664525) + 1013904223) >>> 0).toString(36).slice(1, 7);
const paragraphs = Array.from(
  { length: 3000 },
  () => `<p>${Array.from({ length: 60 }, word).join(' ')}.</p>`,
);

/** About 10 KB of text that no compression makes small. */
const page = (i: number) =>
  `<title>${i}</title><body>${Array.from({ length: 24 }, (_, k) => paragraphs[(7 * i + 131 * k) % 3000]).join('\n')}`;

const [SMALL, LARGE] = [50, 250];

describe('memory of collecting, extracting and normalising', () => {
  let folder: string;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'blossom-memory-'));
  });
  after(() => rm(folder, { recursive: true, force: true }));

  const url = 'https://a.example/';
  const kinds: [string, (i: number) => Buffer, gzip?: boolean][] = [
    ['members.warc.gz', (i) => gzipSync(response(url, page(i)), { level: 1 })],
    ['plain.warc', (i) => response(url, page(i))],
    ['one-member.warc.gz', (i) => response(url, page(i)), true],
    ['rows.jsonl', (i) => Buffer.from(`${JSON.stringify({ id: i, text: page(i) })}\n`)],
    ['book.txt', (i) => Buffer.from(`${page(i)}\n\n`)],
    ['book.txt.gz', (i) => Buffer.from(`${page(i)}\n\n`), true],
  ];
  for (const [name, piece, gzip] of kinds)
    it(`is the same at ${SMALL} MB and at ${LARGE} MB: ${name}`, async () => {
      const small = measure(await written(join(folder, `small-${name}`), SMALL, piece, gzip));
      const large = measure(await written(join(folder, `large-${name}`), LARGE, piece, gzip));
      assert.deepEqual([small.problems, large.problems], [0, 0]);
      assert.ok(
        large.kept > 4 * small.kept || name.startsWith('book'),
        `${small.kept}, ${large.kept} documents`,
      );
      const words = `${small.live.toFixed(1)} and ${large.live.toFixed(1)} MB live, ${Math.round(large.most)} MB in all`;
      assert.ok(large.live < 1.2 * small.live && large.most < 500, words);
      console.log(`        ${words}`);
      await rm(join(folder, `large-${name}`));
    });

  it('is small for a line of 200 MB, which is told and left out', async () => {
    const line = Buffer.alloc(1_000_000, 'word ');
    const path = await written(join(folder, 'line.jsonl'), 200, () => line);
    const { kept, problems, most } = measure(path);
    assert.deepEqual([kept, problems], [0, 1]);
    assert.ok(most < 250, `${most} MB`);
  });
});
