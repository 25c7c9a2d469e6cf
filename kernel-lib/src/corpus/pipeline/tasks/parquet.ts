/** Kept documents as Parquet, which DuckDB, Spark and pandas read; a row group for each few blocks. */
import { closeSync, openSync, writeSync } from 'node:fs';
import { rename } from 'node:fs/promises';
import { ByteWriter, ParquetWriter, schemaFromColumnData, type ColumnSource } from 'hyparquet-writer';
import type { Document } from '../../document.js';
import { readJson, readLines } from '../spool.js';
import type { EncodedDocument } from './encode.js';
import type { Thread } from './index.js';

/** Characters of text in a row group, about. */
const GROUP = 4 * 1024 * 1024;

interface Row {
  document: Document;
  tokens: number;
}

type Column = [name: string, type: 'STRING' | 'INT32' | 'INT64', of: (row: Row) => unknown];

const COLUMNS: readonly Column[] = [
  ['id', 'STRING', ({ document }) => document.id],
  ['text', 'STRING', ({ document }) => document.text],
  ['title', 'STRING', ({ document }) => document.title],
  ['language', 'STRING', ({ document }) => document.language],
  ['tokens', 'INT32', ({ tokens }) => tokens],
  ['collection', 'STRING', ({ document }) => document.origin.collection],
  ['file', 'STRING', ({ document }) => document.origin.file],
  ['offset', 'INT64', ({ document }) => BigInt(document.origin.offset)],
  ['row', 'INT64', ({ document: { origin } }) => (origin.row === undefined ? undefined : BigInt(origin.row))],
  ['url', 'STRING', ({ document }) => document.origin.url],
  ['date', 'STRING', ({ document }) => document.origin.date],
  ['licence', 'STRING', ({ document }) => document.origin.licence],
  ['marks', 'STRING', ({ document: { spans } }) => (spans === undefined ? undefined : JSON.stringify(spans))],
];

const columnsOf = (rows: readonly Row[]): ColumnSource[] =>
  COLUMNS.map(([name, type, of]) => ({ name, type, data: rows.map(of) }));

export async function parquet(
  { blocks, to }: { blocks: number; to: string },
  { places, progress }: Thread,
): Promise<void> {
  const temporary = `${to}.part`;
  const file = openSync(temporary, 'w');
  try {
    const writer: ByteWriter & { flush?(): void } = new ByteWriter();
    writer.flush = () => writeOut(file, writer);
    const schema = schemaFromColumnData({ columnData: columnsOf([]) });
    const parquetWriter = new ParquetWriter({ writer, schema, createdBy: 'blossom' });
    for await (const rows of groupsOf(blocks, places, progress)) {
      await parquetWriter.write({ columnData: columnsOf(rows), rowGroupSize: rows.length });
    }
    await parquetWriter.finish();
    writeOut(file, writer);
  } finally {
    closeSync(file);
  }
  await rename(temporary, to);
}

async function* groupsOf(
  blocks: number,
  places: Thread['places'],
  progress: Thread['progress'],
): AsyncGenerator<Row[]> {
  let rows: Row[] = [];
  let characters = 0;
  for (let number = 0; number < blocks; number++) {
    const documents = await readLines<Document>(places.block('kept', number, 'jsonl'));
    const encoded = await readJson<EncodedDocument[]>(places.block('tokens', number, 'json'));
    documents.forEach((document, i) => rows.push({ document, tokens: encoded[i]![2] }));
    characters += documents.reduce((sum, { text }) => sum + text.length, 0);
    progress(number + 1);
    if (characters < GROUP) continue;
    yield rows;
    rows = [];
    characters = 0;
  }
  if (rows.length > 0) yield rows;
}

/** The writer counts on; what it holds goes to the file. */
function writeOut(file: number, writer: ByteWriter): void {
  const bytes = new Uint8Array(writer.buffer, 0, writer.index);
  for (let at = 0; at < bytes.length;) at += writeSync(file, bytes, at);
  writer.index = 0;
}
