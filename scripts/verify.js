/** `npm run verify`: types, lint, format, stale notebooks, readable declarations, lock file. One line a step. */
'use strict';

require('../kernel-lib/bin/node-version.js').requireNode();
const fs = require('node:fs');
const path = require('node:path');
const { report } = require('./setup/errors.js');
const { run } = require('./setup/processes.js');
const { setUp } = require('./setup.js');
const places = require('./setup/paths.js');

const program = (...parts) => path.join(places.modules, ...parts);
const tsc = program('typescript', 'bin', 'tsc');
const blossom = path.join(places.library, 'bin', 'blossom.js');

/** Each step answers with what is wrong; nothing means that all is well. */
const STEPS = [
  ['types: kernel-lib and test', () => node(tsc, '-b', 'test')],
  ['types: notebooks', () => node(tsc, '-p', 'notebooks')],
  ['lint', () => node(program('eslint', 'bin', 'eslint.js'), '.', '--max-warnings=0')],
  ['format', () => node(program('prettier', 'bin', 'prettier.cjs'), '--check', '--log-level=warn', '.')],
  ['notebooks are fresh', () => node(blossom, 'build', '--check')],
  ['declarations read by TypeScript 5.0, which tslab brings', declarations],
  ['lock file without addresses', lockFile],
];

async function main() {
  await setUp({ parts: [] });
  let failed = 0;
  for (const [name, step] of STEPS) {
    const problem = (await step()).trim();
    console.log(`${problem === '' ? '✓' : '✗'} ${name}`);
    if (problem === '') continue;
    failed++;
    console.log(problem.replace(/^/gm, '    '));
  }
  console.log(failed === 0 ? 'All well.' : `${failed} of ${STEPS.length} steps found something.`);
  process.exitCode = failed === 0 ? 0 : 1;
}

async function node(...args) {
  const { code, output } = await run(process.execPath, args, { cwd: places.root });
  return code === 0 ? '' : output || `ended with exit code ${code}`;
}

/** Notebooks on tslab's own kernel read our declarations with its TypeScript 5.0: no newer syntax in them. */
async function declarations() {
  const compiler = require(program('@tslab', 'typescript-for-tslab'));
  const main = path.join(places.library, 'dist', 'index.d.ts');
  const compiled = compiler.createProgram([main], {
    noEmit: true,
    strict: true,
    skipLibCheck: false,
    // As tslab compiles cells.
    target: compiler.ScriptTarget.ES2022,
    lib: ['lib.es2023.d.ts'],
    module: compiler.ModuleKind.CommonJS,
    moduleResolution: compiler.ModuleResolutionKind.Node10,
    types: ['node'],
    typeRoots: [program('@types')],
  });
  const ours = compiled.getSourceFiles().filter(({ fileName }) => isOurs(fileName));
  if (ours.length === 0) return `${main} is not there: does kernel-lib compile?`;
  const found = ours.flatMap((file) => [
    ...compiled.getSyntacticDiagnostics(file),
    ...compiled.getSemanticDiagnostics(file),
  ]);
  const host = {
    getCanonicalFileName: (name) => name,
    getCurrentDirectory: () => places.root,
    getNewLine: () => '\n',
  };
  return compiler.formatDiagnostics(found, host);
}

function isOurs(file) {
  const folder = path.join(places.library, 'dist').split(path.sep).join('/');
  return fs.realpathSync(file).split(path.sep).join('/').startsWith(folder);
}

async function lockFile() {
  const { packages } = JSON.parse(fs.readFileSync(path.join(places.root, 'package-lock.json'), 'utf8'));
  const named = Object.entries(packages).filter(
    ([, { resolved, link }]) => resolved !== undefined && link !== true,
  );
  return named.map(([name, { resolved }]) => `${name}: resolved ${resolved}`).join('\n');
}

main().catch(report);
