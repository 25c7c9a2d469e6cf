/**
 * What the last check of each task gave: one small file a task in `.blossom/progress/`, so that a notebook and a
 * terminal never overwrite each other's news. Deleting the folder loses the map of the course and nothing else.
 */
import { createHash } from 'node:crypto';
import { realpathSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { isAbsolute, join, relative, sep } from 'node:path';
import { placesIn } from '../../config.js';
import { messageOf } from '../../errors.js';
import { fileExists, readText, writeAtomic } from '../../files.js';
import type { CheckResult, CheckStatus } from '../result.js';

const SCHEMA = 'blossom/progress/v1';

export interface TaskRecord {
  schema: typeof SCHEMA;
  task: string;
  status: CheckStatus;
  passed: number;
  total: number;
  /** `hashOfCell` of what was checked. */
  cell: string;
  /** When, as ISO 8601 in UTC. */
  at: string;
  /** Of the last check that passed, if one did. */
  passedCell?: string;
  passedAt?: string;
  /** The file that was checked, absolute; missing where the check came from a notebook's kernel. */
  file?: string;
}

export interface Checked {
  result: CheckResult;
  source: string | undefined;
  file?: string;
}

/**
 * Whether work in this file or folder is the learner's way through the course: it lies in the course, and not among
 * the solutions.
 */
export function isLearners(root: string, path: string): boolean {
  const [first = ''] = relative(realpathSync(root), realpathSync(path)).split(sep);
  return !['..', 'solutions'].includes(first) && !isAbsolute(first);
}

/** The same for a cell whose line ends or blanks at its borders differ, as editors and notebooks leave them. */
export const hashOfCell = (source: string) =>
  createHash('sha256').update(source.replace(/\r\n?/g, '\n').trim()).digest('hex').slice(0, 32);

const folderOf = (root: string) => join(placesIn(root).state, 'progress');
const pathOf = (root: string, task: string) => join(folderOf(root), `${task}.json`);

/** Whether the result says something about the learner's cell, rather than about the check or the machine. */
const isAboutCell = ({ status, reason }: CheckResult) => status !== 'error' || reason === 'syntax';

/**
 * Keeps results. That they cannot be written (a full disk, a folder of somebody else) is told on standard error and
 * spoils no check.
 */
export async function recordResults(
  root: string,
  checked: readonly Checked[],
  now = new Date(),
): Promise<void> {
  try {
    for (const one of checked) await recordResult(root, one, now.toISOString());
  } catch (thrown) {
    console.error(`Your progress could not be noted: ${messageOf(thrown)}`);
  }
}

async function recordResult(root: string, { result, source, file }: Checked, at: string): Promise<void> {
  if (source === undefined || !isAboutCell(result)) return;
  const { task, status, passed, total } = result;
  const cell = hashOfCell(source);
  const before = await readRecord(pathOf(root, task));
  const earlier =
    before?.passedCell === undefined ? {} : { passedCell: before.passedCell, passedAt: before.passedAt! };
  const record: TaskRecord = {
    ...{ schema: SCHEMA, task, status, passed, total, cell, at },
    ...(status === 'passed' ? { passedCell: cell, passedAt: at } : earlier),
    ...(file === undefined ? {} : { file }),
  };
  await writeAtomic(pathOf(root, task), `${JSON.stringify(record, null, 1)}\n`);
}

/** By task. A file that is damaged or of another kind counts as none. */
export async function readRecords(root: string): Promise<Map<string, TaskRecord>> {
  const folder = folderOf(root);
  const names = (await fileExists(folder)) ? await readdir(folder) : [];
  const files = names.filter((name) => /^[^.].*\.json$/.test(name));
  const records = await Promise.all(files.map((name) => readRecord(join(folder, name))));
  return new Map(records.flatMap((record) => (record === undefined ? [] : [[record.task, record]])));
}

async function readRecord(path: string): Promise<TaskRecord | undefined> {
  if (!(await fileExists(path))) return undefined;
  const text = await readText(path);
  try {
    const record = JSON.parse(text) as Partial<TaskRecord> | null;
    const isWhole =
      record?.schema === SCHEMA && [record.task, record.cell, record.at].every((x) => typeof x === 'string');
    return isWhole ? (record as TaskRecord) : undefined;
  } catch {
    return undefined; // Not ours, or damaged: the next check writes it anew.
  }
}
