/** `blossom export --to FORMAT`: final grades for other systems. */
import { rm } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { Command, Option } from 'commander';
import { writeAtomic } from '../files.js';
import { FORMATS } from '../grade/reports/exports/formats.js';
import { loadGrades } from '../grade/reports/load.js';
import { tellWhatWasUsed, withGradeFiles, type GradeFlags } from './grades.js';

const EXAMPLES = `
Examples:
  $ npx blossom export --to csv                          graded/export/csv/grades.csv
  $ npx blossom export graded/week1 --to gradescope --roster roster.csv
  $ npx blossom export --to nbgrader --out grades`;

export function exportCommand(): Command {
  return withGradeFiles(new Command('export'))
    .description('write final grades (late rule and overrides applied) for a spreadsheet or another system')
    .addOption(new Option('--to <format>', 'for whom').choices(Object.keys(FORMATS)).makeOptionMandatory())
    .option('--out <folder>', 'where to write (default: export/FORMAT in the folder of results)')
    .addHelpText('after', EXAMPLES)
    .action(exportGrades);
}

async function exportGrades(results: string, flags: GradeFlags & { to: string }): Promise<void> {
  const loaded = await loadGrades(results, flags, flags.lesson);
  const { files, notes } = FORMATS[flags.to]!(loaded);
  const folder = flags.out ?? join(results, 'export', flags.to);
  // Our own folder holds this export alone: a file of an earlier one could be a grade that no longer is.
  if (flags.out === undefined) await rm(folder, { recursive: true, force: true });
  for (const { path, text } of files) await writeAtomic(join(folder, path), text);
  tellWhatWasUsed(loaded);
  for (const sentence of notes) console.error(sentence);
  const first = files[0] === undefined ? folder : join(folder, files[0].path);
  const here = (path: string) => relative(process.cwd(), path) || '.';
  console.log(files.length === 1 ? here(first) : `${files.length} files in ${here(folder)}`);
}
