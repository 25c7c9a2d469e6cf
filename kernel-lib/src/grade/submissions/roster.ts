/** The list of a class: `student_id,last_name,first_name,email`, and whom the name of a hand-in means. */
import { UserError } from '../../errors.js';
import { parseCsv, readTable, type CsvRow } from './csv.js';

export interface RosterStudent {
  student_id: string;
  last_name: string;
  first_name: string;
  email: string;
}

const COLUMNS = ['student_id', 'last_name', 'first_name', 'email'] as const;

/**
 * The students in the order of the file. Other columns are ignored, all but `student_id` may be missing.
 * Throws a UserError that names the file and the line.
 */
export async function readRoster(path: string): Promise<RosterStudent[]> {
  const [header, ...rows] = parseCsv(await readTable(path), path);
  const names = (header?.fields ?? []).map((name) => name.trim().toLowerCase());
  if (!names.includes('student_id')) {
    const found = names.join(', ') || 'nothing';
    throw new UserError(`${path}, line 1: the columns must be ${COLUMNS.join(',')}; there is ${found}.`);
  }
  const lines = new Map<string, number>();
  return rows.map((row) => {
    if (row.fields.length !== names.length) {
      const count = `${row.fields.length} fields, the first line has ${names.length}`;
      throw new UserError(
        `${path}, line ${row.line}: there are ${count}; put a name with a comma in quotes.`,
      );
    }
    const student = studentOf(row, names);
    const problem = problemOf(student.student_id);
    if (problem !== undefined) throw new UserError(`${path}, line ${row.line}: ${problem}`);
    const before = lines.get(student.student_id.toLowerCase());
    if (before !== undefined) {
      const id = JSON.stringify(student.student_id);
      throw new UserError(
        `${path}, line ${row.line}: the student_id ${id} stands in line ${before} already.`,
      );
    }
    lines.set(student.student_id.toLowerCase(), row.line);
    return student;
  });
}

function studentOf({ fields }: CsvRow, names: string[]): RosterStudent {
  const value = (column: string) => (fields[names.indexOf(column)] ?? '').trim().normalize('NFC');
  const entries = COLUMNS.map((column) => [column, value(column)]);
  return Object.fromEntries(entries) as unknown as RosterStudent;
}

/** A student's hand-ins lie in a folder of that name, so it must be the name of one. */
function problemOf(id: string): string | undefined {
  if (id === '') return 'the student_id is empty.';
  if (!/[/\\\p{Cc}]|^\./u.test(id)) return undefined;
  return `the student_id ${JSON.stringify(id)} cannot be the name of a folder; it must not begin with "." or have a slash.`;
}

/** Letters and digits alone, without case and accents: platforms spell one name in many ways. */
const plain = (name: string) =>
  name
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]/gu, '');

export interface Identified {
  /** The `student_id`, where exactly one student can be meant. */
  student_id?: string;
  /** How many could be meant. */
  matches: number;
}

/**
 * Finds whom a hand-in's name means: by student_id, by e-mail or the part before its @, by a repository's name that
 * ends in `-student_id`, by `First Last_123` (Moodle) and `lastfirst_123` (Canvas).
 */
export function identify(name: string, roster: readonly RosterStudent[]): Identified {
  const without = name.replace(/_\d+$/, '');
  const wanted = plain(without);
  const rules: ((student: RosterStudent) => boolean)[] = [
    ({ student_id }) => student_id === name,
    ({ student_id }) => student_id.toLowerCase() === name.toLowerCase(),
    ({ email }) =>
      email !== '' && [email, email.split('@')[0]!].some((one) => one.toLowerCase() === name.toLowerCase()),
    ({ student_id }) => name.toLowerCase().endsWith(`-${student_id.toLowerCase()}`),
    ({ first_name, last_name }) =>
      wanted !== '' && [first_name + last_name, last_name + first_name].some((one) => plain(one) === wanted),
  ];
  for (const rule of rules) {
    const found = roster.filter(rule);
    if (found.length === 1) return { student_id: found[0]!.student_id, matches: 1 };
    if (found.length > 1) return { matches: found.length };
  }
  return { matches: 0 };
}
