/**
 * Final grades: results, overrides and the late rule joined with the roster. Pure: the same in gives the same out, so
 * exports, feedback and the report never disagree.
 */
import { UserError } from '../../errors.js';
import type { GradeResult, Outcome, TaskGrade } from '../grading.js';
import { latenessOf, type Deadlines, type Lateness } from './deadlines.js';
import type { Override } from './overrides.js';
import { unknownPerson, type Person } from './roster.js';

export interface FinalTask {
  task: string;
  maxPoints: number;
  /** `null`: not known yet. */
  points: number | null;
  /** What the grader gave. Missing where it saw nothing of this student. */
  grade?: TaskGrade;
  outcome: Outcome;
  override?: { points: number; comment: string };
}

/**
 * `graded`: every task has its points. `review`: a person must still choose for some task, so the score may grow.
 * `ungraded`: no score, and that is no zero. `missing`: nothing was handed in.
 */
export type FinalState = 'graded' | 'review' | 'ungraded' | 'missing';

export interface FinalGrade {
  person: Person;
  lesson: string;
  state: FinalState;
  tasks: FinalTask[];
  /** The points of all tasks, overrides included, before the late rule. Hundredths, as all points. */
  rawScore: number | null;
  /** Points that lateness takes. */
  penalty: number;
  score: number | null;
  maxScore: number;
  /** Missing without a deadline for the lesson. */
  lateness?: Lateness;
  /** Missing where nothing was handed in. */
  result?: GradeResult;
}

export interface FinalGrades {
  /** By lesson, then in the order of the roster. */
  grades: FinalGrade[];
  /** Grades of whom the roster does not have; never part of an export. Empty without a roster. */
  unknown: FinalGrade[];
}

export interface ScoresInput {
  /** One for a student and lesson (`latestResults`). */
  results: readonly GradeResult[];
  /** Without one, everybody with a result counts. */
  roster?: readonly Person[];
  deadlines?: Deadlines;
  overrides?: readonly Override[];
}

export function finalGrades({ results, roster, deadlines = {}, overrides = [] }: ScoresInput): FinalGrades {
  const lessons = [...new Set(results.map(({ lesson }) => lesson))].sort();
  const known = new Set(roster?.map(({ student_id }) => student_id));
  const strangers = [...new Set(results.map(({ student }) => student))].filter((id) => !known.has(id));
  const people = roster ?? strangers.sort().map(unknownPerson);
  checkOverrides(overrides, results, new Set([...known, ...strangers]));
  const gradesOf = (someone: readonly Person[]) =>
    lessons.flatMap((lesson) => {
      const ofLesson = results.filter((result) => result.lesson === lesson);
      const tasks = tasksOf(ofLesson);
      return someone.map((person) => {
        const result = ofLesson.find(({ student }) => student === person.student_id);
        const own = overrides.filter((one) => one.lesson === lesson && one.student === person.student_id);
        return finalGrade({ person, lesson, tasks, result, overrides: own, deadlines });
      });
    });
  const unknown = roster === undefined ? [] : gradesOf(strangers.sort().map(unknownPerson));
  return { grades: gradesOf(people), unknown: unknown.filter(({ result }) => result !== undefined) };
}

type LessonTask = Pick<TaskGrade, 'task' | 'maxPoints'>;

/** The lesson's tasks as the latest results know them; an unreadable submission knows none. */
function tasksOf(results: readonly GradeResult[]): LessonTask[] {
  const tasks = new Map<string, LessonTask>();
  for (const result of results) {
    for (const { task, maxPoints } of result.tasks) tasks.set(task, { task, maxPoints });
  }
  return [...tasks.values()];
}

/** A misspelled row that silently did nothing would be worse than one that stops. */
function checkOverrides(
  overrides: readonly Override[],
  results: readonly GradeResult[],
  students: ReadonlySet<string>,
): void {
  const lessons = [...new Set(results.map(({ lesson }) => lesson))];
  for (const { student, lesson, task, points, where } of overrides) {
    if (!students.has(student)) {
      throw new UserError(`${where}: nobody has the student_id "${student}", in the roster or the results.`);
    }
    if (!lessons.includes(lesson)) {
      throw new UserError(`${where}: no result is of lesson "${lesson}"; there is ${lessons.join(', ')}.`);
    }
    const tasks = tasksOf(results.filter((result) => result.lesson === lesson));
    const found = tasks.find((one) => one.task === task);
    if (found === undefined) {
      const names = tasks.map((one) => one.task).join(', ');
      throw new UserError(`${where}: ${lesson} has no task "${task}"; it has ${names}.`);
    }
    if (!(points >= 0 && points <= found.maxPoints)) {
      throw new UserError(
        `${where}: ${points} is not a number of points from 0 to ${found.maxPoints}, the most that ${task} gives.`,
      );
    }
  }
}

function finalGrade(input: {
  person: Person;
  lesson: string;
  tasks: readonly LessonTask[];
  result: GradeResult | undefined;
  overrides: readonly Override[];
  deadlines: Deadlines;
}): FinalGrade {
  const { person, lesson, result, overrides, deadlines } = input;
  const tasks = input.tasks.map((task) => finalTask(task, result, overrides));
  const state = stateOf(tasks, result);
  const rawScore =
    state === 'missing' || state === 'ungraded' ? null : sum(tasks.map(({ points }) => points ?? 0));
  const deadline = Object.hasOwn(deadlines, lesson) ? deadlines[lesson] : undefined;
  const lateness =
    deadline === undefined || result === undefined
      ? undefined
      : latenessOf(deadline, person.student_id, result.submittedAt);
  const penalty = hundredths(((rawScore ?? 0) * (lateness?.percent ?? 0)) / 100);
  return {
    person,
    lesson,
    state,
    tasks,
    rawScore,
    penalty,
    score: rawScore === null ? null : hundredths(rawScore - penalty),
    maxScore: sum(input.tasks.map(({ maxPoints }) => maxPoints)),
    ...(lateness === undefined ? {} : { lateness }),
    ...(result === undefined ? {} : { result }),
  };
}

function finalTask(
  { task, maxPoints }: LessonTask,
  result: GradeResult | undefined,
  overrides: readonly Override[],
): FinalTask {
  const seen = result?.tasks.find((one) => one.task === task);
  const grade = result?.state === 'graded' ? seen : undefined;
  const override = overrides.find((one) => one.task === task);
  const common = { task, maxPoints, ...(grade === undefined ? {} : { grade }) };
  const outcome = seen?.outcome ?? 'missing';
  if (override !== undefined) {
    const { points, comment } = override;
    return { ...common, outcome, points, override: { points, comment } };
  }
  const pending = grade === undefined ? result !== undefined : grade.outcome === 'review';
  return { ...common, outcome, points: pending ? null : (grade?.points ?? 0) };
}

function stateOf(tasks: readonly FinalTask[], result: GradeResult | undefined): FinalState {
  const complete = tasks.length > 0 && tasks.every(({ points }) => points !== null);
  // Points by hand make a grade where nothing was handed in (an oral examination): the other tasks then have 0.
  if (result === undefined)
    return tasks.some(({ override }) => override !== undefined) ? 'graded' : 'missing';
  if (complete) return 'graded';
  return result.state === 'ungraded' ? 'ungraded' : 'review';
}

/** Rounded to hundredths, a half up. The small number mends what binary fractions lose: 1.005 is 1.00499…. */
export function hundredths(points: number): number {
  return Math.round(points * 100 + 1e-7) / 100;
}

/** Whether the file itself could not be read, so that its author can mend it; else the machine failed. */
export function isUnreadable({ state, result }: FinalGrade): boolean {
  return (
    state === 'ungraded' && result?.tasks.every(({ outcome }) => outcome !== 'infrastructure error') === true
  );
}

/** In whole hundredths, so that no binary fraction adds up. */
function sum(points: readonly number[]): number {
  return points.reduce((total, one) => total + Math.round(one * 100), 0) / 100;
}
