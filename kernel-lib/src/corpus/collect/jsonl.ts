/** JSONL (NDJSON): one object a line, in UTF-8. A line that is none is a problem, and the next one goes on. */
import { isUtf8 } from 'node:buffer';
import { messageOf } from '../../errors.js';
import type { Found } from './found.js';
import { linesOf, type Line } from './lines.js';
import type { Reading } from './problems.js';
import { foundInRow, Ids, type Row } from './rows.js';
import type { ByteWindow } from './window.js';

/** The part of a file in which lines begin. */
export interface Range {
  start: number;
  end: number;
}

/**
 * @param range - of a plain file whose window begins one byte before `start` (so that a line that begins exactly
 * there is seen); lines that begin in it are read. Absent for a whole file, whose lines then also know their number.
 */
export async function* readJsonl(window: ByteWindow, reading: Reading, range?: Range): AsyncGenerator<Found> {
  const ids = new Ids();
  const partial = range !== undefined && range.start > 0;
  for await (const line of linesOf(window, reading.limits.documentBytes)) {
    if (partial && line.offset < range.start) continue;
    if (range !== undefined && line.offset >= range.end) return;
    const row = rowOf(line, reading, ids);
    if (row === undefined) continue;
    const place = { offset: line.offset, ...(partial ? {} : { row: line.row }) };
    const found = foundInRow(row, place);
    if (found !== undefined) yield found;
    else reading.problem('no-text', line.offset, `No field with text; there are ${names(row)}.`);
  }
}

const names = (row: Row) => Object.keys(row).slice(0, 8).join(', ') || 'none';

function rowOf(line: Line, reading: Reading, ids: Ids): Row | undefined {
  const problem = (kind: string, message: string) => reading.problem(kind, line.offset, message);
  const { bytes } = line;
  if (bytes === undefined) {
    problem('too-long', `The line has ${line.length} bytes, the limit is ${reading.limits.documentBytes}.`);
    return undefined;
  }
  if (!isUtf8(bytes)) {
    problem('invalid-utf-8', 'The line is not UTF-8.');
    return undefined;
  }
  const text = bytes.toString('utf8').replace(/^\uFEFF/, '');
  if (text.trim() === '') return undefined;
  let row: unknown;
  try {
    row = JSON.parse(text);
  } catch (thrown) {
    problem('not-json', `The line is not JSON: ${messageOf(thrown).slice(0, 200)}.`);
    return undefined;
  }
  if (typeof row !== 'object' || row === null || Array.isArray(row)) {
    problem('not-an-object', 'The line is JSON, but no object with fields.');
    return undefined;
  }
  if (ids.seen(row as Row)) {
    problem('duplicate-id', `The id ${JSON.stringify((row as Row)['id'])} has come before in this file.`);
    return undefined;
  }
  return row as Row;
}
