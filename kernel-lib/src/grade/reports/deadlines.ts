/**
 * When a lesson is due and what lateness costs: `deadlines.json`.
 *
 *   { "00-journey": {
 *       "due": "2026-11-01T23:59:00+08:00",
 *       "late": { "percentPerDay": 10, "maxDays": 5 },
 *       "extensions": { "s03": "2026-11-08T23:59:00+08:00" } } }
 *
 * A submission at the very second of `due` is in time. Each day that has begun after it takes `percentPerDay` of the
 * points earned; after `maxDays` days nothing is left. Without `late` lateness is shown and costs nothing.
 */
import { messageOf, UserError } from '../../errors.js';
import { rule, shown, type Rule } from '../../options.js';

export interface LateRule {
  percentPerDay: number;
  maxDays: number;
}

export interface Deadline {
  /** ISO 8601 with a time zone. */
  due: string;
  late?: LateRule;
  /** A later day for one student: `student_id` → ISO 8601 with a time zone. */
  extensions?: Record<string, string>;
}

/** Lesson → its deadline. */
export type Deadlines = Record<string, Deadline>;

/** What is to say of the time of one submission. */
export interface Lateness {
  /** What counted for this student, as ISO 8601 in UTC. */
  due: string;
  extended: boolean;
  /** Days begun after the deadline; 0 in time; null where the time of the submission is not known. */
  days: number | null;
  /** Taken off the points earned, from 0 to 100. */
  percent: number;
  /** Too late to be counted: more than `maxDays`. */
  tooLate: boolean;
  rule?: LateRule;
}

const DAY = 24 * 60 * 60 * 1000;

export function latenessOf(
  { due, late, extensions = {} }: Deadline,
  student: string,
  submittedAt: string | undefined,
): Lateness {
  const extension = Object.hasOwn(extensions, student) ? extensions[student] : undefined;
  const until = Date.parse(extension ?? due);
  const common = {
    due: new Date(until).toISOString(),
    extended: extension !== undefined,
    ...(late === undefined ? {} : { rule: late }),
  };
  if (submittedAt === undefined) return { ...common, days: null, percent: 0, tooLate: false };
  const days = Math.max(0, Math.ceil((Date.parse(submittedAt) - until) / DAY));
  if (late === undefined || days === 0) return { ...common, days, percent: 0, tooLate: false };
  const tooLate = days > late.maxDays;
  return { ...common, days, percent: tooLate ? 100 : Math.min(100, days * late.percentPerDay), tooLate };
}

/** Throws a UserError that names the place and the value where the file is not as it should be. */
export function parseDeadlines(text: string, path: string): Deadlines {
  let given: unknown;
  try {
    given = JSON.parse(text);
  } catch (thrown) {
    throw new UserError(`${path} is no JSON: ${messageOf(thrown)}.`, 1, { cause: thrown });
  }
  const lessons = readObject(given, path, 'an object of lessons, {"00-journey": {"due": …}}');
  return Object.fromEntries(
    Object.entries(lessons).map(([lesson, value]) => [lesson, readDeadline(value, `${path}: ${lesson}`)]),
  );
}

function readDeadline(given: unknown, where: string): Deadline {
  const { due, late, extensions, ...others } = readObject(given, where, 'an object with "due"');
  refuseOthers(others, where, 'due, late, extensions');
  return {
    due: readTime(due, `${where}.due`),
    ...(late === undefined ? {} : { late: readLateRule(late, `${where}.late`) }),
    ...(extensions === undefined ? {} : { extensions: readExtensions(extensions, `${where}.extensions`) }),
  };
}

const percent: Rule = {
  allows: (value) => typeof value === 'number' && value >= 0 && value <= 100,
  words: 'a number from 0 to 100',
};

function readLateRule(given: unknown, where: string): LateRule {
  const { percentPerDay, maxDays, ...others } = readObject(
    given,
    where,
    '{"percentPerDay": 10, "maxDays": 5}',
  );
  refuseOthers(others, where, 'percentPerDay, maxDays');
  return {
    percentPerDay: readNumber(percentPerDay, percent, `${where}.percentPerDay`),
    maxDays: readNumber(maxDays, rule.count, `${where}.maxDays`),
  };
}

function readExtensions(given: unknown, where: string): Record<string, string> {
  const students = readObject(given, where, 'an object, {"s03": "2026-11-08T23:59:00Z"}');
  return Object.fromEntries(
    Object.entries(students).map(([student, time]) => [student, readTime(time, `${where}.${student}`)]),
  );
}

function readNumber(value: unknown, { allows, words }: Rule, where: string): number {
  if (!allows(value)) throw new UserError(`${where} must be ${words}, got ${shown(value)}.`);
  return value as number;
}

function readObject(value: unknown, where: string, words: string): Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new UserError(`${where} must be ${words}, got ${shown(value)}.`);
  }
  return value as Record<string, unknown>;
}

function refuseOthers(others: Record<string, unknown>, where: string, known: string): void {
  const name = Object.keys(others)[0];
  if (name !== undefined) throw new UserError(`${where} has no "${name}"; it has ${known}.`);
}

const TIME =
  /^(\d{4})-(\d\d)-(\d\d)T([01]\d|2[0-3]):[0-5]\d(:[0-5]\d(\.\d{1,3})?)?(Z|[+-]([01]\d|2[0-3]):?[0-5]\d)$/;

/** A moment with its time zone: without one nobody could say whose midnight is meant. */
export function readTime(value: unknown, where: string): string {
  const [, year, month, day] = typeof value === 'string' ? (TIME.exec(value) ?? []) : [];
  const date = new Date(Date.UTC(Number(year), Number(month) - 1, Number(day)));
  // 30 February would quietly become a day in March.
  if (year === undefined || date.getUTCMonth() !== Number(month) - 1 || date.getUTCDate() !== Number(day)) {
    throw new UserError(
      `${where} must be a time with its zone, such as "2026-11-01T23:59:00Z" or "…T23:59:00+08:00", got ${shown(value)}.`,
    );
  }
  return value as string;
}
