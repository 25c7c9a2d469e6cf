/**
 * Runs lesson 00 once a seed, headless, and writes the bands of its figures into data/manifest.json: the mean and
 * the spread of the runs, and as the band's ends their range, one standard deviation wider on either side.
 * `node scripts/journey-seeds.js [SEEDS]` (default 5; about half a minute each). The lesson's own cells run, nothing
 * else. The bands are those of the backend that the runs print; BLOSSOM_BACKEND chooses another one.
 */
'use strict';

const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const { execFileSync } = require('node:child_process');
const places = require('./setup/paths.js');

const RECIPE = 'notebooks/00-journey.ts as it stands, seeds 1 to N';
const lesson = fs.readFileSync(path.join(places.root, 'notebooks', '00-journey.ts'), 'utf8');
const manifest = path.join(places.root, 'data', 'manifest.json');

/** The figures of one run, and the backend that made them. */
function run(seed) {
  const changed = lesson.replace(/^const SEED = \d+;/m, `const SEED = ${seed};`);
  if (!changed.includes(`const SEED = ${seed};`))
    throw new Error('The lesson has no line "const SEED = …;".');
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'journey-'));
  // Beside the lesson, so that its imports are found.
  const copy = path.join(places.root, 'notebooks', `.journey-seed-${process.pid}.ts`);
  const out = path.join(folder, 'figures.json');
  try {
    fs.writeFileSync(copy, changed);
    const words = ['run', copy, '--figures', out, '--html', path.join(folder, 'page.html')];
    const text = execFileSync(process.execPath, [path.join(places.library, 'bin', 'blossom.js'), ...words], {
      stdio: 'pipe',
      encoding: 'utf8',
    });
    const backend = /^Backend: (\w+)/m.exec(text)?.[1];
    if (backend === undefined) throw new Error('The lesson did not say which backend it runs on.');
    return { figures: JSON.parse(fs.readFileSync(out, 'utf8')), backend };
  } finally {
    fs.rmSync(copy, { force: true });
    fs.rmSync(folder, { recursive: true, force: true });
  }
}

/** What a figure in this unit cannot leave. */
const LIMITS = { '%': [0, 100], stars: [1, 5], subjects: [0, 4] };

function band(values, unit) {
  const mean = values.reduce((a, b) => a + b, 0) / values.length;
  const sd = Math.sqrt(values.reduce((a, b) => a + (b - mean) ** 2, 0) / Math.max(1, values.length - 1));
  const rounded = (x) => Number(x.toPrecision(4));
  const [lowest, highest] = LIMITS[unit] ?? [-Infinity, Infinity];
  // Two decimals, outwards, so that no run which made the band stands outside it.
  const min = Math.max(lowest, Math.floor(100 * (Math.min(...values) - sd)) / 100);
  const max = Math.min(highest, Math.ceil(100 * (Math.max(...values) + sd)) / 100);
  return { mean: rounded(mean), sd: rounded(sd), min, max, seeds: values.length, recipe: RECIPE };
}

const count = Number(process.argv[2] ?? 5);
if (!Number.isInteger(count) || count < 2)
  throw new Error(`Give a number of seeds, 2 or more; got ${count}.`);
const runs = [];
for (let seed = 1; seed <= count; seed++) {
  const { figures, backend } = run(seed);
  runs.push({ figures, backend });
  console.log(
    `seed ${seed}: ${figures.map(({ id, value }) => `${id} ${Number(value.toPrecision(4))}`).join(', ')}`,
  );
}
const known = fs.existsSync(manifest) ? JSON.parse(fs.readFileSync(manifest, 'utf8')) : {};
known.figures ??= {};
const [{ figures: first, backend }] = runs;
for (const { id, unit } of first) {
  // What a figure cost depends on the machine.
  if (id.startsWith('cost.')) continue;
  const values = runs.map(({ figures }) => figures.find((figure) => figure.id === id).value);
  known.figures[id] = { ...known.figures[id], [backend]: band(values, unit) };
}
fs.writeFileSync(manifest, `${JSON.stringify(known, null, 2)}\n`);
