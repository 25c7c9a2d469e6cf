/** Step "JupyterLab": a Python that is new enough, and private environments made with it. */
'use strict';

const fs = require('node:fs');
const path = require('node:path');
const { spawnSync } = require('node:child_process');
const { fingerprint, isStamped, removeStamp, writeStamp } = require('./stamps.js');
const { SetupError } = require('./errors.js');
const { run } = require('./processes.js');
const places = require('./paths.js');

const OLDEST = [3, 10];
const NAMES = ['python3', 'python', 'python3.14', 'python3.13', 'python3.12', 'python3.11', 'python3.10'];
// Prints what we must know in one line: version, whether `venv` can work, where the program lies.
const QUESTION =
  'import sys, importlib.util as u; ' +
  'print(sys.version_info[0], sys.version_info[1], int(bool(u.find_spec("venv") and u.find_spec("ensurepip"))), sys.executable, sep="\\t")';

/**
 * `requirements` files; those in `alone` are installed without their dependencies.
 * `slow` packages are removed again: rfc3987-syntax builds a grammar whenever it is imported, two thirds of the time
 * that JupyterLab takes to start, for a format check that jsonschema leaves out where the package is missing.
 */
const jupyter = {
  folder: places.environment,
  requirements: [path.join(places.root, 'scripts', 'requirements.txt')],
  alone: [path.join(places.root, 'scripts', 'requirements-nodeps.txt')],
  slow: ['rfc3987-syntax', 'lark'],
};
/** The classic Notebook is built on the same JupyterLab and shows the same figures: the same versions of both. */
const testTools = {
  ...jupyter,
  folder: places.testEnvironment,
  requirements: [...jupyter.requirements, path.join(places.root, 'scripts', 'requirements-test.txt')],
};

/** PyTorch for the CPU: a peer for benches, never needed by a learner. */
const torch = {
  folder: places.torchEnvironment,
  requirements: [path.join(places.root, 'scripts', 'requirements-torch.txt')],
  alone: [],
  slow: [],
};

/** What cleaning and tokenizing are compared with: peers for benches, never needed by a learner. */
const corpusPeers = {
  folder: places.corpusEnvironment,
  requirements: [path.join(places.root, 'scripts', 'requirements-corpus.txt')],
  alone: [],
  slow: [],
};

/**
 * The first Python ≥ 3.10 that can make environments, or why there is none.
 * @returns {{path: string} | {reason: string}}
 */
function findPython() {
  const chosen = process.env.BLOSSOM_PYTHON;
  if (chosen) {
    const answer = ask([chosen]);
    if (answer.path === undefined) {
      throw new SetupError(
        `BLOSSOM_PYTHON is ${chosen}, and ${answer.reason}: set it to the path of a Python ${OLDEST.join('.')} or newer, or unset it.`,
      );
    }
    return answer;
  }
  const commands = NAMES.map((name) => [name]);
  if (places.windows) commands.push(['py', '-3']);
  let reason = `there is no Python ${OLDEST.join('.')} or newer here`;
  for (const command of commands) {
    const answer = ask(command);
    if (answer.path !== undefined) return answer;
    if (answer.lacksVenv) reason = answer.reason;
  }
  return { reason };
}

function ask([command, ...args]) {
  const { status, stdout } = spawnSync(command, [...args, '-c', QUESTION], {
    encoding: 'utf8',
    timeout: 20_000,
  });
  if (status !== 0) return { reason: 'it does not run as a Python' };
  const [major, minor, venv, executable] = stdout.trim().split('\t');
  const version = `${major}.${minor}`;
  if (Number(major) !== OLDEST[0] || Number(minor) < OLDEST[1]) return { reason: `it is Python ${version}` };
  if (venv === '0') {
    return {
      lacksVenv: true,
      reason: `Python ${version} lacks its venv module (Debian: apt install python3-venv)`,
    };
  }
  return { path: executable };
}

const stampOf = ({ folder }) => path.join(folder, '.blossom-environment');
const inputsOf = ({ requirements, alone, slow }) =>
  fingerprint({ texts: slow, files: [...requirements, ...alone] });

/** existsSync follows the link to the base Python: an environment whose Python was removed is not ready. */
function environmentReady(environment) {
  return (
    fs.existsSync(places.pythonIn(environment.folder)) &&
    isStamped(stampOf(environment), inputsOf(environment))
  );
}

async function makeEnvironment(environment, python, onStart) {
  const { folder } = environment;
  removeStamp(stampOf(environment));
  for (const [command, ...args] of commandsFor(environment, python)) {
    const { code, output } = await run(command, args, { cwd: places.root, onStart });
    if (code !== 0) {
      fs.rmSync(folder, { recursive: true, force: true });
      throw explain(output);
    }
  }
  writeStamp(stampOf(environment), inputsOf(environment));
}

function commandsFor({ folder, requirements, alone, slow }, python) {
  const pip = [places.pythonIn(folder), '-m', 'pip', '--quiet', '--no-input', '--disable-pip-version-check'];
  // --no-compile: the first start compiles the tenth part that it needs.
  const install = [...pip, 'install', '--no-compile'];
  const listed = (files) => files.flatMap((file) => ['-r', file]);
  return [
    [python, '-m', 'venv', '--clear', folder],
    [...install, ...listed(requirements)],
    ...(alone.length > 0 ? [[...install, '--no-deps', ...listed(alone)]] : []),
    ...(slow.length > 0 ? [[...pip, 'uninstall', '--yes', ...slow]] : []),
  ];
}

/** The sentence for what venv or pip printed when it failed. */
function explain(output) {
  // "from versions: none": without retries pip says no more than that when the index is silent.
  const unreachable =
    /NewConnectionError|ConnectTimeout|ReadTimeout|NameResolution|Max retries exceeded|Connection refused|ProxyError|from versions: none/i;
  if (unreachable.test(output)) {
    return new SetupError(
      "JupyterLab could not be downloaded, Python's package index does not answer: connect to the network and run " +
        'it again, or run `npm start -- --no-python` for VS Code or the terminal.',
    );
  }
  const lines = output.trim().split('\n').slice(-20).join('\n');
  return new SetupError(
    `${lines}\nJupyterLab could not be installed (pip's words are above): correct that, set BLOSSOM_PYTHON to ` +
      'another Python, or run `npm start -- --no-python` for VS Code or the terminal.',
  );
}

module.exports = {
  findPython,
  environmentReady,
  makeEnvironment,
  explain,
  stampOf,
  inputsOf,
  jupyter,
  testTools,
  torch,
  corpusPeers,
};
