/**
 * The whole pipeline over pages of the small web in a gzip WARC: megabytes of HTML a second by the clock, megabytes a
 * second of one thread for each stage (what 1 TB needs is calculated from these), and the peak of memory at 20 MB
 * against 500 MB. Each run is a process of its own, so that its peak is its own. BENCH_MB sets the larger size;
 * --quick takes 5 MB and 20 MB.
 */
'use strict';

const { execFileSync } = require('node:child_process');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');

const SMALL = 20;
const LARGE = Number(process.env.BENCH_MB ?? 500);

/** Pages until their HTML has so many bytes; the same for the same size. */
function* pagesOf(bytes) {
  const { createWorld } = require('kernel-lib/dist/world/world.js');
  const { webPages } = require('kernel-lib/dist/world/web/pages.js');
  const world = createWorld({ people: 2000 });
  let left = bytes;
  for (const page of webPages(world.documents({ epochs: 1000 }), { seed: 1 })) {
    if (page.kind !== 'page') continue;
    left -= Buffer.byteLength(page.html);
    yield page;
    if (left <= 0) return;
  }
}

/** One run here: its report, its times, and the peak of resident memory. */
async function one(input, out) {
  const { buildCorpus } = require('kernel-lib/dist/corpus/pipeline/build.js');
  const start = performance.now();
  const work = buildCorpus({ inputs: [input], out, options: { preset: 'small' }, fresh: true });
  let step = await work.next();
  while (!step.done) step = await work.next();
  const seconds = (performance.now() - start) / 1000;
  const peak = process.resourceUsage().maxRSS * 1024;
  process.stdout.write(JSON.stringify({ ...step.value, seconds, peak }));
}

function measure(size, folder) {
  const child = (...args) => execFileSync(process.execPath, [__filename, ...args], { encoding: 'utf8', maxBuffer: 2 ** 28 }); // prettier-ignore
  const input = path.join(folder, `${size}.warc.gz`);
  child('write', String(size), input);
  const measured = JSON.parse(child('run', input, path.join(folder, `corpus-${size}`)));
  fs.rmSync(input);
  return measured;
}

/** By stage: the megabytes of HTML that went in, over the seconds of threads that it took. */
function stageRows({ report, timings }) {
  const megabytes = report.rawBytes / 1e6;
  return Object.entries(timings.stages).map(([stage, seconds]) => ({
    ...{ bench: 'corpus', name: `${stage}, one thread`, unit: 'MB of HTML/s', of: 'ours' },
    ours: megabytes / seconds,
  }));
}

exports.run = async ({ quick }) => {
  const [small, large] = quick ? [SMALL / 4, SMALL] : [SMALL, LARGE];
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'blossom-corpus-bench-'));
  try {
    const few = measure(small, folder);
    const many = measure(large, folder);
    const rate = many.report.rawBytes / 1e6 / many.seconds;
    const documents = many.report.stages.find(({ stage }) => stage === 'exact').cameIn;
    const memory = many.timings.compareMemory / documents;
    return [
      { bench: 'corpus', name: `whole pipeline, ${large} MB, ${many.timings.threads} threads`, unit: 'MB of HTML/s', ours: rate, of: 'ours' }, // prettier-ignore
      { bench: 'corpus', name: `peak memory, ${large} MB against ${small} MB`, unit: 'MB', ours: many.peak / 1e6, peer: few.peak / 1e6, ratio: many.peak / few.peak, of: 'ratio', goal: { max: 1.5 } }, // prettier-ignore
      { bench: 'corpus', name: 'copies: memory a document', unit: 'bytes', ours: memory, of: 'ours', goal: { max: 250 } }, // prettier-ignore
      ...stageRows(many),
    ];
  } finally {
    fs.rmSync(folder, { recursive: true });
  }
};

if (require.main === module) {
  const [task, ...args] = process.argv.slice(2);
  const { writeWarc } = require('kernel-lib/dist/world/web/warc.js');
  const work = task === 'write' ? writeWarc(pagesOf(Number(args[0]) * 1e6), args[1]) : one(...args);
  work.catch((thrown) => {
    console.error(thrown);
    process.exitCode = 1;
  });
}
