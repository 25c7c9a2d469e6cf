/** `blossom check FILE`: how far an exercise is, as the file stands on the disk. */
import { Command } from 'commander';
import { checkFile } from '../grade/driver.js';
import type { CaseResult, CheckResult } from '../grade/result.js';
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
    results.push(...(await checkFile(file, { root: places.root, ...(task === undefined ? {} : { task }) })));
  }
  if (json) console.log(JSON.stringify({ results }, null, 1));
  else for (const result of results) console.log(textOf(result));
  if (results.some(({ status }) => status !== 'passed')) process.exitCode = 1;
}

const MARKS = { passed: '✓', failed: '✗', 'not yet': '·', error: '!' };

function textOf({ task, status, passed, total, cases, message, next }: CheckResult): string {
  const count = total > 0 ? ` (${passed} of ${total} cases)` : '';
  const lines = [`${MARKS[status]} ${task}: ${status}${count}`];
  if (message !== undefined) lines.push(`  ${message}`);
  lines.push(...cases.filter((one) => !one.passed && one.outcome !== 'not run').flatMap(caseLines));
  return [...lines, `  ${next}`].join('\n');
}

function caseLines({ name, called, expected, came, message, hint, stdout }: CaseResult): string[] {
  const lines = [`  ✗ ${name}`, `      called    ${called}`, `      expected  ${expected.text}`];
  if (came !== undefined) lines.push(`      came      ${came.text}`);
  if (message !== undefined) lines.push(`      ${message}`);
  if (stdout) lines.push(`      printed   ${stdout.trimEnd().replace(/\n/g, '\n                ')}`);
  if (hint !== undefined) lines.push(`      hint      ${hint}`);
  return lines;
}
