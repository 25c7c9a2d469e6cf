/** `blossom check FILE`: how far an exercise is, as the file stands on the disk. */
import { Command } from 'commander';
import { checkFile } from '../grade/driver.js';
import { renderText } from '../grade/report.js';
import type { CheckResult } from '../grade/result.js';
import { findNotebooks } from './lessons.js';
import { places } from '../config.js';

const EXAMPLES = `
Examples:
  $ npx blossom check work/exercises/00-journey.ipynb
  $ npx blossom check work/exercises/00-journey.ipynb --task mask-sentence
Exit codes: 0 all tasks passed, 1 some did not.`;

export function checkCommand(): Command {
  return new Command('check')
    .description('check the tasks of an exercise: what was called, expected and came, and a hint')
    .argument('<file...>', 'an exercise (.ipynb or .ts); save it first')
    .option('--task <id>', 'this task alone')
    .option('--json', 'print the results as JSON')
    .addHelpText('after', EXAMPLES)
    .action(check);
}

async function check(
  words: string[],
  { task, json = false }: { task?: string; json?: boolean },
): Promise<void> {
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
  else console.log(renderText(results));
  if (results.some(({ status }) => status !== 'passed')) process.exitCode = 1;
}
