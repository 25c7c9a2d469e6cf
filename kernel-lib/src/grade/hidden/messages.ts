/** What a learner reads of a hidden check: sentences of ours and of its author, never a word of the run. */
import type { Outcome } from '../grading.js';

const SENTENCES: Record<Outcome, string> = {
  passed: '',
  failed: '',
  'not written': 'The task is not written yet.',
  missing: 'There is no cell of this task.',
  'syntax error': 'The cell cannot be read.',
  'student error': 'A call ended in an error, or the process ended before it answered.',
  'time limit': 'A call took longer than the seconds that it has.',
  'memory limit': 'A call needed more memory than is allowed.',
  'output limit': 'The code printed or returned more than is allowed.',
  'protocol violation': "The code broke the rules of the check's channel, so none of its answers counts.",
  review: 'More than one cell claims this task: your instructor chooses.',
  'author error': 'This check is broken. That is not your mistake, and it costs you nothing.',
  'infrastructure error': 'The machine failed. That is not your mistake; the check will be run again.',
};

/** @param tell - the author's sentence about the idea. */
export function messageFor(outcome: Outcome, tell = ''): string {
  const keepsTell = !['passed', 'author error', 'infrastructure error'].includes(outcome);
  return [SENTENCES[outcome], keepsTell ? tell : ''].filter((part) => part !== '').join(' ');
}
