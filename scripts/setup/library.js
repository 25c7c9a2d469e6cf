/** Steps "library" and "tests": TypeScript to JavaScript, skipped while the sources are unchanged. */
'use strict';

const fs = require('node:fs');
const path = require('node:path');
const { fingerprint, isStamped, removeStamp, writeStamp } = require('./stamps.js');
const { SetupError } = require('./errors.js');
const { run } = require('./processes.js');
const places = require('./paths.js');

const base = path.join(places.root, 'tsconfig.base.json');

/** One compiled project: what it is made from, what must be there afterwards. */
const library = {
  project: places.library,
  stamp: path.join(places.library, 'dist', '.blossom-built'),
  result: path.join(places.library, 'dist', 'index.js'),
  inputs: () =>
    fingerprint({
      files: [base, path.join(places.library, 'tsconfig.json'), path.join(places.library, 'src')],
    }),
};

const tests = {
  project: places.tests,
  stamp: path.join(places.builtTests, '.blossom-built'),
  result: places.builtTests,
  inputs: () => fingerprint({ texts: [library.inputs()], files: [places.tests] }),
};

function isBuilt({ stamp, result, inputs }) {
  return fs.existsSync(result) && isStamped(stamp, inputs());
}

async function build(target, onStart) {
  const { project, stamp, result, inputs } = target;
  const made = inputs();
  removeStamp(stamp);
  // tsc trusts its own record and does not see that a result was deleted.
  const force = fs.existsSync(result) ? [] : ['--force'];
  const compiler = path.join(places.modules, 'typescript', 'bin', 'tsc');
  const { code, output } = await run(process.execPath, [compiler, '-b', project, ...force], {
    cwd: places.root,
    onStart,
  });
  if (code !== 0) {
    const name = path.basename(project);
    throw new SetupError(
      `${output.trim()}\n${name} does not compile: correct the lines above and run it again.`,
    );
  }
  writeStamp(stamp, made);
}

module.exports = { library, tests, isBuilt, build };
