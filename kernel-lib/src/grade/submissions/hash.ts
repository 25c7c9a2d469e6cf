/** The fingerprint of a hand-in: equal answers give equal hashes, whoever handed them in and in whatever file. */
import { createHash } from 'node:crypto';
import { stableJson } from '../../notebook/json.js';
import type { Submission } from '../grading.js';

/** SHA-256 (hex) over canonical JSON of the lesson, the answers and why there are none. */
export function submissionHash({
  lesson,
  answers,
  unreadable,
}: Pick<Submission, 'lesson' | 'answers' | 'unreadable'>): string {
  const plain = answers.map(({ task, source, candidates }) => ({ task, source, candidates }));
  return createHash('sha256')
    .update(stableJson({ lesson, answers: plain, unreadable: unreadable ?? null }))
    .digest('hex');
}
