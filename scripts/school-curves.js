/**
 * Curves of how different ways to learn compare, for chapter 2: each trains a model on the same small world with as many
 * steps, is examined every now and then, and comes into data/school/curves.json.
 * `node scripts/school-curves.js [NAME…]`; with names only these are trained anew. Takes about two minutes a run, and for
 * the whole years, each with three seeds, four minutes a seed.
 */
'use strict';

const fs = require('node:fs');
const path = require('node:path');
const {
  chooseBackend,
  evaluate,
  openSchool,
  pretrain,
  schoolModel,
  schoolTraining,
  SCHOOL,
} = require('kernel-lib');
const places = require('./setup/paths.js');

const SEED = 1;
const STEPS = 2200;
const EVERY = 220;
const SAMPLE = 80;
const file = path.join(places.root, 'data', 'school', 'curves.json');

const everything = { causalShare: undefined, maskShare: undefined, restShare: undefined };
const [alone, mixed] = SCHOOL.phases.map(({ mix }) => mix);

/** What differs from the school's recipe in a shortened year. */
const RUNS = {
  hybrid: {},
  causal: { ...everything, objective: 'causal' },
  bert: { ...everything, objective: 'bert' },
  masked: { ...everything, objective: 'masked' },
  entities: { ...everything, objective: 'entities' },
  diffusion: { ...everything, objective: 'diffusion' },
  'never mixed': { phases: [{ share: 1, mix: alone }] },
  'mixed from the start': { phases: [{ share: 1, mix: mixed }] },
};

/** The same of whole years, with a world, a tokenizer and a network for each seed. */
const WHOLE_YEARS = { 'mixed from halfway': {}, 'mixed from the start': RUNS['mixed from the start'] };
const SEEDS = [1, 2, 3];
const WHOLE = 'whole years';

const shortened = {
  ...{ steps: STEPS, every: EVERY, most: SAMPLE },
  subjects: ['masked', 'causal', 'after', 'facts', 'grammar', 'chains'],
};
const whole = { steps: SCHOOL.steps, every: SCHOOL.steps / 8, subjects: ['masked', 'causal', 'after'] };

/** @param seed - of the school's world, too. */
async function train(school, name, seed, overrides, { steps, every, ...cardOptions }) {
  const model = schoolModel(school, seed);
  const { tokenizer, world } = school;
  const card = evaluate.cardOf(world, { tokenizer, ...cardOptions });
  const run = { name, seed, steps: [], loss: [], series: {} };
  let losses = [];
  const options = { ...overrides, seed, steps, evaluate: () => card(model), evaluateEvery: every };
  const given = Object.entries(schoolTraining(school, model, options)).filter(
    ([, value]) => value !== undefined,
  );
  for await (const { step, loss, evaluation } of pretrain(Object.fromEntries(given))) {
    losses.push(loss);
    if (evaluation === undefined) continue;
    run.steps.push(step);
    run.loss.push(round(losses.reduce((a, b) => a + b, 0) / losses.length, 3));
    losses = [];
    for (const [key, value] of Object.entries(evaluation)) (run.series[key] ??= []).push(round(value, 1));
    const marks = Object.entries(evaluation).map(([key, value]) => `${key} ${value.toFixed(0)}`);
    console.log(`${name}, seed ${seed}: step ${step}, ${marks.join(', ')}`);
  }
  for (const parameter of Object.values(model.parameters)) parameter.dispose();
  return run;
}

const round = (value, digits) => Number(value.toFixed(digits));

async function main(names) {
  const known = [...Object.keys(RUNS), WHOLE];
  const unknown = names.find((name) => !known.includes(name));
  if (unknown !== undefined) throw new Error(`No run is called "${unknown}"; there are ${known.join(', ')}.`);
  await chooseBackend();
  const school = await openSchool({ seed: SEED });
  const found = fs.existsSync(file) ? JSON.parse(fs.readFileSync(file, 'utf8')) : {};
  const runs = new Map(found.runs?.map((run) => [run.name, run]));
  let wholeYears = found.wholeYears ?? [];
  const keep = () => {
    const recipe = `scripts/school-curves.js, ${STEPS} steps of ${SCHOOL.batch} rows of ${SCHOOL.length} tokens`;
    const ordered = Object.keys(RUNS).flatMap((each) => runs.get(each) ?? []);
    fs.mkdirSync(path.dirname(file), { recursive: true });
    fs.writeFileSync(file, `${JSON.stringify({ recipe, runs: ordered, wholeYears })}\n`);
  };
  for (const name of names.length === 0 ? known : names) {
    if (name === WHOLE) wholeYears = await trainWholeYears();
    else runs.set(name, await train(school, name, SEED, RUNS[name], shortened));
    keep();
  }
  school.close();
}

async function trainWholeYears() {
  const years = [];
  for (const seed of SEEDS) {
    const school = await openSchool({ seed });
    for (const [name, overrides] of Object.entries(WHOLE_YEARS))
      years.push(await train(school, name, seed, overrides, whole));
    school.close();
  }
  return years;
}

main(process.argv.slice(2)).then(
  () => process.exit(0),
  (error) => {
    console.error(error);
    process.exit(1);
  },
);
