/** The names that fit at the cursor, in the order in which tslab offers them. */
import type ts from 'typescript';
import type { Completion } from '../outputs.js';
import { isEarlierName } from './declarations.js';
import type { Language } from './language.js';

export function completeAt({ service, cell }: Language, code: string, cursor: number): Completion {
  const found = service.getCompletionsAtPosition(cell, cursor, {});
  const entries = (found?.entries ?? []).filter(({ name }) => !isEarlierName(name));
  const span = entries[0]?.replacementSpan ?? wordAt(code, cursor);
  const typed = code.slice(span.start, cursor);
  const matches =
    typed === '' ? sorted(entries.map((entry) => ({ entry, rank: 0 }))) : sorted(ranked(entries, typed));
  return { matches, cursorStart: span.start, cursorEnd: span.start + span.length };
}

interface Ranked {
  entry: ts.CompletionEntry;
  rank: number;
}

/** First what begins with the text, then what does so in another case, then what holds it anywhere. */
function ranked(entries: readonly ts.CompletionEntry[], typed: string): Ranked[] {
  const lower = typed.toLowerCase();
  return entries.flatMap((entry) => {
    const name = entry.name.toLowerCase();
    if (entry.name.startsWith(typed)) return { entry, rank: 0 };
    if (name.startsWith(lower)) return { entry, rank: 1 };
    return name.includes(lower) ? { entry, rank: 2 } : [];
  });
}

function sorted(entries: Ranked[]): string[] {
  const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);
  entries.sort(
    (a, b) =>
      a.rank - b.rank ||
      compare(a.entry.sortText, b.entry.sortText) ||
      a.entry.name.localeCompare(b.entry.name, 'en'),
  );
  return [...new Set(entries.map(({ entry }) => entry.name))];
}

/** The name that the cursor touches. */
function wordAt(code: string, cursor: number): ts.TextSpan {
  const before = /[\p{ID_Continue}$#]*$/u.exec(code.slice(0, cursor))![0].length;
  const after = /^[\p{ID_Continue}$]*/u.exec(code.slice(cursor))![0].length;
  return { start: cursor - before, length: before + after };
}

/** Whether the cursor is inside of the name of a module, such as `from 'node:`. */
export function isInModuleName(code: string, cursor: number): boolean {
  return /\b(?:from|import|require|getBuiltinModule)\s*\(?\s*["'`][^"'`\n]*$/.test(code.slice(0, cursor));
}
