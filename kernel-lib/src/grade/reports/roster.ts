/** A person as reports name them. */
export interface Person {
  student_id: string;
  last_name: string;
  first_name: string;
  email: string;
}

/** First and last name, or the id of whom no name is known. */
export function nameOf({ student_id, first_name, last_name }: Person): string {
  return `${first_name} ${last_name}`.trim() || student_id;
}

/** For one who is not on the list. */
export const unknownPerson = (student_id: string): Person => ({
  student_id,
  last_name: '',
  first_name: '',
  email: '',
});
