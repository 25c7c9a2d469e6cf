/** Numbers as words of the command line. */
import { InvalidArgumentError } from 'commander';

/** Reads a whole number within these limits; anything else is refused in commander's way. */
export const wholeNumber =
  (least: number, most = Number.MAX_SAFE_INTEGER) =>
  (text: string): number => {
    const value = Number(text);
    if (/^\d+$/.test(text) && value >= least && value <= most) return value;
    const limits = most === Number.MAX_SAFE_INTEGER ? `, ${least} or above` : ` from ${least} to ${most}`;
    throw new InvalidArgumentError(`It must be a whole number${limits}.`);
  };

/** What a generator may begin with. */
export const seedNumber = wholeNumber(0, 2 ** 32 - 1);
