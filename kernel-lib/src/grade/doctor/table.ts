/** What the doctor found, for a terminal. */
import type { Isolation } from '../isolation/isolation.js';
import type { Finding } from './examine.js';

const HEADINGS = ['#', 'attempt', 'expected', 'what happened', ''];
const WIDEST_TITLE = 58;

/** One line a program, aligned; the last column says whether it was stopped. */
export function findingsTable(findings: readonly Finding[]): string {
  const rows = findings.map((finding) => [
    String(finding.number),
    shorten(finding.title),
    finding.expected,
    finding.note === undefined ? finding.came : `${finding.came} (${finding.note})`,
    verdict(finding),
  ]);
  const widths = HEADINGS.map((heading, i) => Math.max(heading.length, ...rows.map((row) => row[i]!.length)));
  const line = (row: readonly string[]) =>
    row
      .map((cell, i) => cell.padEnd(widths[i]!))
      .join('  ')
      .trimEnd();
  return [HEADINGS, widths.map((width) => '-'.repeat(width)), ...rows].map(line).join('\n');
}

/** A program that got something is a hole; another outcome than written is none, but has to be looked at. */
export function verdict({ gained, asExpected }: Finding): string {
  if (gained) return 'NOT STOPPED';
  return asExpected ? 'stopped' : 'stopped, otherwise than written';
}

/** What to make of it, in a few sentences. */
export function conclusion(isolation: Isolation, findings: readonly Finding[]): string {
  const open = findings.filter(({ gained }) => gained);
  const odd = findings.filter(({ gained, asExpected }) => !gained && !asExpected);
  const sentences = [`${findings.length - open.length} of ${findings.length} attempts were stopped.`];
  if (open.length > 0) {
    sentences.push(
      `Not stopped on this machine: ${open.map(({ number, title }) => `${number} (${title})`).join('; ')}.`,
    );
  }
  if (odd.length > 0) {
    sentences.push(
      `Stopped, but not as docs/grading/abuse.md says: ${odd.map(({ number }) => number).join(', ')}.`,
    );
  }
  if (!isolation.strong) {
    sentences.push(
      `${isolation.name} is no sandbox: \`blossom grade\` asks for an explicit flag before it rests on it.`,
    );
  } else if (open.length + odd.length === 0) {
    sentences.push('This machine can grade.');
  }
  return sentences.join('\n');
}

const shorten = (title: string) =>
  title.length > WIDEST_TITLE ? `${title.slice(0, WIDEST_TITLE - 1)}…` : title;
