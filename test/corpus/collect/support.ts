/** Files to collect, and what collecting them gives. */
import { mkdtemp, mkdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { Problem, RawDocument } from 'kernel-lib/dist/corpus/document.js';
import { collect, type CollectOptions } from 'kernel-lib/dist/corpus/collect/collect.js';

/** A folder with these files, removed after `use`. */
export async function withFiles<T>(
  files: Record<string, string | Uint8Array>,
  use: (folder: string) => Promise<T>,
): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'blossom-collect-'));
  try {
    for (const [name, content] of Object.entries(files)) {
      await mkdir(dirname(join(folder, name)), { recursive: true });
      await writeFile(join(folder, name), content);
    }
    return await use(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

export interface Collected {
  documents: RawDocument[];
  texts: string[];
  problems: Problem[];
  /** Counts by reason. */
  skipped: Record<string, number>;
}

export async function collected(path: string, options: CollectOptions = {}): Promise<Collected> {
  const result: Collected = { documents: [], texts: [], problems: [], skipped: {} };
  const told = {
    onProblem: (problem: Problem) => void result.problems.push(problem),
    onSkip: ({ reason }: { reason: string }) => {
      result.skipped[reason] = (result.skipped[reason] ?? 0) + 1;
    },
  };
  for await (const document of collect([path], { ...options, ...told })) {
    result.documents.push(document);
    result.texts.push(Buffer.from(document.body).toString('utf8'));
  }
  return result;
}

export const collectedFrom = (files: Record<string, string | Uint8Array>, options: CollectOptions = {}) =>
  withFiles(files, (folder) => collected(folder, options));

export const kindsOf = ({ problems }: Collected) => problems.map(({ kind }) => kind);

/** A WARC record as bytes. */
export function record(type: string, block: string | Buffer, headers: Record<string, string> = {}): Buffer {
  const bytes = Buffer.from(block);
  const lines = Object.entries({
    'WARC-Type': type,
    'WARC-Date': '2026-03-01T12:00:00Z',
    'Content-Length': String(bytes.length),
    ...headers,
  }).map(([name, value]) => `${name}: ${value}\r\n`);
  return Buffer.concat([Buffer.from(`WARC/1.1\r\n${lines.join('')}\r\n`), bytes, Buffer.from('\r\n\r\n')]);
}

/** A response record with a page. */
export function response(url: string, body: string | Buffer, headers: Record<string, string> = {}): Buffer {
  const stated = { 'Content-Type': 'text/html; charset=utf-8', ...headers };
  const lines = Object.entries(stated).map(([name, value]) => `${name}: ${value}\r\n`);
  const head = Buffer.from(`HTTP/1.1 200 OK\r\n${lines.join('')}\r\n`);
  return record('response', Buffer.concat([head, Buffer.from(body)]), { 'WARC-Target-URI': url });
}

/** Each record as a gzip member of its own. */
export const members = (...records: Buffer[]) => Buffer.concat(records.map((bytes) => gzipSync(bytes)));
