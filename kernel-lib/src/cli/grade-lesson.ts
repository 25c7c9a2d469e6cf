/** The lesson that a person means by `00`, `01a` or `00-journey`. */
import { UserError } from '../errors.js';
import { listTasks } from '../grade/tasks.js';

/** Throws a UserError that lists the lessons where the word stands for none or for several. */
export async function lessonNamed(word: string, root: string): Promise<string> {
  const lessons = [...new Set((await listTasks(root)).map(({ lesson }) => lesson))];
  const found = lessons.filter((lesson) => lesson === word || lesson.startsWith(`${word}-`));
  if (found.length === 1) return found[0]!;
  throw new UserError(`There is no lesson "${word}" with tasks; there are: ${lessons.join(', ') || 'none'}.`);
}
