/**
 * Runs lesson 00 once a seed, headless, and writes what its figures were into data/manifest.json: mean, spread and range.
 * `node scripts/journey-seeds.js [SEEDS]` (default 5; about two minutes each). The lesson's own cells run, nothing else.
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

/** The figures of one run: id → value. */
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
    execFileSync(process.execPath, [path.join(places.library, 'bin', 'blossom.js'), ...words], {
      stdio: 'pipe',
    });
    const figures = JSON.parse(fs.readFileSync(out, 'utf8'));
    return Object.fromEntries(figures.map(({ id, value }) => [id, value]));
  } finally {
    fs.rmSync(copy, { force: true });
    fs.rmSync(folder, { recursive: true, force: true });
  }
}

function band(values) {
  const mean = values.reduce((a, b) => a + b, 0) / values.length;
  const sd = Math.sqrt(values.reduce((a, b) => a + (b - mean) ** 2, 0) / Math.max(1, values.length - 1));
  const rounded = (x) => Number(x.toPrecision(4));
  const [min, max] = [Math.min(...values), Math.max(...values)];
  return {
    ...{ mean: rounded(mean), sd: rounded(sd), min: rounded(min), max: rounded(max) },
    seeds: values.length,
    recipe: RECIPE,
  };
}

const count = Number(process.argv[2] ?? 5);
const runs = [];
for (let seed = 1; seed <= count; seed++) {
  const figures = run(seed);
  runs.push(figures);
  console.log(
    `seed ${seed}: ${Object.entries(figures)
      .map(([id, value]) => `${id} ${value.toFixed(1)}`)
      .join(', ')}`,
  );
}
const known = fs.existsSync(manifest) ? JSON.parse(fs.readFileSync(manifest, 'utf8')) : {};
known.figures ??= {};
for (const id of Object.keys(runs[0])) {
  const values = runs.map((figures) => figures[id]).filter((value) => value !== undefined);
  if (!id.startsWith('cost.')) known.figures[`${id}`] = { wasm: band(values) };
}
fs.writeFileSync(manifest, `${JSON.stringify(known, null, 2)}\n`);
