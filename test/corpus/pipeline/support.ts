/** Runs of the pipeline over small inputs, and all that they leave on the disk. */
import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { buildCorpus, type BuildRequest, type BuildResult } from 'kernel-lib/dist/corpus/pipeline/build.js';
import type { Document } from 'kernel-lib/dist/corpus/document.js';
import type { ProgressRecord } from 'kernel-lib/dist/progress.js';

export async function build(request: BuildRequest): Promise<BuildResult & { progress: ProgressRecord[] }> {
  const work = buildCorpus(request);
  const progress: ProgressRecord[] = [];
  for (;;) {
    const step = await work.next();
    if (step.done === true) return { ...step.value, progress };
    progress.push(step.value);
  }
}

/** Every file below a folder with a hash of its bytes. */
export async function hashesOf(folder: string): Promise<Record<string, string>> {
  const hashes: Record<string, string> = {};
  for (const entry of await readdir(folder, { withFileTypes: true, recursive: true })) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath, entry.name);
    hashes[path.slice(folder.length + 1)] = createHash('sha256')
      .update(await readFile(path))
      .digest('hex');
  }
  return Object.fromEntries(Object.entries(hashes).sort(([a], [b]) => (a < b ? -1 : 1)));
}

export async function gzipLines<T>(path: string): Promise<T[]> {
  const bytes = await readFile(path);
  const text = bytes.length === 0 ? '' : gunzipSync(bytes).toString('utf8');
  return text.split('\n').filter((line) => line !== '').map((line) => JSON.parse(line) as T); // prettier-ignore
}

export const keptOf = (out: string) => gzipLines<Document>(join(out, 'kept.jsonl.gz'));
export const droppedOf = (out: string) =>
  gzipLines<{ stage: string; reason: { rule: string; detail?: string }; document: Document }>(
    join(out, 'dropped.jsonl.gz'),
  );

const WORDS =
  'the river runs past a quiet campus where students read books under old trees and talk about stars rain bread'.split(
    ' ',
  );

/** A text of `count` words that no other seed gives. */
export function textOf(seed: number, count = 80): string {
  let state = seed * 2654435761 + 12345;
  const next = (n: number) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * n);
  };
  const words = Array.from(
    { length: count },
    () => WORDS[next(WORDS.length)]! + (next(3) === 0 ? next(50) : ''),
  );
  return words.map((word, i) => (i % 9 === 8 ? `${word}.` : word)).join(' ') + '.';
}
