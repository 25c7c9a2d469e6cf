/**
 * `npm test`: all set-up, then every test that this machine can run. `npm run test:long`: the long ones instead.
 * Words after `--` choose test files by a part of their path: `npm test -- cli`.
 */
'use strict';

require('../kernel-lib/bin/node-version.js').requireNode();
const fs = require('node:fs');
const path = require('node:path');
const { report, SetupError } = require('./setup/errors.js');
const { run } = require('./setup/processes.js');
const { setUp } = require('./setup.js');
const places = require('./setup/paths.js');

async function main(args) {
  const long = args.includes('--long');
  const chosen = args.filter((arg) => arg !== '--long');
  const { missing } = await setUp({ parts: ['library', 'tests', 'jupyter', 'testTools'], mayLack: true });
  await prepare();

  const files = testFiles(long, chosen);
  const counts = path.join(places.state, long ? 'test-counts-long.json' : 'test-counts.json');
  fs.rmSync(counts, { force: true });
  const mocha = path.join(places.modules, 'mocha', 'bin', 'mocha.js');
  const reporter = [
    '--reporter',
    path.join(__dirname, 'reporter.js'),
    '--reporter-option',
    `counts=${counts}`,
  ];
  const timeout = ['--timeout', long ? '1200000' : '120000'];
  // --exit: a program that a failed test left behind must not keep the run from its end.
  const { code } = await run(process.execPath, [mocha, '--exit', ...reporter, ...timeout, ...files], {
    cwd: places.root,
    show: true,
  });
  summarise(counts, missing);
  process.exitCode = code;
}

/** The kernelspec inside .venv, which the tests in JupyterLab use. */
async function prepare() {
  if (!fs.existsSync(places.environment)) return;
  const { prepareForJupyter } = require(path.join(places.library, 'dist', 'cli', 'prepare.js'));
  const { placesIn } = require(path.join(places.library, 'dist', 'config.js'));
  await prepareForJupyter(placesIn(places.root));
}

/** Compiled files, found by their sources: what was deleted in test/ may still lie in .build. */
function testFiles(long, chosen) {
  const ending = long ? '.long.ts' : '.test.ts';
  const sources = fs.readdirSync(places.tests, { recursive: true }).map(String).sort();
  const files = sources
    .filter((file) => file.endsWith(ending))
    .filter((file) => chosen.length === 0 || chosen.some((part) => file.includes(part)))
    .map((file) => path.join(places.builtTests, file.replace(/\.ts$/, '.js')));
  if (files.length > 0) return files;
  throw new SetupError(`No test file (test/**/*${ending}) has "${chosen.join('" or "')}" in its path.`);
}

function summarise(file, missing) {
  for (const sentence of missing) console.log(sentence);
  if (!fs.existsSync(file)) return;
  const { passed, failed, skipped } = JSON.parse(fs.readFileSync(file, 'utf8'));
  if (skipped.length > 0) console.log('Skipped here:');
  for (const { name, need } of skipped)
    console.log(`  - ${name}${need === undefined ? '' : `\n    needs ${need}`}`);
  console.log(`${passed} passed, ${failed} failed, ${skipped.length} skipped`);
}

main(process.argv.slice(2)).catch(report);
