/**
 * The proof that a hand-out gives nothing away: each line and each string of what stays with the instructor is searched
 * in the name and in every reading of every file (`readings`: as it is, out of JSON, out of base64 and hexadecimal).
 */
import type { HandOutFile } from './contents.js';
import type { LeakKind, NeedleSet } from './needles.js';
import { readings, squeezed } from './normalise.js';

export interface Leak {
  /** The file of the hand-out. */
  path: string;
  kind: LeakKind | 'forbidden file';
  /** The instructor's file that it gives away. */
  from: string;
  /** What was found, without blanks; never the secret itself. */
  text: string;
}

/** A third hint is "nearly code": up to this share of an answer's long lines may stand in it. */
const SHARE_IN_HINTS = 0.5;

export function findLeaks(files: readonly HandOutFile[], sets: readonly NeedleSet[]): Leak[] {
  return files.flatMap(({ path, bytes }) => [...forbidden(path), ...leaksIn(path, bytes, sets)]);
}

function leaksIn(path: string, bytes: Uint8Array, sets: readonly NeedleSet[]): Leak[] {
  const texts = [squeezed(path), ...readings(bytes)];
  const isHint = path.endsWith('/hints.md');
  const leaks = new Map<string, Leak>();
  for (const { kind, from, needles } of sets) {
    // What a hint and a wrong solution have in common is no way to the answer.
    if (isHint && kind === 'wrong solution') continue;
    const found = needles.filter((needle) => texts.some((text) => text.includes(needle)));
    const isCode = kind === 'answer' || kind === 'alternative';
    if (isHint && isCode && found.length <= SHARE_IN_HINTS * needles.length) continue;
    for (const needle of found) {
      const text = kind === 'secret' ? '(the secret)' : needle;
      // Said once, of the first of the files that have the line.
      if (!leaks.has(text)) leaks.set(text, { path, kind, from, text });
    }
  }
  return [...leaks.values()];
}

const FORBIDDEN = [
  /(^|\/)hidden\.[^/]*$/,
  /(^|\/)(wrong|alternatives|grading)\//,
  /^solutions\/[^/]*$/,
  /\.safetensors$/,
];

const forbidden = (path: string): Leak[] =>
  FORBIDDEN.some((pattern) => pattern.test(path))
    ? [{ path, kind: 'forbidden file', from: path, text: path }]
    : [];
