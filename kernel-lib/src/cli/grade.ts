/** `blossom grade SUBMISSIONS…`: from what a class handed in to results. */
import { Command } from 'commander';
import { places } from '../config.js';
import { gradeClass } from '../grade/batch/grade-class.js';
import type { ClassSummary } from '../grade/batch/summary.js';
import { readRoster } from '../grade/submissions/roster.js';
import { readSubmissions } from '../grade/submissions/read.js';
import { addGradingOptions, withGrading, type GradingOptions } from './grading.js';
import { lessonNamed } from './grade-lesson.js';
import { summaryText, rosterText, compareWithRoster, summaryJson } from './grade-summary.js';

interface Options extends GradingOptions {
  lesson?: string;
  roster?: string;
}

const EXAMPLES = `
Examples:
  $ npx blossom grade submitted                        a folder with a folder for each student
  $ npx blossom grade moodle.zip --lesson 00 --roster roster.csv
  $ npx blossom grade submitted --queue redis://127.0.0.1:6379
The same command continues a batch that was stopped or killed, and grades only what is new.
Exit codes: 0 all are graded, 1 some are not, 130 stopped.`;

export function gradeCommand(): Command {
  const command = new Command('grade')
    .description('grade what a class handed in, each submission confined')
    .argument('<submissions...>', 'folders, notebooks, or zip files of Moodle or Canvas')
    .option('--lesson <name>', 'this lesson alone, such as 00')
    .option('--roster <file>', 'the class list (CSV): also tells who handed in nothing');
  return addGradingOptions(command).addHelpText('after', EXAMPLES).action(grade);
}

async function grade(paths: string[], { lesson: named, roster: list, ...options }: Options): Promise<void> {
  const lesson = named === undefined ? {} : { lesson: await lessonNamed(named, places.root) };
  const roster = list === undefined ? undefined : await readRoster(list);
  const notices: string[] = [];
  const students = new Set<string>();
  const began = Date.now();
  const [summary, stopped] = await withGrading(options, async (grading): Promise<[ClassSummary, boolean]> => {
    const submissions = readSubmissions(paths, {
      root: places.root,
      ...lesson,
      notice: (sentence) => notices.push(sentence),
    });
    const noted = (async function* () {
      for await (const submission of submissions) {
        students.add(submission.student);
        yield submission;
      }
    })();
    return [await gradeClass(noted, grading), grading.signal?.aborted === true];
  });
  const compared = roster === undefined ? undefined : compareWithRoster(roster, students);
  const seconds = (Date.now() - began) / 1000;
  const told = { summary, out: options.out, seconds, stopped, notices };
  if (options.json === true) console.log(JSON.stringify({ ...summaryJson(told), roster: compared }, null, 1));
  else console.log([summaryText(told), ...(compared === undefined ? [] : [rosterText(compared)])].join('\n'));
  process.exitCode = stopped ? 130 : summary.ungraded.length > 0 ? 1 : 0;
}
