/** What a person wants to know at the end of a batch. */
import type { GradeResult } from '../grading.js';
import type { BatchProgress } from './grade-all.js';

export interface Remark {
  student: string;
  lesson: string;
  reason: string;
}

export interface LessonMean {
  lesson: string;
  graded: number;
  mean: number;
  maxScore: number;
}

/** Points before a regrade and after it; null where there were or are none. */
export interface Change {
  student: string;
  lesson: string;
  before: number | null;
  after: number | null;
  tasks: { task: string; before: number | null; after: number | null }[];
}

export class ClassSummary {
  /** Submissions of this batch that have a result. */
  graded = 0;
  /** Submissions of this batch that still have none, because it was stopped. */
  left = 0;
  /** Were current before. */
  skipped = 0;
  readonly ungraded: Remark[] = [];
  readonly review: Remark[] = [];
  /** How many have warnings, such as a cell that was found by similarity. */
  withWarnings = 0;
  readonly changes: Change[] = [];
  private readonly sums = new Map<string, { graded: number; sum: number; maxScore: number }>();

  add(result: GradeResult): void {
    const { student, lesson, state, score, maxScore, review, warnings } = result;
    if (warnings.length > 0) this.withWarnings += 1;
    if (state === 'ungraded' || score === null) {
      const reason = review[0] ?? 'No reason was given.';
      this.ungraded.push({ student, lesson, reason });
      return;
    }
    this.graded += 1;
    for (const reason of review) this.review.push({ student, lesson, reason });
    const before = this.sums.get(lesson) ?? { graded: 0, sum: 0, maxScore };
    this.sums.set(lesson, { graded: before.graded + 1, sum: before.sum + score, maxScore });
  }

  /** @param before - what counted until now. */
  compare(result: GradeResult, before: GradeResult | undefined): void {
    if (before === undefined) return;
    const tasks = [...new Set([...before.tasks, ...result.tasks].map(({ task }) => task))]
      .map((task) => ({ task, before: pointsOf(before, task), after: pointsOf(result, task) }))
      .filter((change) => change.before !== change.after);
    if (tasks.length === 0 && before.score === result.score) return;
    const { student, lesson } = result;
    this.changes.push({ student, lesson, before: before.score, after: result.score, tasks });
  }

  end({ skipped, done }: BatchProgress, total: number): void {
    this.skipped = skipped;
    this.left = total - done;
    const byName = (a: Change, b: Change) =>
      compareText(`${a.student}\0${a.lesson}`, `${b.student}\0${b.lesson}`);
    this.changes.sort(byName);
  }

  means(): LessonMean[] {
    return [...this.sums].map(([lesson, { graded, sum, maxScore }]) => ({
      lesson,
      graded,
      mean: Math.round((100 * sum) / graded) / 100,
      maxScore,
    }));
  }
}

const pointsOf = ({ tasks }: GradeResult, task: string): number | null =>
  tasks.find((one) => one.task === task)?.points ?? null;

const compareText = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);
