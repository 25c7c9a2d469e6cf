/**
 * Runs a lesson once a seed, headless, and writes the bands of its figures into data/manifest.json: the mean and the
 * spread of the runs, and as the band's ends their range, one standard deviation wider on either side.
 * `node scripts/lesson-seeds.js LESSON [SEEDS]`, for example `01b-duplicates 3` (default 5). The lesson's own cells run,
 * nothing else. Bands are those of the backend that the run prints (BLOSSOM_BACKEND chooses another one), or of `any`
 * where the lesson uses no tensors.
 */
'use strict';

const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const { execFileSync } = require('node:child_process');
const places = require('./setup/paths.js');

const manifest = path.join(places.root, 'data', 'manifest.json');

/** The figures of one run, and the backend that made them. */
function run(name, lesson, seed) {
  const changed = lesson.replace(/^const SEED = \d+;/m, `const SEED = ${seed};`);
  if (!changed.includes(`const SEED = ${seed};`)) throw new Error(`${name} has no line "const SEED = …;".`);
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'lesson-seeds-'));
  // Beside the lesson, so that its imports are found.
  const copy = path.join(places.root, 'notebooks', `.${name}-seed-${process.pid}.ts`);
  const out = path.join(folder, 'figures.json');
  try {
    fs.writeFileSync(copy, changed);
    const words = ['run', copy, '--figures', out, '--html', path.join(folder, 'page.html')];
    const text = execFileSync(process.execPath, [path.join(places.library, 'bin', 'blossom.js'), ...words], {
      stdio: 'pipe',
      encoding: 'utf8',
    });
    const backend = /^Backend: (\w+)/m.exec(text)?.[1] ?? 'any';
    return { figures: JSON.parse(fs.readFileSync(out, 'utf8')), backend };
  } finally {
    fs.rmSync(copy, { force: true });
    fs.rmSync(folder, { recursive: true, force: true });
  }
}

/** What a figure in this unit cannot leave. */
const LIMITS = { '%': [0, 100], stars: [1, 5], subjects: [0, 4], points: [0, 100] };
/** What depends on the machine has no band. */
const ofTheMachine = ({ id, unit }) =>
  /^(cost\.|school\.exam-share)/.test(id) || /^(s|ms|MB|MB\/s|tokens\/s|days)(\W|$)/.test(unit ?? '');

function band(values, unit, recipe) {
  const mean = values.reduce((a, b) => a + b, 0) / values.length;
  const sd = Math.sqrt(values.reduce((a, b) => a + (b - mean) ** 2, 0) / Math.max(1, values.length - 1));
  const rounded = (x) => Number(x.toPrecision(4));
  const [lowest, highest] = LIMITS[unit] ?? [-Infinity, Infinity];
  // Two decimals, outwards, so that no run which made the band stands outside it.
  const min = Math.max(lowest, Math.floor(100 * (Math.min(...values) - sd)) / 100);
  const max = Math.min(highest, Math.ceil(100 * (Math.max(...values) + sd)) / 100);
  return { mean: rounded(mean), sd: rounded(sd), min, max, seeds: values.length, recipe };
}

const [name, seeds = '5'] = process.argv.slice(2);
const count = Number(seeds);
if (name === undefined) throw new Error('Name a lesson, for example 00-journey.');
if (!Number.isInteger(count) || count < 2)
  throw new Error(`Give a number of seeds, 2 or more; got ${seeds}.`);
const lesson = fs.readFileSync(path.join(places.root, 'notebooks', `${name}.ts`), 'utf8');
const recipe = `notebooks/${name}.ts as it stands, seeds 1 to N`;
const runs = [];
for (let seed = 1; seed <= count; seed++) {
  const { figures, backend } = run(name, lesson, seed);
  runs.push({ figures, backend });
  const shown = figures.map(
    ({ id, value, met }) => `${id} ${Number(value.toPrecision(4))}${met === false ? ' (!)' : ''}`,
  );
  console.log(`seed ${seed}: ${shown.join(', ')}`);
}
const known = fs.existsSync(manifest) ? JSON.parse(fs.readFileSync(manifest, 'utf8')) : {};
known.figures ??= {};
const [{ figures: first, backend }] = runs;
for (const { id, unit } of first.filter((figure) => !ofTheMachine(figure))) {
  const values = runs.map(({ figures }) => figures.find((figure) => figure.id === id).value);
  // A figure that has a band for any backend came before the lesson chose one.
  const key = known.figures[id]?.any === undefined ? backend : 'any';
  known.figures[id] = { ...known.figures[id], [key]: band(values, unit, recipe) };
}
fs.writeFileSync(manifest, `${JSON.stringify(known, null, 2)}\n`);
