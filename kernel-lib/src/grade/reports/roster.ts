import { UserError } from '../../errors.js';
import { readCsv } from './csv.js';

/** A person as reports name them. */
export interface Person {
  student_id: string;
  last_name: string;
  first_name: string;
  email: string;
}

/** Names whose family name comes first and without a space between: 张伟, 김민준. */
const FAMILY_FIRST = /^[\p{Script=Han}\p{Script=Hangul}]+$/u;

/** First and last name as they are said, or the id of whom no name is known. */
export function nameOf({ student_id, first_name, last_name }: Person): string {
  const familyFirst = FAMILY_FIRST.test(first_name) && FAMILY_FIRST.test(last_name);
  return (familyFirst ? last_name + first_name : `${first_name} ${last_name}`.trim()) || student_id;
}

/** For one who is not on the list. */
export const unknownPerson = (student_id: string): Person => ({
  student_id,
  last_name: '',
  first_name: '',
  email: '',
});

/**
 * `student_id,last_name,first_name,email`; only the id must be there.
 * Throws a UserError that names the line where an id is empty or stands twice.
 */
export function parseRoster(text: string, path: string): Person[] {
  const lines = new Map<string, number>();
  return readCsv(text, path, ['student_id'], ['last_name', 'first_name', 'email']).map(({ line, values }) => {
    const student_id = values['student_id']!;
    const before = lines.get(student_id);
    if (student_id === '') throw new UserError(`${path}, line ${line}: student_id is empty.`);
    if (before !== undefined) {
      throw new UserError(
        `${path}, line ${line}: "${student_id}" stands in line ${before} already; keep one.`,
      );
    }
    lines.set(student_id, line);
    return { ...unknownPerson(student_id), ...values };
  });
}
