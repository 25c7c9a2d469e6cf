/**
 * Curves of how different ways to learn compare, for chapter 2: each trains a model on the same small world with as many
 * steps, is examined every now and then, and comes into data/school/curves.json.
 * `node scripts/school-curves.js [NAME…]`; with names only these are trained anew. Takes about two minutes a run.
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

/** What differs from the school's recipe. */
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

async function train(name, school) {
  const model = schoolModel(school, SEED);
  const { tokenizer, world } = school;
  const subjects = ['masked', 'causal', 'after', 'facts', 'grammar', 'chains'];
  const card = evaluate.cardOf(world, { tokenizer, subjects, most: SAMPLE });
  const run = { name, seed: SEED, steps: [], loss: [], series: {} };
  let losses = [];
  const options = { ...RUNS[name], steps: STEPS, evaluate: () => card(model), evaluateEvery: EVERY };
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
    console.log(
      `${name}: step ${step}, ${Object.entries(evaluation)
        .map(([key, value]) => `${key} ${value.toFixed(0)}`)
        .join(', ')}`,
    );
  }
  for (const parameter of Object.values(model.parameters)) parameter.dispose();
  return run;
}

const round = (value, digits) => Number(value.toFixed(digits));

async function main(names) {
  const unknown = names.find((name) => !(name in RUNS));
  if (unknown !== undefined)
    throw new Error(`No run is called "${unknown}"; there are ${Object.keys(RUNS).join(', ')}.`);
  await chooseBackend();
  const school = await openSchool({ seed: SEED });
  const old = fs.existsSync(file) ? JSON.parse(fs.readFileSync(file, 'utf8')).runs : [];
  const runs = new Map(old.map((run) => [run.name, run]));
  for (const name of names.length === 0 ? Object.keys(RUNS) : names) {
    runs.set(name, await train(name, school));
    const recipe = `scripts/school-curves.js, ${STEPS} steps of ${SCHOOL.batch} rows of ${SCHOOL.length} tokens`;
    fs.mkdirSync(path.dirname(file), { recursive: true });
    const ordered = Object.keys(RUNS).flatMap((each) => runs.get(each) ?? []);
    fs.writeFileSync(file, `${JSON.stringify({ recipe, runs: ordered })}\n`);
  }
  school.close();
}

main(process.argv.slice(2)).then(
  () => process.exit(0),
  (error) => {
    console.error(error);
    process.exit(1);
  },
);
