import { UserError } from '../../../errors.js';
import type { Judge } from '../../document.js';
import { Classifier, type ClassifierState } from './classifier.js';

export interface ClassifierJudgeOptions {
  /** A trained classifier's state: plain data, so that a worker thread can be given it. */
  classifier: ClassifierState;
  /** Default: the threshold that training chose. */
  threshold?: number;
}

/** Drops a document whose score is above the threshold; the rule of the reason is the classifier's label. */
export function classifierJudge({
  classifier,
  threshold = classifier.threshold,
}: ClassifierJudgeOptions): Judge {
  if (!(threshold >= 0 && threshold <= 1)) {
    throw new UserError(`classifierJudge: threshold must be a number from 0 to 1, got ${threshold}.`);
  }
  const model = new Classifier(classifier);
  return {
    name: classifier.label,
    judge(document) {
      const score = model.score(document.text);
      if (score <= threshold) return { keep: document };
      return { drop: { rule: classifier.label, detail: `${score.toFixed(3)} > ${threshold.toFixed(3)}` } };
    },
  };
}
