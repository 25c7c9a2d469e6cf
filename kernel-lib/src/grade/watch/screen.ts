/** What `check --watch` shows: one task with its result, hints that were asked for, how far the file is, the keys. */
import { renderText } from '../report.js';
import type { CheckResult } from '../result.js';
import type { TaskState } from '../progress/course-map.js';
import { SIGNS } from '../progress/show-map.js';

export interface Screen {
  file: string;
  /** Of each task of the file, in its order. */
  states: readonly { task: string; state: TaskState }[];
  /** The task in hand; missing before the first check. */
  result?: CheckResult;
  /** Results of all tasks, where they were asked for instead. */
  all?: readonly CheckResult[];
  /** The author's hints that were asked for, and how many there are. */
  hints?: { shown: readonly string[]; of: number };
  /** TypeScript's opinion on types: advice that decides nothing. */
  advice?: readonly string[];
  /** Why there is no result just now. */
  problem?: string;
  /** Whether keys can be pressed. */
  keys: boolean;
}

/** Without a line end behind the last line. */
export function screenText(screen: Screen): string {
  const parts = [
    `Watching ${screen.file}: save it to check it.`,
    ...bodyOf(screen),
    progressOf(screen),
    ...(screen.keys ? ['h hint   a all tasks   n next task   q quit'] : []),
  ];
  return parts.join('\n\n');
}

function bodyOf({ result, all, hints, advice, problem, states }: Screen): string[] {
  if (problem !== undefined) return [problem];
  if (all !== undefined) return [all.map(shortText).join('\n')];
  if (result === undefined) return ['One moment: the tasks are checked for the first time.'];
  const next = nextStep(result, states);
  const text = renderText([{ ...result, next }], { details: 'first' });
  return [text, ...adviceText(advice), ...hintText(hints)];
}

const shortText = (result: CheckResult) => renderText([{ ...result, cases: [], next: '' }]).split('\n')[0]!;

/** A result says what to do in a notebook; here saving is enough. */
function nextStep(result: CheckResult, states: Screen['states']): string {
  switch (result.status) {
    case 'passed': {
      const open = nextOpen(states, result.task);
      return open === undefined ? 'All tasks of this file pass.' : `Next: ${open}.`;
    }
    case 'failed':
      return 'Change the cell and save.';
    case 'not yet':
      return 'Write your answer in place of the line that throws, and save.';
    case 'error':
      return result.reason === 'syntax' ? 'Mend it and save.' : result.next;
    default:
      return result.status satisfies never;
  }
}

/** The first task behind this one, round the file, that is not done. */
export function nextOpen(states: Screen['states'], task: string | undefined): string | undefined {
  const at = states.findIndex((one) => one.task === task);
  const around = [...states.slice(at + 1), ...states.slice(0, at + 1)];
  return around.find(({ state }) => state !== 'done')?.task;
}

const adviceText = (advice: readonly string[] = []) =>
  advice.length === 0
    ? []
    : ['TypeScript says (advice; it decides nothing):\n' + advice.map((line) => `  ${line}`).join('\n')];

function hintText(hints: Screen['hints']): string[] {
  if (hints === undefined) return [];
  if (hints.of === 0) return ['This task has no hints.'];
  const indented = (text: string) => text.replaceAll('\n', '\n  ');
  return hints.shown.map((text, i) => `Hint ${i + 1} of ${hints.of}\n  ${indented(text)}`);
}

function progressOf({ states }: Screen): string {
  const done = states.filter(({ state }) => state === 'done').length;
  return `${done} of ${states.length} ${states.map(({ state }) => SIGNS[state]).join('')}`;
}

const SIGN = /^(\s*)([✓✗])/gm;

/** The signs in colour, for a terminal that has them. */
export const colourSigns = (text: string) =>
  text.replace(
    SIGN,
    (_, blanks: string, sign: string) => `${blanks}\u001b[${sign === '✓' ? 32 : 31}m${sign}\u001b[39m`,
  );
