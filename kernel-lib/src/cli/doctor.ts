/** `blossom doctor`: tries what a submission may try, on this very machine, and says what stops it. */
import { Command, Option } from 'commander';
import { ABUSES, examineAll, type Finding } from '../grade/doctor/examine.js';
import { conclusion, findingsTable } from '../grade/doctor/table.js';
import { chooseIsolation, ISOLATION_NAMES } from '../grade/isolation/choose.js';
import type { IsolationName } from '../grade/isolation/isolation.js';

const EXAMPLES = `
Examples:
  $ npx blossom doctor                                 is this machine safe to grade on? (about a minute)
  $ npx blossom doctor --isolation 'node permissions'  what does Node's permission model alone not stop?
  $ npx blossom doctor --json                          the same as JSON
Exit codes: 0 the isolation is strong and every attempt ended as docs/grading/abuse.md says, 1 not so.`;

export function doctorCommand(): Command {
  return new Command('doctor')
    .description('try on this machine what a submission may try, and say what stops it')
    .addOption(
      new Option('--isolation <name>', 'this one instead of the strongest').choices([...ISOLATION_NAMES]),
    )
    .option('--json', 'print the findings as JSON')
    .addHelpText('after', EXAMPLES)
    .action(doctor);
}

async function doctor({
  isolation: wanted,
  json = false,
}: {
  isolation?: IsolationName;
  json?: boolean;
}): Promise<void> {
  const isolation = await chooseIsolation(wanted);
  const { name, strong, reason } = isolation;
  if (!json) console.log(`Isolation: ${name} (${strong ? 'strong' : 'weak'}). ${reason}\n`);
  const findings: Finding[] = [];
  const progress = progressLine();
  progress.show(0);
  for await (const finding of examineAll(isolation)) {
    findings.push(finding);
    progress.show(findings.length, finding.title);
  }
  progress.clear();
  const sound = strong && findings.every(({ asExpected }) => asExpected);
  if (json) console.log(JSON.stringify({ isolation: { name, strong, reason }, sound, findings }, null, 1));
  else console.log(`${findingsTable(findings)}\n\n${conclusion(isolation, findings)}`);
  if (!sound) process.exitCode = 1;
}

/** One line on a terminal's standard error that is written over; nothing where nobody looks. */
function progressLine(): { show(done: number, note?: string): void; clear(): void } {
  const { stderr } = process;
  if (!stderr.isTTY) return { show: () => undefined, clear: () => undefined };
  const write = (text: string) => stderr.write(`\r\u001b[K${text.slice(0, (stderr.columns ?? 80) - 1)}`);
  return {
    show: (done, note = 'setting the stage') => write(`${done}/${ABUSES.length} ${note}`),
    clear: () => write(''),
  };
}
