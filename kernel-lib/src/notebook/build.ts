/**
 * Authored `.ts` → `.ipynb`: `notebooks/NN-name.ts` beside itself, `solutions/NN-name.ts` beside itself with the
 * answers and to `exercises/` with stubs; a second notebook `NN-name.zh.ipynb` where a script has cells in Chinese.
 */
import { readdir } from 'node:fs/promises';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { UserError } from '../errors.js';
import { fileError, fileExists, readText, writeAtomic } from '../files.js';
import { hasLanguage, scriptToNotebook, type Language } from './convert.js';
import { withoutOutputs, type Cell, type Notebook } from './format.js';
import { formatNotebook, parseNotebook, readNotebook } from './ipynb.js';
import { stableJson } from './json.js';
import { parsePercent } from './percent.js';

/** `00-journey.ts`, `01a-collect.ts`. */
const AUTHORED = /^\d\d[a-z]?-[^.]+\.ts$/;
const LANGUAGES: Language[] = ['en', 'zh'];

export interface Built {
  /** Absolute path of the notebook. */
  path: string;
  /** Absolute path of the script that it is built from. */
  source: string;
  /** False where the file already had these bytes. */
  changed: boolean;
  notebook: Notebook;
}

export interface Stale {
  path: string;
  source: string;
  /** A clause for a person: "cell 3 differs", "it is missing". */
  reason: string;
}

/** The authored scripts of a course in order of folder and name: those in `notebooks/` and in `solutions/`. */
export async function authoredScripts(root: string): Promise<string[]> {
  const found = await Promise.all(['notebooks', 'solutions'].map((folder) => scriptsIn(join(root, folder))));
  return found.flat();
}

async function scriptsIn(folder: string): Promise<string[]> {
  if (!(await fileExists(folder))) return [];
  const names = await readdir(folder).catch((thrown: unknown) => {
    throw fileError('Cannot list', folder, thrown);
  });
  return names
    .filter((name) => AUTHORED.test(name))
    .sort()
    .map((name) => join(folder, name));
}

/**
 * Builds every notebook of the course, or those of one script. A cell that keeps its source keeps its outputs.
 * @param root - the repository's root.
 * @param script - one authored script; anything else in `notebooks/` or `solutions/` is a UserError.
 */
export async function buildNotebooks(root: string, script?: string): Promise<Built[]> {
  const scripts = script === undefined ? await authoredScripts(root) : [await authoredScript(root, script)];
  const built: Built[] = [];
  for (const source of scripts) {
    for (const { path, notebook } of await wanted(source)) {
      const before = (await fileExists(path)) ? await readText(path) : undefined;
      const complete = before === undefined ? notebook : withOutputs(notebook, parseBuilt(before, path));
      const text = formatNotebook(complete);
      if (text !== before) await writeAtomic(path, text);
      built.push({ path, source, changed: text !== before, notebook: complete });
    }
  }
  return built;
}

function parseBuilt(text: string, path: string): Notebook {
  try {
    return parseNotebook(text, path);
  } catch (thrown) {
    if (!(thrown instanceof UserError)) throw thrown;
    throw new UserError(`${thrown.message} Or delete it and build it anew, without its outputs.`, 1, {
      cause: thrown,
    });
  }
}

async function authoredScript(root: string, script: string): Promise<string> {
  const path = resolve(script);
  const all = await authoredScripts(root);
  if (all.some((one) => resolve(one) === path)) return path;
  const names = all.map((one) => relative(root, one)).join(', ') || 'none yet';
  throw new UserError(`${script} is no authored script of this course; there are: ${names}.`);
}

/** The notebooks that a script should have, without outputs. */
async function wanted(source: string): Promise<{ path: string; notebook: Notebook }[]> {
  const script = parsePercent(await readText(source), source);
  if (script.cells.length === 0) throw new UserError(`${source} has no cell; begin one with // %%.`);
  const name = basename(source, '.ts');
  const folder = dirname(source);
  const languages = LANGUAGES.filter((lang) => lang === 'en' || hasLanguage(script, lang));
  return languages.flatMap((lang) => {
    const file = lang === 'en' ? `${name}.ipynb` : `${name}.${lang}.ipynb`;
    const full = { path: join(folder, file), notebook: scriptToNotebook(script, { lang, path: source }) };
    if (basename(folder) !== 'solutions') return [full];
    const exercise = scriptToNotebook(script, { lang, stubs: true, path: source });
    return [full, { path: join(folder, '..', 'exercises', file), notebook: exercise }];
  });
}

/** The notebook with the outputs that an earlier version has for the same cells. */
export function withOutputs(notebook: Notebook, earlier: Notebook): Notebook {
  const known = new Map(earlier.cells.map((cell) => [cell.id, cell]));
  const cells = notebook.cells.map((cell): Cell => {
    const before = known.get(cell.id);
    if (cell.cell_type !== 'code' || before?.cell_type !== 'code' || before.source !== cell.source)
      return cell;
    return { ...cell, execution_count: before.execution_count, outputs: before.outputs };
  });
  return { ...notebook, cells };
}

/** Each notebook that is not what its script makes (outputs and counts apart), or whose script is gone. */
export async function staleNotebooks(root: string): Promise<Stale[]> {
  const stale: Stale[] = [];
  const expected = new Set<string>();
  for (const source of await authoredScripts(root)) {
    for (const { path, notebook } of await wanted(source)) {
      expected.add(resolve(path));
      const reason = await difference(path, notebook);
      if (reason !== undefined) stale.push({ path, source, reason });
    }
  }
  return [...stale, ...(await orphans(root, expected))];
}

async function difference(path: string, notebook: Notebook): Promise<string | undefined> {
  if (!(await fileExists(path))) return 'it is missing';
  const found = await readNotebook(path).catch((thrown: unknown) => {
    if (thrown instanceof UserError) return thrown;
    throw thrown;
  });
  if (found instanceof UserError) return found.message;
  if (found.cells.length !== notebook.cells.length) {
    return `it has ${found.cells.length} cells, its script makes ${notebook.cells.length}`;
  }
  const bare = withoutOutputs(found).cells;
  const index = notebook.cells.findIndex((cell, i) => stableJson(cell) !== stableJson(bare[i]));
  if (index >= 0) return `cell ${index + 1} differs`;
  return stableJson(found.metadata) === stableJson(notebook.metadata) ? undefined : 'its metadata differ';
}

async function orphans(root: string, expected: Set<string>): Promise<Stale[]> {
  const found: Stale[] = [];
  for (const folder of ['notebooks', 'solutions', 'exercises']) {
    const path = join(root, folder);
    if (!(await fileExists(path))) continue;
    for (const name of (await readdir(path)).sort()) {
      const file = join(path, name);
      if (!name.endsWith('.ipynb') || expected.has(resolve(file))) continue;
      const home = folder === 'exercises' ? 'solutions' : folder;
      const source = join(root, home, name.replace(/(\.zh)?\.ipynb$/, '.ts'));
      found.push({ path: file, source, reason: 'no script makes it' });
    }
  }
  return found;
}
