/** `blossom release`: the exercises as a class gets them, and the proof that nothing leaks. */
import { relative } from 'node:path';
import { Command } from 'commander';
import { places } from '../config.js';
import { release, type ReleaseReport } from '../grade/release/release.js';

const EXAMPLES = `
Examples:
  $ npx blossom release --out hand-out                 all lessons
  $ npx blossom release 00-journey --out hand-out      one lesson
Makes blossom-exercises/ and blossom-exercises.zip, and the secret seed (grading/secret) where there is none yet.
Exit codes: 0 made, 1 something would leak, and nothing was made.`;

export function releaseCommand(): Command {
  return new Command('release')
    .description('make the hand-out for a class, without solutions and hidden checks')
    .argument('[lesson...]', 'lessons by name or number; all where there is none')
    .requiredOption('--out <folder>', 'where the folder and the zip file go')
    .option('--json', 'print what was made, searched and found as JSON')
    .addHelpText('after', EXAMPLES)
    .action(run);
}

async function run(lessons: string[], { out, json = false }: { out: string; json?: boolean }): Promise<void> {
  const report = await release({ root: places.root, out, lessons });
  console.log(json ? JSON.stringify(report, null, 1) : releaseText(report));
  if (report.leaks.length > 0) process.exitCode = 1;
}

/** What was made, searched and found, for a person. */
export function releaseText(report: ReleaseReport): string {
  const { files, searched, unsearchable, secret, leaks, folder, zip } = report;
  const here = (path: string) => relative(process.cwd(), path);
  const seed = secret.made
    ? [
        `Made the secret seed ${here(secret.path)}: keep it, and keep it to yourself. Without it no grade can be repeated.`,
      ]
    : [];
  const looked =
    `Searched in ${files.length} files (names, text, JSON, base64, hexadecimal): ${searched.answer} lines of answers, ` +
    `${searched['hidden check']} of hidden checks, ${searched['wrong solution']} of wrong solutions, ` +
    `${searched.alternative} of alternatives, ${searched.checkpoint} names of checkpoints, the secret.`;
  const short =
    unsearchable.length === 0
      ? []
      : [
          `Not searched, for the lines of their answers are too short to tell anything: ${unsearchable.join(', ')}.`,
        ];
  if (folder !== undefined && zip !== undefined) {
    return [...seed, looked, ...short, 'Found nothing.', `Made ${here(folder)}/ and ${here(zip)}.`].join(
      '\n',
    );
  }
  const lines = leaks.map(
    (leak) => `  ${leak.path} gives away ${leak.kind} ${leak.from}: ${leak.text.slice(0, 100)}`,
  );
  const next = 'Nothing was made. Write these places in other words, and release again.';
  return [...seed, looked, ...short, `Found ${leaks.length}:`, ...lines, next].join('\n');
}
