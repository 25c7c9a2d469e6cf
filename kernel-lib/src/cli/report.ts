/** `blossom report`: the class at a glance, for the instructor. */
import { join, relative } from 'node:path';
import { Command } from 'commander';
import { places } from '../config.js';
import { writeAtomic } from '../files.js';
import { compareLesson, handedIn, keptSubmissions } from '../grade/reports/answers.js';
import { loadGrades } from '../grade/reports/load.js';
import { overviewOf } from '../grade/reports/overview.js';
import { overviewPage } from '../grade/reports/overview-page.js';
import type { SimilarPart } from '../grade/reports/similar-page.js';
import { tellWhatWasUsed, withGradeFiles, type GradeFlags } from './grades.js';

const EXAMPLES = `
Examples:
  $ npx blossom report                                   graded/report.html
  $ npx blossom report graded/week1 --submissions submitted --out week1.html
  $ npx blossom report --json > report.json`;

export function reportCommand(): Command {
  return withGradeFiles(new Command('report'))
    .description('write the class at a glance: scores, hardest tasks, what waits for you, similar answers')
    .option('--out <file>', 'where to write (default: report.html in the folder of results)')
    .option('--submissions <path...>', 'the hand-ins, where the results were made without keeping them')
    .option('--json', 'print all of it as JSON instead')
    .addHelpText('after', EXAMPLES)
    .action(report);
}

interface ReportFlags extends GradeFlags {
  submissions?: string[];
  json?: boolean;
}

async function report(
  results: string,
  { out, json = false, submissions, ...flags }: ReportFlags,
): Promise<void> {
  const loaded = await loadGrades(results, flags, flags.lesson);
  const overview = overviewOf(loaded, loaded.history);
  const answers =
    submissions === undefined ? await keptSubmissions(results) : await handedIn(submissions, places.root);
  const similar = new Map<string, SimilarPart>();
  for (const { lesson } of answers === undefined ? [] : overview.lessons) {
    const part = await compareLesson(places.root, lesson, answers!);
    if (part !== undefined) similar.set(lesson, part);
  }
  if (json) {
    const lessons = overview.lessons.map((one) => {
      const found = similar.get(one.lesson);
      return { ...one, similar: found === undefined ? null : { pairs: found.pairs, limits: found.limits } };
    });
    console.log(JSON.stringify({ ...overview, lessons }, null, 1));
    return;
  }
  const path = out ?? join(results, 'report.html');
  await writeAtomic(path, overviewPage({ overview, grades: loaded.grades, similar }));
  tellWhatWasUsed(loaded);
  console.log(relative(process.cwd(), path));
}
