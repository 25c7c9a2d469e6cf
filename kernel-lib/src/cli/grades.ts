/** What `export`, `feedback` and `report` have in common. */
import { type Command, Option } from 'commander';
import type { GradeFiles, Loaded } from '../grade/reports/load.js';

export interface GradeFlags extends GradeFiles {
  out?: string;
  lesson?: string;
}

/** The folder of results and where roster, deadlines and overrides lie, if not beside them. */
export function withGradeFiles(command: Command): Command {
  return command
    .argument('[results]', 'the folder that `grade` wrote', 'graded')
    .option('--lesson <name>', 'this lesson alone')
    .addOption(new Option('--roster <file>', 'the class (default: roster.csv in the folder)'))
    .addOption(
      new Option('--deadlines <file>', 'when lessons are due (default: deadlines.json in the folder)'),
    )
    .addOption(new Option('--overrides <file>', 'points by hand (default: overrides.csv in the folder)'));
}

/** What was read, and results that belong to nobody on the roster: on stderr, beside the answer. */
export function tellWhatWasUsed({ used, unknown }: Loaded): void {
  console.error(`Read ${used.join(', ')}.`);
  if (unknown.length === 0) return;
  const ids = [...new Set(unknown.map(({ person }) => person.student_id))].join(', ');
  console.error(`Not on the roster, so in no export: ${ids}.`);
}
