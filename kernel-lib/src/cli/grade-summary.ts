/** The end of a batch, for a person. */
import type { ClassSummary, Change, Remark } from '../grade/batch/summary.js';
import { count, duration, thousands } from './grade-progress.js';

export interface Told {
  summary: ClassSummary;
  out: string;
  seconds: number;
  stopped: boolean;
  /** About files that belong to nobody. */
  notices: readonly string[];
}

/** Lines of a list that a person reads in a terminal; `--json` has all. */
const SHOWN = 20;

export function summaryText({ summary, out, seconds, stopped, notices }: Told): string {
  const { graded, ungraded, review, skipped, left, withWarnings } = summary;
  const current =
    skipped > 0 ? `; ${count(skipped, 'result')} ${skipped === 1 ? 'was' : 'were'} current before` : '';
  const lines = [...notices, '', `Graded: ${count(graded, 'submission')} in ${duration(seconds)}${current}.`];
  for (const { lesson, mean, maxScore, graded: of } of summary.means()) {
    lines.push(`  ${lesson}: mean ${mean} of ${maxScore} points (${count(of, 'submission')})`);
  }
  if (ungraded.length > 0) {
    lines.push('', `Ungraded, without marks: ${count(ungraded.length, 'submission')}.`, ...remarks(ungraded));
  }
  if (review.length > 0)
    lines.push(
      '',
      `To be looked at by you: ${count(new Set(review.map(({ student, lesson }) => `${student}\0${lesson}`)).size, 'submission')}.`,
      ...remarks(review),
    );
  if (withWarnings > 0) {
    lines.push(
      '',
      `${count(withWarnings, 'submission')} ${withWarnings === 1 ? 'has' : 'have'} warnings; the report lists them.`,
    );
  }
  lines.push('', ...next({ out, stopped, left, hasUngraded: ungraded.length > 0 }));
  return lines.join('\n');
}

/** What is said of many is said once: a broken check concerns the whole class. */
function remarks(all: readonly Remark[]): string[] {
  const groups = new Map<string, Remark[]>();
  for (const remark of all) {
    const key = `${remark.lesson}: ${remark.reason}`;
    groups.set(key, [...(groups.get(key) ?? []), remark]);
  }
  const lines = [...groups].map(
    ([reason, about]) => `  ${shortList(about.map(({ student }) => student))}, ${reason}`,
  );
  const more = lines.length - SHOWN;
  return more > 0 ? [...lines.slice(0, SHOWN), `  … and ${thousands(more)} more: --json lists all.`] : lines;
}

/** `s01, s02, s03 and 44 more`. */
const shortList = (names: readonly string[]) =>
  names.length <= 4
    ? names.join(', ')
    : `${names.slice(0, 3).join(', ')} and ${thousands(names.length - 3)} more`;

function next(how: { out: string; stopped: boolean; left: number; hasUngraded: boolean }): string[] {
  if (how.stopped) {
    const rest = how.left > 0 ? `${count(how.left, 'submission')} of those read are left. ` : '';
    return [`Stopped. ${rest}The same command goes on from here.`];
  }
  // Words of a shell: a folder may have a space in its name.
  const folder =
    how.out === 'graded' ? '' : ` ${/^[\w./-]+$/.test(how.out) ? how.out : JSON.stringify(how.out)}`;
  return [
    ...(how.hasUngraded
      ? ['Where the machine failed, the same command tries again. Points by hand go into overrides.csv.']
      : []),
    `The results are in ${how.out}/results.jsonl. Next:`,
    `  npx blossom report${folder}             the class at a glance`,
    `  npx blossom feedback${folder}           one page for each student`,
    `  npx blossom export${folder} --to csv    the grades for your school's system`,
  ];
}

/** What a regrade changed, for whom. */
export function changesText(changes: readonly Change[]): string {
  if (changes.length === 0) return 'No points changed.';
  const lines = changes.map(({ student, lesson, before, after, tasks }) => {
    const each = tasks.map((one) => `${one.task} ${points(one.before)} → ${points(one.after)}`).join(', ');
    return `  ${student}, ${lesson}: ${points(before)} → ${points(after)}${each === '' ? '' : ` (${each})`}`;
  });
  return [`Points changed for ${count(changes.length, 'submission')}:`, ...lines].join('\n');
}

const points = (value: number | null) => (value === null ? 'ungraded' : String(value));

export function summaryJson({ summary, out, seconds, stopped, notices }: Told) {
  const { graded, skipped, left, ungraded, review, withWarnings, changes } = summary;
  const lessons = summary.means();
  return {
    out,
    stopped,
    seconds,
    graded,
    skipped,
    left,
    lessons,
    ungraded,
    review,
    withWarnings,
    changes,
    notices,
  };
}

export interface RosterComparison {
  missing: string[];
  unknown: string[];
}

export function compareWithRoster(
  roster: readonly { student_id: string }[],
  students: ReadonlySet<string>,
): RosterComparison {
  const known = new Set(roster.map(({ student_id }) => student_id));
  return {
    missing: [...known].filter((id) => !students.has(id)).sort(),
    unknown: [...students].filter((id) => !known.has(id)).sort(),
  };
}

export function rosterText({ missing, unknown }: RosterComparison): string {
  const lines = [''];
  if (missing.length > 0)
    lines.push(`Handed in nothing (${thousands(missing.length)}): ${missing.join(', ')}.`);
  if (unknown.length > 0)
    lines.push(`Not on the roster (${thousands(unknown.length)}): ${unknown.join(', ')}.`);
  if (lines.length === 1) lines.push('Everybody on the roster handed in.');
  return lines.join('\n');
}
