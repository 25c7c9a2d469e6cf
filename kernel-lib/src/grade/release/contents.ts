/** The files of a hand-out. Exercises are built anew from the solutions, so that nothing in them can be older. */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { UserError } from '../../errors.js';
import { fileExists, readText } from '../../files.js';
import { hasLanguage, scriptToNotebook } from '../../notebook/convert.js';
import { withoutOutputs } from '../../notebook/format.js';
import { formatNotebook, readNotebook } from '../../notebook/ipynb.js';
import { parsePercent } from '../../notebook/percent.js';
import { listTasks } from '../tasks.js';
import { handOutReadme } from './readme.js';

export interface HandOutFile {
  /** Below the hand-out, with "/" between folders. */
  path: string;
  bytes: Buffer;
}

/** What a student gets of each task. */
const FOR_STUDENTS = ['cases.js', 'hints.md'];
const PICTURE = /\.(png|jpe?g|gif|webp|svg)$/i;

/**
 * The files in the order of their paths.
 * @param lessons - names such as `00-journey` or numbers such as `00`; none for all.
 */
export async function handOut(
  root: string,
  lessons: readonly string[] = [],
): Promise<{ lessons: string[]; files: HandOutFile[] }> {
  const chosen = await chooseLessons(root, lessons);
  const files: HandOutFile[] = [];
  const add = (path: string, text: string | Buffer) => void files.push({ path, bytes: Buffer.from(text) });
  for (const lesson of chosen) {
    for (const [path, text] of await exercises(root, lesson)) add(path, text);
  }
  for (const { lesson, task, folder } of await listTasks(root)) {
    if (!chosen.includes(lesson)) continue;
    for (const name of FOR_STUDENTS) {
      const path = join(folder, name);
      if (await fileExists(path)) add(`solutions/${lesson}/${task}/${name}`, await readFile(path));
    }
  }
  for (const [path, bytes] of await lessonFiles(root, chosen, lessons.length > 0)) add(path, bytes);
  add('README.md', handOutReadme(chosen));
  files.sort((a, b) => (a.path < b.path ? -1 : 1));
  return { lessons: chosen, files };
}

async function chooseLessons(root: string, wanted: readonly string[]): Promise<string[]> {
  const folder = join(root, 'solutions');
  const names = (await fileExists(folder)) ? (await readdir(folder)).sort() : [];
  const authored = names.flatMap((name) => /^(\d\d.*)\.ts$/.exec(name)?.[1] ?? []);
  if (authored.length === 0) {
    throw new UserError(
      `${folder} has no authored exercises (NN-name.ts): release works in the instructor's course.`,
    );
  }
  const chosen = wanted.flatMap((word) => {
    const found = authored.filter((name) => name === word || name.startsWith(`${word}-`));
    if (found.length > 0) return found;
    throw new UserError(`There is no lesson "${word}" with exercises; there are: ${authored.join(', ')}.`);
  });
  return wanted.length === 0 ? authored : [...new Set(chosen)].sort();
}

async function exercises(root: string, lesson: string): Promise<[string, string][]> {
  const path = join(root, 'solutions', `${lesson}.ts`);
  const script = parsePercent(await readText(path), path);
  const built = (lang: 'en' | 'zh') => formatNotebook(scriptToNotebook(script, { lang, stubs: true, path }));
  const english: [string, string] = [`exercises/${lesson}.ipynb`, built('en')];
  return hasLanguage(script, 'zh') ? [english, [`exercises/${lesson}.zh.ipynb`, built('zh')]] : [english];
}

/** The lessons themselves, without outputs, and the pictures beside them. */
async function lessonFiles(
  root: string,
  lessons: string[],
  some: boolean,
): Promise<[string, string | Buffer][]> {
  const found: [string, string | Buffer][] = [];
  for (const folder of ['notebooks', 'exercises']) {
    const names = (await fileExists(join(root, folder))) ? await readdir(join(root, folder)) : [];
    for (const name of names) {
      const path = join(root, folder, name);
      if (PICTURE.test(name)) found.push([`${folder}/${name}`, await readFile(path)]);
      if (folder !== 'notebooks' || !name.endsWith('.ipynb')) continue;
      const number = (one: string) => one.slice(0, 2);
      if (some && !lessons.some((lesson) => number(lesson) === number(name))) continue;
      found.push([`${folder}/${name}`, formatNotebook(withoutOutputs(await readNotebook(path)))]);
    }
  }
  return found;
}
