/** Makes what a class hands in: notebooks from the exercises of a course, folders and archives. */
import { mkdirSync, mkdtempSync, realpathSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { formatNotebook } from 'kernel-lib/dist/notebook/ipynb.js';
import type { Submission } from 'kernel-lib/dist/grade/grading.js';
import { readSubmissions } from 'kernel-lib/dist/grade/submissions/read.js';
import { lessonNotebook } from 'kernel-lib/dist/grade/tasks.js';
import { ZipFile } from 'yazl';

/* eslint-disable @typescript-eslint/no-explicit-any -- a notebook as JSON, to be mangled. */
export type Json = any;

export const LESSON = '00-demo';
export const DOUBLE_ALL = `// task: double-all
function doubleAll(numbers: number[]): number[] {
  return numbers.map((n) => n * 2);
}`;
export const MEAN = `// task: mean
const mean = async (numbers: number[]): Promise<number> => {
  return numbers.reduce((a, b) => a + b) / numbers.length;
};`;

/** The hand-out as JSON, with these answers in place of stubs; `source` is text, not a list of lines. */
export async function notebook(
  root: string,
  answers: Record<string, string> = { 'double-all': DOUBLE_ALL, mean: MEAN },
): Promise<Json> {
  const json = JSON.parse(formatNotebook(await lessonNotebook(root, LESSON, { stubs: true }))) as Json;
  for (const cell of json.cells) {
    cell.source = answers[cell.metadata.blossom?.task] ?? cell.source.join('');
  }
  return json;
}

export const cellOf = (json: Json, task: string): Json =>
  json.cells.find((cell: Json) => cell.metadata?.blossom?.task === task);

export const temporary = () => realpathSync(mkdtempSync(join(tmpdir(), 'hand ins ')));

export const textOf = (content: unknown): string | Uint8Array =>
  typeof content === 'string' || content instanceof Uint8Array ? content : JSON.stringify(content, null, 1);

/** Writes files (JSON for objects) below a folder, a new one unless told; gives the folder. */
export function write(files: Record<string, unknown>, folder = temporary()): string {
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), textOf(content));
  }
  return folder;
}

export interface ZipOptions {
  /** Replaces a name in the finished archive by another one of equal length: for names that yazl refuses. */
  rename?: Record<string, string>;
  mtime?: Date;
  mode?: number;
}

export async function zip(files: Record<string, unknown>, options: ZipOptions = {}): Promise<Buffer> {
  const archive = new ZipFile();
  const { mtime = new Date(2026, 10, 24, 12, 0, 0), mode = 0o100644 } = options;
  for (const [path, content] of Object.entries(files)) {
    archive.addBuffer(Buffer.from(textOf(content)), path, { mtime, mode });
  }
  archive.end();
  let bytes = await buffer(archive.outputStream);
  for (const [from, to] of Object.entries(options.rename ?? {})) {
    bytes = Buffer.from(bytes.toString('latin1').replaceAll(from, to), 'latin1');
  }
  return bytes;
}

export async function readAll(
  root: string,
  paths: string | string[],
  options: { lesson?: string; notices?: string[] } = {},
): Promise<Submission[]> {
  const { notices, lesson } = options;
  const all: Submission[] = [];
  const read = readSubmissions([paths].flat(), {
    root,
    ...(lesson === undefined ? {} : { lesson }),
    notice: (sentence) => notices?.push(sentence),
  });
  for await (const one of read) all.push(one);
  return all;
}

/** The one submission of a notebook (as JSON, text or bytes) that a student `s001` handed in. */
export async function readOne(root: string, content: unknown, name = `${LESSON}.ipynb`): Promise<Submission> {
  const all = await readAll(root, write({ [`s001/${name}`]: content }));
  if (all.length !== 1) throw new Error(`${all.length} submissions`);
  return all[0]!;
}

export const sourceOf = ({ answers }: Submission, task: string) =>
  answers.find((answer) => answer.task === task)?.source;
