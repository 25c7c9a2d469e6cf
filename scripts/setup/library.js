/** Steps "library" and "tests": TypeScript to JavaScript (and the kernels), skipped while the sources are unchanged. */
'use strict';

const fs = require('node:fs');
const path = require('node:path');
const { fingerprint, isStamped, removeStamp, writeStamp } = require('./stamps.js');
const { SetupError } = require('./errors.js');
const { run } = require('./processes.js');
const kernels = require('./assembly.js');
const places = require('./paths.js');

const base = path.join(places.root, 'tsconfig.base.json');

/** One compiled project: what it is made from, what must be there afterwards. */
const library = {
  project: places.library,
  stamp: path.join(places.library, 'dist', '.blossom-built'),
  results: [path.join(places.library, 'dist', 'index.js'), ...kernels.files()],
  parts: [kernelsOfLibrary()],
  inputs: () =>
    fingerprint({
      files: [
        base,
        path.join(places.library, 'tsconfig.json'),
        path.join(places.library, 'src'),
        kernels.sources,
      ],
    }),
};

const tests = {
  project: places.tests,
  stamp: path.join(places.builtTests, '.blossom-built'),
  results: [places.builtTests],
  parts: [],
  inputs: () => fingerprint({ texts: [library.inputs()], files: [places.tests] }),
};

/** Has a stamp of its own, so that a change of TypeScript does not compile the kernels again. */
function kernelsOfLibrary() {
  const stamp = path.join(places.library, 'dist', 'assembly', '.blossom-built');
  const inputs = () => fingerprint({ files: [kernels.sources, path.join(__dirname, 'assembly.js')] });
  return { stamp, inputs, results: kernels.files(), make: kernels.buildKernels };
}

function isBuilt({ stamp, results, inputs }) {
  return results.every((result) => fs.existsSync(result)) && isStamped(stamp, inputs());
}

async function build(target, onStart) {
  const { project, stamp, results, parts, inputs } = target;
  const made = inputs();
  removeStamp(stamp);
  for (const part of parts) {
    if (isBuilt(part)) continue;
    const from = part.inputs();
    removeStamp(part.stamp);
    await part.make(onStart);
    writeStamp(part.stamp, from);
  }
  // tsc trusts its own record and does not see that a result was deleted.
  const force = fs.existsSync(results[0]) ? [] : ['--force'];
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
