/** The set-up that `npm start` and `npm test` share: what is ready is left alone, what was cut short is done again. */
'use strict';

const fs = require('node:fs');
const path = require('node:path');
const { explainWriteError } = require('./setup/errors.js');
const { endChildren, endChildrenWithUs } = require('./setup/processes.js');
const { installPackages, packagesReady } = require('./setup/packages.js');
const { build, isBuilt, library, tests } = require('./setup/library.js');
const {
  environmentReady,
  findPython,
  jupyter,
  makeEnvironment,
  testTools,
  torch,
  corpusPeers,
} = require('./setup/python.js');
const { runSteps } = require('./setup/steps.js');
const { takeLock } = require('./setup/lock.js');
const places = require('./setup/paths.js');

/**
 * Makes what is asked for.
 * @param {object} wanted
 * @param {string[]} wanted.parts - any of "library", "jupyter", "tests", "testTools", "torch", "corpusPeers", in the order to make them.
 * @param {boolean} [wanted.mayLack] - go on without the Python environments where they cannot be made.
 * @returns {Promise<{missing: string[]}>} one sentence for each part that could not be made here.
 */
async function setUp({ parts, mayLack = false }) {
  checkWritable();
  const missing = [];
  const lock = { addProcess: () => {}, release: () => {} };
  const steps = ['packages', ...parts]
    .map((name) => stepFor(name, { lock, missing, mayLack }))
    .filter(Boolean);
  if (steps.every((step) => step.ready())) return { missing };

  Object.assign(lock, takeLock(path.join(places.state, 'setup.lock')));
  const forgetSignals = endChildrenWithUs(() => lock.release());
  try {
    await runSteps(steps, 'Setting up the course (about a minute the first time, later nothing):');
  } finally {
    forgetSignals();
    await endChildren(); // what worked beside a step that failed
    lock.release();
  }
  return { missing };
}

function stepFor(name, context) {
  const onStart = (pid) => context.lock.addProcess(pid);
  switch (name) {
    case 'packages':
      return { name: 'packages', ready: packagesReady, make: () => installPackages(onStart) };
    case 'library':
      return { name: 'library', ready: () => isBuilt(library), make: () => build(library, onStart) };
    case 'tests':
      return { name: 'tests', ready: () => isBuilt(tests), make: () => build(tests, onStart) };
    case 'jupyter':
      return environmentStep('JupyterLab', jupyter, context);
    case 'testTools':
      return environmentStep('test tools', testTools, context);
    case 'torch':
      return environmentStep('PyTorch', torch, context);
    case 'corpusPeers':
      return environmentStep('peers of the corpus', corpusPeers, context);
    default:
      throw new Error(`There is no part "${name}" of the set-up.`);
  }
}

/** Undefined (no step) where no Python can make the environment: the caller says what that means. */
function environmentStep(name, environment, { lock, missing, mayLack }) {
  const ready = () => environmentReady(environment);
  const python = ready() ? undefined : findPython();
  if (python?.reason !== undefined) {
    missing.push(`No ${name}: ${python.reason}.`);
    return undefined;
  }
  const make = async () => {
    try {
      await makeEnvironment(environment, python.path, (pid) => lock.addProcess(pid));
    } catch (error) {
      if (!mayLack || error.name !== 'SetupError') throw error;
      missing.push(error.message);
      return 'left out, see below';
    }
  };
  return { name, ready, make, beside: true };
}

/** Asks the folder itself, as permissions, read-only disks and quotas all answer the same way only then. */
function checkWritable() {
  const probe = path.join(places.state, `probe-${process.pid}`);
  try {
    fs.mkdirSync(places.state, { recursive: true });
    fs.writeFileSync(probe, '');
    fs.rmSync(probe);
  } catch (error) {
    throw explainWriteError(error, places.root);
  }
}

module.exports = { setUp };
