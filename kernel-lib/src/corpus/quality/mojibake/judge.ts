import { readOptions, rule } from '../../../options.js';
import type { Judge } from '../../document.js';
import { withoutBadLines } from '../remove.js';
import { mojibakeShare } from './detect.js';
import { repairMojibake } from './repair.js';

export interface MojibakeOptions {
  /** Undo what can be undone without loss. Default true. */
  repair?: boolean;
  /** A line with a larger share of wrongly read characters goes; one that could be repaired in part only goes always. Default 0.01. */
  most?: number;
  /** Drop the page where less than this share of its characters is good. Default half. */
  leastGood?: number;
}

/** Repairs wrongly read lines (`donâ€™t`, `鏄ュぉ`), takes out those that cannot be, drops pages that are mostly such. */
export function mojibake(given: MojibakeOptions = {}): Judge {
  const rules = { repair: rule.boolean, most: rule.share, leastGood: rule.share };
  const options = readOptions('mojibake', { repair: true, most: 0.01, leastGood: 0.5 }, rules, given);
  const check = (line: string) => {
    const share = mojibakeShare(line);
    if (share === 0) return undefined;
    const repaired = options.repair ? repairMojibake(line) : line;
    const left = repaired === line ? share : mojibakeShare(repaired);
    const most = repaired === line ? options.most : 0;
    if (left <= most) return repaired;
    return { rule: 'mojibake', detail: `${left.toFixed(3)} > ${most}` };
  };
  return { name: 'mojibake', judge: (document) => withoutBadLines(document, check, options.leastGood) };
}
