/** What an instructor wants to know of a class, as data: `blossom report --json`, and the page beside it. */
import type { CheckGrade, GradeResult, Outcome } from '../grading.js';
import { flakyChecks, infrastructureErrors, type FlakyCheck, type MachineFailure } from './flaky.js';
import { isUnreadable, type FinalGrade, type FinalGrades, type FinalState } from './scores.js';

export interface Overview {
  lessons: LessonOverview[];
  /** Results of whom the roster does not have. */
  unknown: string[];
}

export interface LessonOverview {
  lesson: string;
  maxScore: number;
  states: Record<FinalState, number>;
  late: number;
  /** Of everybody with a score; null where nobody has one. */
  mean: number | null;
  median: number | null;
  /** Ten bins by the share of the most points: 0–10 %, …, 90–100 %. Full marks are in the last. */
  distribution: { from: number; to: number; students: number }[];
  /** The hardest first. */
  tasks: TaskOverview[];
  /** Checks that somebody failed, the hardest first. */
  checks: CheckOverview[];
  seconds: { median: number; longest: number; slowest: string } | null;
  /** Below which isolation results came about, and how many. */
  isolations: Record<string, number>;
  flaky: FlakyCheck[];
  machine: MachineFailure[];
  review: ReviewItem[];
}

export interface TaskOverview {
  task: string;
  maxPoints: number;
  /** Mean of the points over the most, from 0 to 1, of those whose points are known. */
  meanShare: number;
  outcomes: Partial<Record<Outcome, number>>;
  medianSeconds: number | null;
}

export interface CheckOverview {
  task: string;
  name: string;
  hidden: boolean;
  failed: number;
  ran: number;
}

export interface ReviewItem {
  student: string;
  sentences: string[];
  /** For the instructor alone: what an author's or the machine's error said. */
  details: string[];
}

export function overviewOf({ grades, unknown }: FinalGrades, history: readonly GradeResult[]): Overview {
  const lessons = [...new Set(grades.map(({ lesson }) => lesson))];
  return {
    lessons: lessons.map((lesson) =>
      lessonOverview(
        grades.filter((grade) => grade.lesson === lesson),
        history.filter((result) => result.lesson === lesson),
      ),
    ),
    unknown: [...new Set(unknown.map(({ person }) => person.student_id))],
  };
}

function lessonOverview(grades: readonly FinalGrade[], history: readonly GradeResult[]): LessonOverview {
  const { lesson, maxScore } = grades[0]!;
  const scores = grades.flatMap(({ score }) => (score === null ? [] : [score]));
  const count = (state: FinalState) => grades.filter((grade) => grade.state === state).length;
  const results = grades.flatMap(({ result }) => (result === undefined ? [] : [result]));
  return {
    lesson,
    maxScore,
    states: {
      graded: count('graded'),
      review: count('review'),
      ungraded: count('ungraded'),
      missing: count('missing'),
    },
    late: grades.filter(({ lateness }) => (lateness?.days ?? 0) > 0).length,
    mean: scores.length === 0 ? null : scores.reduce((a, b) => a + b, 0) / scores.length,
    median: medianOf(scores),
    distribution: distributionOf(scores.map((score) => (maxScore === 0 ? 1 : score / maxScore))),
    tasks: tasksOf(grades),
    checks: checksOf(results),
    seconds: secondsOf(results),
    isolations: Object.fromEntries(countBy(results.map(({ isolation }) => isolation))),
    flaky: flakyChecks(history),
    machine: infrastructureErrors(history),
    review: grades.flatMap(reviewOf),
  };
}

export function medianOf(values: readonly number[]): number | null {
  const sorted = [...values].sort((a, b) => a - b);
  const [low, high] = [sorted[Math.ceil(sorted.length / 2) - 1], sorted[Math.floor(sorted.length / 2)]];
  return low === undefined || high === undefined ? null : (low + high) / 2;
}

const BINS = 10;

function distributionOf(shares: readonly number[]) {
  const bins = Array.from({ length: BINS }, (_, bin) => ({
    from: bin * 10,
    to: (bin + 1) * 10,
    students: 0,
  }));
  // 0.3 · 10 is 3 only after rounding: without it 30 % would fall into 20–30 %.
  for (const share of shares) bins[Math.min(BINS - 1, Math.floor(share * BINS + 1e-9))]!.students += 1;
  return bins;
}

function countBy<T>(items: readonly T[]): Map<T, number> {
  const counts = new Map<T, number>();
  for (const item of items) counts.set(item, (counts.get(item) ?? 0) + 1);
  return counts;
}

function tasksOf(grades: readonly FinalGrade[]): TaskOverview[] {
  const names = grades[0]!.tasks;
  // Who handed in nothing, or nothing that could be read, says nothing about a task.
  const handedIn = grades.filter(({ result }) => result !== undefined && result.tasks.length > 0);
  const overviews = names.map(({ task, maxPoints }) => {
    const own = handedIn.flatMap((grade) => grade.tasks.filter((one) => one.task === task));
    const known = own.flatMap(({ points }) => (points === null ? [] : [points]));
    const seconds = handedIn.flatMap(({ result }) => result?.durations.tasks[task] ?? []);
    return {
      task,
      maxPoints,
      meanShare:
        known.length === 0 || maxPoints === 0
          ? 0
          : known.reduce((a, b) => a + b, 0) / known.length / maxPoints,
      outcomes: Object.fromEntries(countBy(own.map(({ outcome }) => outcome))),
      medianSeconds: medianOf(seconds),
    };
  });
  return overviews.sort((a, b) => a.meanShare - b.meanShare);
}

function checksOf(results: readonly GradeResult[]): CheckOverview[] {
  const checks = new Map<string, CheckOverview>();
  for (const { tasks } of results) {
    for (const { task, checks: own } of tasks) for (const check of own) countCheck(checks, task, check);
  }
  return [...checks.values()]
    .filter(({ failed }) => failed > 0)
    .sort((a, b) => b.failed / b.ran - a.failed / a.ran || b.failed - a.failed);
}

/** Outcomes that a person must look at. */
const FOR_REVIEW: readonly Outcome[] = ['author error', 'infrastructure error', 'review'];
/** Those, and answers that never ran, say nothing of how hard a check is. */
const UNCOUNTED: readonly Outcome[] = [...FOR_REVIEW, 'not written', 'missing', 'syntax error'];

function countCheck(
  checks: Map<string, CheckOverview>,
  task: string,
  { name, hidden, outcome }: CheckGrade,
): void {
  if (UNCOUNTED.includes(outcome)) return;
  const key = JSON.stringify([task, name, hidden]);
  const found = checks.get(key) ?? { task, name, hidden, failed: 0, ran: 0 };
  found.ran += 1;
  if (outcome !== 'passed') found.failed += 1;
  checks.set(key, found);
}

function secondsOf(results: readonly GradeResult[]): LessonOverview['seconds'] {
  const slowest = [...results].sort((a, b) => b.durations.total - a.durations.total)[0];
  const median = medianOf(results.map(({ durations }) => durations.total));
  if (slowest === undefined || median === null) return null;
  return { median, longest: slowest.durations.total, slowest: slowest.student };
}

function reviewOf(grade: FinalGrade): ReviewItem[] {
  const { person, result, state } = grade;
  if (result === undefined) return [];
  const sentences = [...result.review];
  if (sentences.length === 0 && state !== 'graded') {
    sentences.push(isUnreadable(grade) ? 'The file could not be read.' : 'Some task has no points yet.');
  }
  const details = result.tasks.flatMap(({ task, checks }) =>
    checks.flatMap(({ name, outcome, detail }) =>
      detail !== undefined && FOR_REVIEW.includes(outcome) ? [`${task}, ${name}: ${detail}`] : [],
    ),
  );
  return sentences.length + details.length === 0 ? [] : [{ student: person.student_id, sentences, details }];
}
