/**
 * `node scripts/school-checkpoint.js [--seed N] [--steps N] [--out DIR]`: sends a model to school with the course's recipe
 * and writes what the course ships into DIR (default data/school): model.safetensors in float16 and tokenizer.json. The
 * file says how it came to be: seed, recipe, and what the model knows after rounding. The weights are kept in a file of
 * their own on the way, so a run that was interrupted goes on.
 */
'use strict';

require('../kernel-lib/bin/node-version.js').requireNode();
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const { parseArgs } = require('node:util');
const { report, SetupError } = require('./setup/errors.js');
const { setUp } = require('./setup.js');
const places = require('./setup/paths.js');

function readArguments() {
  const options = { seed: { type: 'string' }, steps: { type: 'string' }, out: { type: 'string' } };
  const { values } = parseArgs({ options });
  const whole = (name, fallback) => {
    const value = values[name] === undefined ? fallback : Number(values[name]);
    if (Number.isInteger(value) && value > 0) return value;
    throw new SetupError(`--${name} must be a whole number above 0, got ${values[name]}.`);
  };
  const { SCHOOL } = require('kernel-lib');
  const out = path.resolve(values.out ?? path.join(places.root, 'data', 'school'));
  return { seed: whole('seed', 1), steps: whole('steps', SCHOOL.steps), out };
}

/** Trains a new model, or goes on with one that was interrupted. */
async function train(school, { seed, steps, out }) {
  const { pretrain, schoolModel, schoolTraining } = require('kernel-lib');
  const model = schoolModel(school, seed);
  const checkpointPath = path.join(out, 'training.safetensors');
  const training = schoolTraining(school, model, {
    seed,
    steps,
    checkpointPath,
    checkpointEvery: 250,
    resume: true,
  });
  const start = performance.now();
  for await (const { step, loss, tokensPerSecond, secondsLeft } of pretrain(training)) {
    if (step % 100 !== 0 && step !== steps) continue;
    const speed = `${Math.round(tokensPerSecond)} tokens/s, ${Math.round(secondsLeft)} s left`;
    console.log(`step ${step} of ${steps}: loss ${loss.toFixed(3)}, ${speed}`);
  }
  console.log(`${Math.round((performance.now() - start) / 1000)} s of training`);
  return model;
}

async function main() {
  await setUp({ parts: ['library'] });
  const wanted = readArguments();
  const {
    corpus,
    chooseBackend,
    evaluate,
    loadSchoolModel,
    openSchool,
    saveCheckpoint,
    SCHOOL,
  } = require('kernel-lib');
  const { name: backend } = await chooseBackend();
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'school-checkpoint-'));
  const school = await openSchool({ folder });
  try {
    const { seed, steps, out } = wanted;
    const file = path.join(out, 'model.safetensors');
    const about = {
      tokenizer: corpus.fingerprintOf(school.tokenizer),
      seed,
      backend,
      recipe: { ...SCHOOL, steps },
    };
    await school.tokenizer.save(path.join(out, 'tokenizer.json'));
    await saveCheckpoint(file, await train(school, wanted), { about, dtype: 'float16' });
    // What is measured is what the file holds: rounded weights.
    const shipped = await loadSchoolModel(out);
    const figures = await evaluate.cardOf(school.world, { tokenizer: shipped.tokenizer })(shipped.model);
    await saveCheckpoint(file, shipped.model, { about: { ...about, figures }, dtype: 'float16' });
    fs.rmSync(path.join(out, 'training.safetensors'));
    console.log(`${file}: ${fs.statSync(file).size} bytes`, figures);
  } finally {
    school.close();
    fs.rmSync(folder, { recursive: true, force: true });
  }
}

main().catch(report);
