/** How much of one thing is read before it counts as damaged or hostile, so that memory stays constant. */
import { readOptions, rule } from '../../options.js';

export interface Limits {
  /** Bytes of one document, after decompression; longer ones are a `too-long` problem. Default 16 MiB. */
  documentBytes: number;
  /** A gzip member above `inflatedBytes` may be this many times longer than its compressed bytes. Default 200. */
  inflationRatio: number;
  /** Bytes out of one gzip member from which on the ratio is looked at. Default 16 MiB. */
  inflatedBytes: number;
  /** After so many problems a file is given up (`too-many-problems`). Default 10,000. */
  problems: number;
}

const MEBIBYTE = 1024 * 1024;
const defaults: Limits = {
  documentBytes: 16 * MEBIBYTE,
  inflationRatio: 200,
  inflatedBytes: 16 * MEBIBYTE,
  problems: 10_000,
};

/** The given limits over the defaults. Throws a UserError at an unknown name or a value that makes no sense. */
export function limitsOf(given: Partial<Limits> = {}): Limits {
  const rules = {
    documentBytes: rule.countFromOne,
    inflationRatio: rule.finitePositive,
    inflatedBytes: rule.countFromOne,
    problems: rule.countFromOne,
  };
  return readOptions('limits', defaults, rules, given);
}
