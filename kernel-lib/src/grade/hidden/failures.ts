/** How a check ends early. Each is thrown through the author's code to the one place that makes a grade of it. */
import type { Outcome } from '../grading.js';

/** What came is not what should have come: thrown by `close`, `same`, `expect`, `fits`. */
export class CheckFailure extends Error {}

/** A learner's call gave no value. */
export class LearnerFailure extends Error {
  constructor(readonly outcome: Outcome) {
    super(`The learner's call ended: ${outcome}.`);
  }
}

/** The machine failed: no confined process came up. Never anybody's marks. */
export class InfrastructureError extends Error {}
