/** Finds the notebooks that a person names: by path, by name (`00-journey`) or by chapter (`00`, `01a`). */
import { existsSync, readdirSync } from 'node:fs';
import { join, relative } from 'node:path';
import type { Places } from '../config.js';
import { UserError } from '../errors.js';

/** The paths that each word stands for. A chapter number stands for all of its parts in order. */
export function findNotebooks(words: readonly string[], places: Places): string[] {
  return words.flatMap((word) => findOne(word, places));
}

function findOne(word: string, places: Places): string[] {
  if (existsSync(word)) return [word];
  const lessons = lessonsIn(places.notebooks);
  const found = lessons.filter((name) => isNamed(name, word));
  if (found.length > 0) return found.map((name) => join(places.notebooks, name));
  const fromRoot = join(places.root, word);
  if (existsSync(fromRoot)) return [fromRoot];
  const known = lessons.map((name) => relative(process.cwd(), join(places.notebooks, name))).join(', ');
  throw new UserError(`There is no file or lesson "${word}"; the lessons are: ${known || 'none yet'}.`);
}

/** `01` names `01-…`, `01a-…` and `01b-…`; `01a` only the second; a name stands with or without its ending. */
function isNamed(file: string, word: string): boolean {
  const name = file.replace(/\.ipynb$/, '');
  if (/^\d\d[a-z]?$/.test(word)) return new RegExp(`^${word}[a-z]?-[^.]+$`).test(name);
  return word === name || word === file;
}

function lessonsIn(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((name) => name.endsWith('.ipynb'))
    .sort();
}
