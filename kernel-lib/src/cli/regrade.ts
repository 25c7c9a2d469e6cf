/** `blossom regrade`: grades anew what the checks, the seed or the isolation have changed under. */
import { Command } from 'commander';
import { places } from '../config.js';
import { regradeClass } from '../grade/batch/grade-class.js';
import { openResults } from '../grade/batch/results.js';
import type { IsolationName } from '../grade/isolation/isolation.js';
import { addGradingOptions, withGrading, type GradingOptions } from './grading.js';
import { lessonNamed } from './grade-lesson.js';
import { changesText, summaryJson, summaryText } from './grade-summary.js';

interface Options extends GradingOptions {
  lesson?: string;
  student?: string[];
}

const EXAMPLES = `
Examples:
  $ npx blossom regrade                                after a check was mended
  $ npx blossom regrade --out graded --student ann bob
Overrides and comments are kept. Exit codes: 0 all are graded, 1 some are not, 130 stopped.`;

export function regradeCommand(): Command {
  const command = new Command('regrade')
    .description('grade anew, from the kept answers, what is no longer current; says what changed for whom')
    .option('--lesson <name>', 'this lesson alone, such as 00')
    .option('--student <ids...>', 'these students alone');
  return addGradingOptions(command).addHelpText('after', EXAMPLES).action(regrade);
}

async function regrade({ lesson: named, student: students, ...options }: Options): Promise<void> {
  const lesson = named === undefined ? {} : { lesson: await lessonNamed(named, places.root) };
  const before = await isolationBefore(options.out);
  const isolation = options.isolation ?? before;
  const began = Date.now();
  const all = { ...options, ...(isolation === undefined ? {} : { isolation }) };
  const [summary, stopped] = await withGrading(all, async (grading) => {
    const done = await regradeClass({
      ...grading,
      ...lesson,
      ...(students === undefined ? {} : { students }),
    });
    return [done, grading.signal?.aborted === true] as const;
  });
  const told = { summary, out: options.out, seconds: (Date.now() - began) / 1000, stopped, notices: [] };
  if (options.json === true) console.log(JSON.stringify(summaryJson(told), null, 1));
  else console.log(`${changesText(summary.changes)}\n${summaryText(told)}`);
  process.exitCode = stopped ? 130 : summary.ungraded.length > 0 ? 1 : 0;
}

/** Another isolation would make all results old: without a word from the person it stays. */
async function isolationBefore(out: string): Promise<IsolationName | undefined> {
  const results = await openResults(out);
  try {
    for await (const { isolation } of results.latest()) return isolation as IsolationName;
    return undefined;
  } finally {
    await results.close();
  }
}
