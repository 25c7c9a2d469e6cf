import { UserError } from '../../../errors.js';
import { readOptions, rule } from '../../../options.js';
import type { Judge } from '../../document.js';
import { withoutBadLines } from '../remove.js';
import { Classifier, type ClassifierState } from './classifier.js';

export interface ClassifierJudgeOptions {
  /** A trained classifier's state: plain data, so that a worker thread can be given it. */
  classifier: ClassifierState;
  /** Default: the threshold that training chose. */
  threshold?: number;
  /** Ask about each line and take bad ones out, or about the page as a whole. Default true. */
  lines?: boolean;
  /** Drop the page where less than this share of its characters is good. Default 0.3. */
  leastGood?: number;
}

/** Takes out lines (or drops pages) that score above the threshold; the rule of the reason is the classifier's label. */
export function classifierJudge(given: ClassifierJudgeOptions): Judge {
  const rules = {
    classifier: rule.object,
    threshold: rule.share,
    lines: rule.boolean,
    leastGood: rule.share,
  };
  const options = readOptions('classifierJudge', { lines: true, leastGood: 0.3 }, rules, given);
  const { classifier } = options as ClassifierJudgeOptions;
  if (!(classifier?.weights instanceof Float32Array)) {
    throw new UserError('classifierJudge: classifier must be the state of a trained classifier.');
  }
  const model = new Classifier(classifier);
  const threshold = (options as ClassifierJudgeOptions).threshold ?? classifier.threshold;
  const reasonFor = (text: string) => {
    const score = model.score(text);
    if (score <= threshold) return undefined;
    return { rule: classifier.label, detail: `${score.toFixed(3)} > ${threshold.toFixed(3)}` };
  };
  return {
    name: classifier.label,
    judge(document) {
      if (options.lines) return withoutBadLines(document, reasonFor, options.leastGood);
      const reason = reasonFor(document.text);
      return reason === undefined ? { keep: document } : { drop: reason };
    },
  };
}
