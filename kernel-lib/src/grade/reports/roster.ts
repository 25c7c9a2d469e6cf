import type { RosterStudent } from '../submissions/roster.js';

/** A person as reports name them. */
export type Person = RosterStudent;

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
