/** How a right sentence becomes a wrong one: a change to a pattern, or two patterns side by side. */
import type { Thing } from '../../world/tables/types.js';

/** Changes the first match in a pattern (`{name} studies {value}.`); patterns without one are left out. */
export interface Edit {
  phenomenon: string;
  find: RegExp;
  put: string;
}

/** A pattern of its own with gaps for things by class (`{flower}`), for somebody (`{name}`) and somebody else (`{other}`). */
export interface Frame {
  phenomenon: string;
  good: string;
  /** The wrong pattern, or what makes the right sentence wrong. */
  bad: string | ((good: string) => string);
  /** Which things may stand in the gaps; default all of the class. */
  fits?: (thing: Thing) => boolean;
}

export const edits = (phenomenon: string, ...changes: (readonly [RegExp, string])[]): Edit[] =>
  changes.map(([find, put]) => ({ phenomenon, find, put }));

export const frames = (
  phenomenon: string,
  ...pairs: (readonly [good: string, bad: Frame['bad'], fits?: Frame['fits']])[]
): Frame[] =>
  pairs.map(([good, bad, fits]) => ({ phenomenon, good, bad, ...(fits === undefined ? {} : { fits }) }));
