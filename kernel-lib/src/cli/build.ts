/** `blossom build`: notebooks from their scripts, exercises from solutions. */
import { dirname, relative } from 'node:path';
import { Command } from 'commander';
import { places } from '../config.js';
import { UserError } from '../errors.js';
import { progressRequestHandler } from '../grade/course-progress.js';
import { checkRequestHandler } from '../grade/driver.js';
import { buildNotebooks, staleNotebooks, type Built } from '../notebook/build.js';
import { runNotebook } from '../notebook/headless.js';
import { writeNotebook } from '../notebook/ipynb.js';
import { terminalView } from '../notebook/terminal.js';
import { abortOnSignal } from './signals.js';

interface BuildOptions {
  run?: boolean;
  check?: boolean;
  json?: boolean;
}

const EXAMPLES = `
Examples:
  $ npx blossom build                                  all that changed; outputs of unchanged cells stay
  $ npx blossom build notebooks/00-journey.ts --run    one lesson, run from top to bottom, outputs stored
  $ npx blossom build --check                          names the stale ones, changes nothing`;

export function buildCommand(): Command {
  return new Command('build')
    .description('build notebooks from their scripts, and exercises from solutions')
    .argument('[script]', 'one script instead of all of them')
    .option('--run', 'run each lesson and store its outputs')
    .option(
      '--check',
      'only name the notebooks that are not what their scripts make; exit code 1 if there are any',
    )
    .option('--json', 'print what was done as JSON')
    .addHelpText('after', EXAMPLES)
    .action(build);
}

const here = (path: string) => relative(process.cwd(), path);

async function build(script: string | undefined, options: BuildOptions): Promise<void> {
  if (options.check) return check(options);
  const built = await buildNotebooks(places.root, script);
  const changed = built.filter((one) => one.changed).map((one) => here(one.path));
  if (!options.json) for (const path of changed) console.log(`built ${path}`);
  const ran = options.run ? await runAll(built.filter(isLesson), options) : [];
  if (options.json)
    console.log(JSON.stringify({ notebooks: built.map((one) => here(one.path)), changed, ran }, null, 1));
  else if (changed.length + ran.length === 0)
    console.log(`All ${built.length} notebooks are as their scripts make them.`);
}

/** Solutions and exercises are committed without outputs: a check shows those of the learner. */
const isLesson = ({ path }: Built) => dirname(path) === places.notebooks;

async function runAll(lessons: Built[], options: BuildOptions): Promise<string[]> {
  const asked = abortOnSignal();
  const ran: string[] = [];
  for (const { path } of lessons) {
    const view = options.json ? undefined : terminalView(process.stdout);
    const result = await runNotebook(path, {
      signal: asked,
      requests: { check: checkRequestHandler(places.root), progress: progressRequestHandler(places.root) },
      ...(view === undefined ? {} : { onCell: view.onCell, onOutput: view.onOutput }),
    });
    view?.end();
    if (result.status !== 'ok') {
      const why =
        result.failed === undefined ? '' : ` (${result.failed.error.ename}: ${result.failed.error.evalue})`;
      throw new UserError(
        `${here(path)} did not run to its end${why}: its outputs were not stored; correct it and build again.`,
        result.exitCode,
      );
    }
    await writeNotebook(path, result.notebook);
    ran.push(here(path));
    if (!options.json) console.log(`ran ${here(path)}`);
  }
  return ran;
}

async function check(options: BuildOptions): Promise<void> {
  const stale = await staleNotebooks(places.root);
  if (options.json) console.log(JSON.stringify({ stale }, null, 1));
  else if (stale.length === 0) console.log('Every notebook is what its script makes.');
  else for (const { path, reason } of stale) console.log(`${here(path)}: ${reason}; run \`npm run build\`.`);
  if (stale.length > 0) process.exitCode = 1;
}
