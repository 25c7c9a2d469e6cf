/** `blossom reset FILE…`: brings the learner's copies back to how they came; the old ones are kept beside them. */
import { relative } from 'node:path';
import { Command } from 'commander';
import { places } from '../config.js';
import { resetCopy, type Reset } from '../notebook/working-copies.js';

export function resetCommand(): Command {
  return new Command('reset')
    .description('begin a lesson or an exercise anew; your version is kept beside it')
    .argument('<file...>', 'a notebook in work/, or its name')
    .option('--json', 'print what was done as JSON')
    .addHelpText(
      'after',
      '\nExamples:\n  $ npx blossom reset 00-journey\n  $ npx blossom reset work/exercises/00-journey.ipynb',
    )
    .action(reset);
}

async function reset(files: string[], { json = false }: { json?: boolean }): Promise<void> {
  const done: Reset[] = [];
  for (const file of files) done.push(await resetCopy(places.root, file));
  if (json) console.log(JSON.stringify({ reset: done }, null, 1));
  else for (const one of done) console.log(sentenceOf(one));
}

function sentenceOf({ path, backup }: Reset): string {
  const here = (file: string) => relative(process.cwd(), file);
  const kept =
    backup === undefined ? 'there was no change of yours to keep' : `your version lies in ${here(backup)}`;
  return `${here(path)} is as it came; ${kept}.`;
}
