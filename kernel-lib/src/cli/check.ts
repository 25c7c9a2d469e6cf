/** `blossom check FILE`: how far an exercise is, as the file stands on the disk. */
import { Command } from 'commander';
import { checkFile } from '../grade/driver.js';
import { renderText } from '../grade/report.js';
import type { CheckResult } from '../grade/result.js';
import { findNotebooks } from './lessons.js';
import { places } from '../config.js';
import { UserError } from '../errors.js';
import { watchFile } from './watch.js';

const EXAMPLES = `
Examples:
  $ npx blossom check work/exercises/00-journey.ipynb
  $ npx blossom check work/exercises/00-journey.ipynb --task mask-sentence
  $ npx blossom check work/exercises/00-journey.ipynb --watch
Exit codes: 0 all tasks passed, 1 some did not.`;

export function checkCommand(): Command {
  return new Command('check')
    .description('check the tasks of an exercise: what was called, expected and came, and a hint')
    .argument('<file...>', 'an exercise (.ipynb or .ts); save it first')
    .option('--task <id>', 'this task alone')
    .option('--watch', 'stay, and check the task that changed whenever the file is saved')
    .option('--json', 'print the results as JSON')
    .addHelpText('after', EXAMPLES)
    .action(check);
}

async function check(
  words: string[],
  { task, json = false, watch = false }: { task?: string; json?: boolean; watch?: boolean },
): Promise<void> {
  if (watch) return watchOne(words, json, task);
  const results: CheckResult[] = [];
  for (const file of findNotebooks(words, places)) {
    results.push(
      ...(await checkFile(file, {
        root: places.root,
        record: true,
        ...(task === undefined ? {} : { task }),
      })),
    );
  }
  if (json) console.log(JSON.stringify({ results }, null, 1));
  else console.log(renderText(results.map(forFile)));
  if (results.some(({ status }) => status !== 'passed')) process.exitCode = 1;
}

/** A result speaks of running cells in a notebook; here a file is saved. */
const forFile = (result: CheckResult): CheckResult => ({
  ...result,
  next: result.next.replace(/run (it|the cell), and check/, 'save the file, and check'),
});

async function watchOne(words: string[], json: boolean, task?: string): Promise<void> {
  const files = findNotebooks(words, places);
  if (files.length !== 1)
    throw new UserError(`--watch looks at one file, got ${files.length}: name one of them.`);
  if (json) throw new UserError('--watch shows pages for a person: leave --json out.');
  await watchFile(files[0]!, task);
}
