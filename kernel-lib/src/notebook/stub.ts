/** What a learner gets of a solution: the answer between its markers is replaced by a sentence that is thrown. */
import { UserError } from '../errors.js';

const BEGIN = /^(\s*)\/\/ BEGIN SOLUTION\s*$/;
const END = /^\s*\/\/ END SOLUTION\s*$/;
/** Any other spelling is a mistake of the author that would hand out the answer. */
const LIKE_MARKER = /(BEGIN|END)[ _-]*SOLUTION/i;

/** Whether the source has the markers of an answer, in any spelling. */
export const hasAnswer = (source: string) => LIKE_MARKER.test(source);

/**
 * The source with each answer replaced by one `throw`; signature, types and the comments around it stay.
 * @param where - "path: cell 3", for the message of a UserError (a marker without its partner).
 */
export function stripAnswer(source: string, task: string, where: string): string {
  const kept: string[] = [];
  let open = false;
  let found = false;
  for (const line of source.split('\n')) {
    const begin = BEGIN.exec(line);
    if (begin !== null) {
      if (open)
        throw new UserError(`${where}: BEGIN SOLUTION inside of another; end that with // END SOLUTION.`);
      open = found = true;
      kept.push(begin[1]! + stubLine(task));
    } else if (END.test(line)) {
      if (!open) throw new UserError(`${where}: END SOLUTION without // BEGIN SOLUTION before it.`);
      open = false;
    } else if (LIKE_MARKER.test(line)) {
      throw new UserError(
        `${where}: write "// BEGIN SOLUTION" or "// END SOLUTION" alone on a line, not "${line.trim()}".`,
      );
    } else if (!open) kept.push(line);
  }
  if (open) throw new UserError(`${where}: BEGIN SOLUTION is never ended; add // END SOLUTION.`);
  if (!found)
    throw new UserError(
      `${where}: the task "${task}" has no answer; add // BEGIN SOLUTION and // END SOLUTION.`,
    );
  return kept.join('\n');
}

const stubLine = (task: string) =>
  `throw new Error('Not written yet: ${task}. Write your answer in place of this line and run the cell.');`;

/** Whether an error's message is that of a stub which still stands. */
export const isOfStub = (message: string) => /^Not written yet\b/.test(message);
