/** `blossom collect`: what a class handed in, from any platform, into one folder a student. */
import { Command } from 'commander';
import { places } from '../config.js';
import { collect, type CollectReport } from '../grade/submissions/collect.js';
import { readRoster } from '../grade/submissions/roster.js';
import { lessonNamed } from './grade-lesson.js';

const EXAMPLES = `
Examples:
  $ npx blossom collect ~/Downloads/moodle.zip --roster roster.csv
  $ npx blossom collect homework-1-submissions/ --lesson 00-journey --out submissions
Reads folders, zip files and notebooks from Moodle, Canvas, nbgrader, GitHub Classroom and plain folders.
Run it again when more comes in: what is there already stays.`;

interface CollectFlags {
  out: string;
  roster?: string;
  lesson?: string;
  json?: boolean;
}

export function collectCommand(): Command {
  return new Command('collect')
    .description('bring what a class handed in into <student_id>/<lesson>.ipynb')
    .argument('<source...>', 'a folder, a zip file or notebooks')
    .option('--out <folder>', 'where to', 'submissions')
    .option('--roster <file>', 'student_id,last_name,first_name,email as CSV: names become student_ids')
    .option('--lesson <name>', 'this lesson alone, such as 00')
    .option('--json', 'print what was done as JSON')
    .addHelpText('after', EXAMPLES)
    .action(run);
}

async function run(
  sources: string[],
  { out, roster, lesson: named, json = false }: CollectFlags,
): Promise<void> {
  const report = await collect(sources, {
    root: places.root,
    out,
    ...(roster === undefined ? {} : { roster: await readRoster(roster) }),
    ...(named === undefined ? {} : { lesson: await lessonNamed(named, places.root) }),
  });
  console.log(json ? JSON.stringify(report, null, 1) : collectText(report, out));
}

/** What was done, for a person. */
export function collectText(report: CollectReport, out: string): string {
  const { written, unchanged, kept, unreadable, unknown, missing, notices } = report;
  const total = `${written.length + unchanged.length} notebooks in ${out}: ${written.length} new or newer, ${unchanged.length} as before.`;
  const list = (title: string, lines: string[]) =>
    lines.length === 0 ? [] : [`${title} (${lines.length}):`, ...lines.map((line) => `  ${line}`)];
  return [
    total,
    ...list(
      'Left alone',
      kept.map(({ file, reason }) => `${file}: ${reason}`),
    ),
    ...list(
      'Cannot be read',
      unreadable.map((one) => `${one.student}, ${one.lesson}: ${one.unreadable}`),
    ),
    ...list(
      'Collected, but not known by the roster',
      unknown.map(({ name, reason }) => `${name}: ${reason}`),
    ),
    ...list(
      'Nothing handed in',
      missing.map(({ student_id, lesson }) => `${student_id}, ${lesson}`),
    ),
    ...list('Also', notices),
  ].join('\n');
}
